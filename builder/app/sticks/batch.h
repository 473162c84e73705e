/*
 * batch - one image to all sticks at once, each on its own: one that fails stops no other.
 *
 * One stick is a batch, too: it is reported as if there were no others.
 */
#ifndef BATCH_H
#define BATCH_H

#include "app/sticks/replug.h"
#include "app/sticks/sticks.h"
#include "app/summary.h"
#include "base/job.h"

struct batch_stick {
	struct job job;
	struct batch *batch;
	struct delivery delivery; /* as the fleet's, with a ui of its own */
	const struct disk *disk;
	struct target *target;
	bool good;
	bool ejected;
	struct failure why; /* unless good */
};

struct batch {
	const struct delivery *delivery;
	const struct sticks *sticks_chosen;
	struct batch_stick *sticks;
	struct replug_stick *replugs; /* with --replug */
	const char **names;           /* of the disks */
	size_t count;
	bool has_parts; /* several: each has a ui of its own */
};

/*
 * Unmounts and opens every stick, before a byte is written on any. The image of `delivery` must
 * not change until fleet_done(), which is the caller's in any case.
 */
bool batch_open(struct batch *out, const struct delivery *delivery, const struct sticks *sticks,
                struct failure *why) MUST_CHECK;

/* Writes and proves all of them, with --replug twice. How it went stands with each. */
void batch_deliver(struct batch *batch);

/*
 * The result of each, and of several the sum. False with the first failure's kind when not all
 * are proven. `used` is the SHA-256 of the used range, or NULL.
 */
bool batch_report(const struct batch *batch, const struct summary *summary,
                  const struct digest *used, struct failure *why) MUST_CHECK;

void batch_done(struct batch *batch);

#endif
