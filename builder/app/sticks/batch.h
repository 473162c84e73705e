/*
 * batch - one image to all sticks at once, each on its own: one that fails stops no other.
 *
 * One stick is a fleet, too: it is told about as if there were no others.
 */
#ifndef BATCH_H
#define BATCH_H

#include "app/sticks/replug.h"
#include "app/sticks/sticks.h"
#include "base/job.h"
#include "cli/output/batch_progress.h"
#include "cli/output/tell.h"

struct fleet_stick {
	struct job job;
	struct fleet *fleet;
	struct delivery delivery; /* as the fleet's, with a report of its own */
	const struct disk *disk;
	struct target *target;
	bool good;
	bool ejected;
	struct failure why; /* unless good */
};

struct fleet {
	const struct delivery *delivery;
	const struct sticks *sticks_chosen;
	struct fleet_stick *sticks;
	struct replug_stick *replugs; /* with --replug */
	size_t count;
	struct scoreboard board; /* of several */
};

/*
 * Unmounts and opens every stick, before a byte is written on any. The image of `delivery` must
 * not change until fleet_done(), which is the caller's in any case.
 */
bool fleet_open(struct fleet *out, const struct delivery *delivery, const struct sticks *sticks,
                struct failure *why) MUST_CHECK;

/* Writes and proves all of them, with --replug twice. How it went stands with each. */
void fleet_deliver(struct fleet *fleet);

/*
 * The result of each, and of several the sum. False with the first failure's kind when not all
 * are proven. `story` and `used` as for tell_result().
 */
bool fleet_tell(const struct fleet *fleet, const struct story *story, const struct digest *used,
                struct failure *why) MUST_CHECK;

void fleet_done(struct fleet *fleet);

#endif
