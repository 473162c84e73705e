#include "stick/write/wipe.h"

#include "base/bytes.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "stick/image/plan.h"

#include <inttypes.h>
#include <string.h>

/*
 * Pieces are as long as a Ctrl-C may wait. What a stick discards by itself may begin and
 * end at boundaries of its own, up to ROUNDED bytes: what lies before and after is written.
 */
enum { DISCARDED = 1 << 30, ZEROED = 16 * MIB, WRITTEN = WIPE_BUFFER, ROUNDED = 4 * MIB };
enum { SAMPLES = 16, SAMPLE = MEM_PAGE, SAMPLED = 1 << 30 };

struct range {
	uint64_t from;
	uint64_t to;
};

struct wiping {
	struct target *stick;
	uint8_t *buffer;
	struct progress *progress;
	struct range whole;
};

static bool write_zeros(const struct wiping *wiping, uint64_t at, uint64_t size,
                        struct failure *why)
{
	return target_write(wiping->stick, at, wiping->buffer, (size_t)size, why);
}

static bool discard(const struct wiping *wiping, uint64_t at, uint64_t size, struct failure *why)
{
	return target_clear(wiping->stick, TARGET_DISCARD, at, size, why);
}

static bool zero(const struct wiping *wiping, uint64_t at, uint64_t size, struct failure *why)
{
	return target_clear(wiping->stick, TARGET_ZERO, at, size, why);
}

/* From the fastest to the surest. */
static const struct way {
	bool (*clear)(const struct wiping *wiping, uint64_t at, uint64_t size, struct failure *why);
	uint64_t piece;
} ways[] = { { discard, DISCARDED }, { zero, ZEROED }, { write_zeros, WRITTEN } };
enum { SUREST = ARRAY_LEN(ways) - 1 };

static bool clear_range(const struct wiping *wiping, const struct way *way, struct range range,
                        struct failure *why)
{
	const struct range whole = wiping->whole;

	memset(wiping->buffer, 0, WIPE_BUFFER);
	for (uint64_t at = range.from; at < range.to;) {
		const uint64_t left = range.to - at;
		const uint64_t size = left < way->piece ? left : way->piece;

		if (!interrupt_check(why) || !way->clear(wiping, at, size, why))
			return false;
		at += size;
		progress_report(wiping->progress, "wiping", at - whole.from, whole.to - whole.from);
	}
	return true;
}

static bool sample(const struct wiping *wiping, uint64_t at, size_t size, struct failure *why)
{
	uint8_t *seen = wiping->buffer;

	if (!interrupt_check(why) || !target_read(wiping->stick, at, seen, size, why))
		return false;
	if (bytes_all_zero((struct bytes){ seen, size }))
		return true;
	return fail(why, FAIL_VERIFY,
	            "'%s' was erased but is not zero at byte %" PRIu64
	            "; it is failing or counterfeit; test it with --check-capacity",
	            wiping->stick->name, at);
}

/* Evenly spread over every piece, its first and last sectors included. */
static bool sample_range(const struct wiping *wiping, struct range range, struct failure *why)
{
	for (uint64_t at = range.from; at < range.to;) {
		const uint64_t left = range.to - at;
		const uint64_t piece = left < SAMPLED ? left : SAMPLED;
		const size_t size = piece < SAMPLE ? (size_t)piece : SAMPLE;

		for (uint64_t i = 0; i < SAMPLES; i++) {
			const uint64_t skip = (piece - size) * i / (SAMPLES - 1);

			if (!sample(wiping, at + skip / SECTOR * SECTOR, size, why))
				return false;
		}
		at += piece;
	}
	return true;
}

/* What a stick cannot clear by itself, or did not, is tried in the next way. */
static bool clear_somehow(const struct wiping *wiping, struct range range, struct failure *why)
{
	for (size_t i = 0; i < SUREST; i++) {
		struct failure unable;

		if (clear_range(wiping, &ways[i], range, &unable) &&
		    target_flush(wiping->stick, &unable) && sample_range(wiping, range, &unable))
			return true;
		if (!interrupt_check(why))
			return false;
	}
	return clear_range(wiping, &ways[SUREST], range, why);
}

static uint64_t smaller(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

bool wipe_range(struct target *stick, uint64_t from, uint64_t to, uint8_t *buffer,
                struct progress *progress, struct failure *why)
{
	const struct wiping wiping = { stick, buffer, progress, { from, to } };
	const uint64_t first = smaller((from + ROUNDED - 1) / ROUNDED * ROUNDED, to);
	const uint64_t last = to / ROUNDED * ROUNDED > first ? to / ROUNDED * ROUNDED : first;
	const struct way *surest = &ways[SUREST];

	progress_report(progress, "wiping", 0, to - from);
	return clear_range(&wiping, surest, (struct range){ from, first }, why) &&
	       clear_somehow(&wiping, (struct range){ first, last }, why) &&
	       clear_range(&wiping, surest, (struct range){ last, to }, why) &&
	       target_flush(stick, why) && sample_range(&wiping, wiping.whole, why);
}
