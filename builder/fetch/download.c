#include "fetch/download.h"

#include "base/interrupt.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "fetch/transfer.h"

#include <errno.h>
#include <string.h>
#include <time.h>

enum { FIRST_PAUSE = 1000, LONGEST_PAUSE = 60000, ADDRESS_SHOWN = 400 };

struct download_limits download_usual_limits(void)
{
	return (struct download_limits){
		.size = UINT64_C(256) << 20,
		.lookup_seconds = 10,
		.connect_seconds = 30,
		.stall_rate = 100,
		.stall_seconds = 60,
		.total_seconds = 2 * 60 * 60,
		.tries = 5,
	};
}

static uint64_t real_now(struct download_clock *clock)
{
	struct timespec now;

	(void)clock;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool real_wait(struct download_clock *clock, uint64_t ms, struct failure *why)
{
	struct timespec left = { (time_t)(ms / 1000), (long)(ms % 1000) * 1000000 };

	(void)clock;
	while (nanosleep(&left, &left) == -1 && errno == EINTR) {
		if (!interrupt_check(why))
			return false;
	}
	return interrupt_check(why);
}

/* One download with its time and its tries. */
struct attempt {
	const struct download *download;
	struct download_clock *clock;
	uint64_t begin;    /* ms */
	uint64_t resolved; /* ms: the beginning, or when the server's name had an address last */
	uint32_t empty;    /* tries in a row that brought nothing */
};

static uint64_t left_of(const struct attempt *attempt, uint32_t seconds, uint64_t since)
{
	uint64_t all = (uint64_t)seconds * 1000;
	uint64_t used = attempt->clock->now(attempt->clock) - since;

	return used < all ? all - used : 0;
}

static struct transfer_time time_left(const struct attempt *attempt)
{
	const struct download_limits *limits = &attempt->download->limits;

	return (struct transfer_time){
		.all_ms = left_of(attempt, limits->total_seconds, attempt->begin),
		.lookup_ms = left_of(attempt, limits->lookup_seconds, attempt->resolved),
	};
}

static uint64_t pause_of(uint32_t empty, uint64_t asked_seconds)
{
	uint64_t pause = (uint64_t)FIRST_PAUSE << (empty < 6 ? empty : 6);

	if (asked_seconds > pause / 1000)
		pause = asked_seconds < LONGEST_PAUSE / 1000 ? asked_seconds * 1000 : LONGEST_PAUSE;
	return pause < LONGEST_PAUSE ? pause : LONGEST_PAUSE;
}

static bool pause_told(const struct attempt *attempt, uint64_t pause, struct failure *why)
{
	progress_wait(attempt->download->progress, "waiting to try again", pause / 1000);
	return attempt->clock->wait(attempt->clock, pause, why);
}

/* Waits, unless it was the last try or there is no time for another one. */
static bool may_try_again(struct attempt *attempt, bool brought, uint64_t asked_seconds,
                          uint64_t left_ms, struct failure *why)
{
	uint64_t pause;

	attempt->empty = brought ? 0 : attempt->empty + 1;
	pause = pause_of(attempt->empty, asked_seconds);
	return attempt->empty < attempt->download->limits.tries && pause < left_ms &&
	       pause_told(attempt, pause, why);
}

static uint64_t left_after(const struct attempt *attempt, enum transfer_end end)
{
	const struct transfer_time left = time_left(attempt);

	return end == TRANSFER_UNRESOLVED && left.lookup_ms < left.all_ms ? left.lookup_ms
	                                                                  : left.all_ms;
}

static bool try_all(struct attempt *attempt, struct download_sink *sink, struct failure *why)
{
	uint64_t before;
	uint64_t pause;
	enum transfer_end end;

	do {
		const struct transfer_time left = time_left(attempt);

		before = sink->have;
		end = transfer_run(attempt->download, sink, &left, &pause, why);
		sink->was_unresolved = end == TRANSFER_UNRESOLVED || end == TRANSFER_NO_ANSWER;
		if (end != TRANSFER_UNRESOLVED)
			attempt->resolved = attempt->clock->now(attempt->clock);
	} while ((end == TRANSFER_AGAIN || end == TRANSFER_UNRESOLVED) &&
	         may_try_again(attempt, sink->have > before, pause, left_after(attempt, end), why));
	return end == TRANSFER_DONE;
}

bool download_run(const struct download *download, struct download_sink *sink, struct failure *why)
{
	struct download_clock real = { real_now, real_wait };
	struct attempt attempt = { download, download->clock ? download->clock : &real, 0, 0, 0 };
	char address[ADDRESS_SHOWN];

	text_clean(address, sizeof(address), download->address);
	if (!url_scheme(download->address))
		return fail(why, FAIL_USAGE,
		            "'%s' is not a download address; give one that begins with 'https://'",
		            address);
	if (!download->http_allowed && strncmp(download->address, "http:", 5) == 0)
		return fail(why, FAIL_NETWORK,
		            "'%s': http does not protect the file; use an https address or give "
		            "the file's SHA-256",
		            address);
	attempt.begin = attempt.clock->now(attempt.clock);
	attempt.resolved = attempt.begin;
	if (try_all(&attempt, sink, why))
		return true;
	return why->kind == FAIL_NETWORK ? fail_while(why, "'%s'", address) : false;
}
