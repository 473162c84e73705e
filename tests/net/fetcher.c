/*
 * fetcher - a command line for the library under test: one file, into a store.
 *
 *   fetcher STORE [--sha256 HEX] [--size N] [--max N] [--stall SECONDS] [--total SECONDS]
 *           [--tries N] [--signed] [--offline] ADDRESS...
 *
 * Prints "cached HEX" or "fetched HEX", "waits MS" instead of waiting, and what else it waits
 * for. What fails is told on stderr, and the status is the failure's kind.
 */
#include "fetch/fetch.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Goes on only when somebody waits. */
struct told_clock {
	struct download_clock clock;
	uint64_t now;
};

static uint64_t now(struct download_clock *clock)
{
	return ((struct told_clock *)clock)->now;
}

static bool told_wait(struct download_clock *clock, uint64_t ms, struct failure *why)
{
	((struct told_clock *)clock)->now += ms;
	printf("waits %llu\n", (unsigned long long)ms);
	return interrupt_check(why);
}

/* Tells once of each step that waits for something. */
struct told_steps {
	struct progress progress;
	const char *last;
};

static void watch(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct told_steps *steps = (struct told_steps *)progress;

	if (!done && !total && step != steps->last && strcmp(step, "downloading") != 0)
		printf("%s\n", step);
	steps->last = step;
}

/* In place of a vendor's signature: the content says that it is signed. */
static bool is_signed(void *context, const struct stored *content, struct failure *why)
{
	char text[7] = "";

	(void)context;
	if (pread(content->fd, text, 6, 0) == 6 && strcmp(text, "signed") == 0)
		return true;
	return fail(why, FAIL_FIRMWARE, "it is not signed");
}

struct given {
	const char *store;
	struct fetch_order order;
	struct digest sha256;
};

static uint32_t number(const char *text)
{
	return (uint32_t)strtoul(text, NULL, 10);
}

static bool take(struct given *given, int option)
{
	struct fetch_order *order = &given->order;

	switch (option) {
	case 'h': order->sha256 = &given->sha256; return digest_from_hex(optarg, &given->sha256);
	case 's': order->size = number(optarg); return true;
	case 'm': order->limits.size = number(optarg); return true;
	case 'l': order->limits.stall_seconds = number(optarg); return true;
	case 'a': order->limits.total_seconds = number(optarg); return true;
	case 'n': order->limits.tries = number(optarg); return true;
	case 'j':
		order->judge = is_signed;
		order->check_proves = true;
		return true;
	case 'o': order->offline = true; return true;
	default: return false;
	}
}

static bool read_arguments(struct given *given, int argc, char **argv)
{
	static const struct option options[] = {
		{ "sha256", 1, NULL, 'h' }, { "size", 1, NULL, 's' },    { "max", 1, NULL, 'm' },
		{ "stall", 1, NULL, 'l' },  { "total", 1, NULL, 'a' },   { "tries", 1, NULL, 'n' },
		{ "signed", 0, NULL, 'j' }, { "offline", 0, NULL, 'o' }, { 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		if (!take(given, option))
			return false;
	}
	if (optind + 1 >= argc)
		return false;
	given->store = argv[optind];
	given->order.addresses = (const char *const *)argv + optind + 1;
	return true;
}

static bool run(const struct given *given, struct failure *why)
{
	static const struct owner nobody_else = { 0 };
	struct fetched fetched;
	struct store store;
	char hex[DIGEST_HEX];

	if (!store_open(given->store, &nobody_else, &store, why))
		return false;
	if (!fetch_file(&store, &given->order, &fetched, why)) {
		store_done(&store);
		return false;
	}
	digest_to_hex(&fetched.object.sha256, hex);
	printf("%s%s %s\n", fetched.was_damaged ? "damaged " : "",
	       fetched.address ? "fetched" : "cached", hex);
	fetched_done(&fetched);
	store_done(&store);
	return true;
}

int main(int argc, char **argv)
{
	struct told_clock clock = { { now, told_wait }, 0 };
	struct told_steps steps = { { .report = watch }, NULL };
	struct given given = {
		.order = { .what = "the firmware",
		           .advice = "give it with --firmware",
		           .limits = download_usual_limits(),
		           .clock = &clock.clock,
		           .progress = &steps.progress },
	};
	struct failure why;

	setvbuf(stdout, NULL, _IOLBF, 0);
	interrupt_watch();
	if (!read_arguments(&given, argc, argv))
		return 2;
	if (run(&given, &why))
		return 0;
	fprintf(stderr, "%s\n", why.text);
	return (int)why.kind;
}
