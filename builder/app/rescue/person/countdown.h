/*
 * countdown - a router's power is switched by the clock: a person plugs it in and out while this
 * counts.
 */
#ifndef COUNTDOWN_H
#define COUNTDOWN_H

#include "app/ui.h"
#include "catalog/network.h"

#include <stdbool.h>

/* The clock, so that a test need not wait. */
struct countdown_clock {
	/* Sleeps until then, in milliseconds of now(); false: the user interrupts. */
	bool (*wait_until)(void *context, uint64_t at);
	uint64_t (*now)(void *context);
	void *context;
};

extern const struct countdown_clock countdown_clock_here;

struct countdown {
	uint64_t on_seconds;
	uint64_t off_seconds;
	uint64_t times;
	bool on_is_known; /* by a source; otherwise it is between what is known of others */
};

struct countdown countdown_of(const struct toggle *toggle);

/* Each second is an EVENT_TOGGLE. False: the user interrupted. */
bool countdown_run(const struct countdown *countdown, const struct countdown_clock *clock,
                   struct ui *ui) MUST_CHECK;

#endif
