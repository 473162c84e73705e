/*
 * write - puts an image on a stick so that power may fail at any moment.
 *
 * Sector 0 is blanked first and written last, after everything else was read
 * back and compared: at every moment the stick shows either no partition or a
 * complete, right one. On failure or Ctrl-C it is left blank.
 */
#ifndef WRITE_H
#define WRITE_H

#include "base/progress.h"
#include "stick/image.h"
#include "stick/target.h"

/* What became of the stick, for the message after a failure. */
enum write_state {
	WRITE_UNTOUCHED, /* nothing was written */
	WRITE_BLANK,     /* its first sector is blank: no partition is visible */
	WRITE_UNKNOWN,   /* it could not even be blanked */
	WRITE_PROVEN,
};

/* Writes, reads back, publishes. *state is always set. */
bool write_stick(struct target *stick, const struct image *image, struct progress *progress,
                 enum write_state *state, struct failure *why) MUST_CHECK;

/* Blanks the first sector again, after a later proof failed. */
enum write_state write_blank(struct target *stick);

/* Compares the used range of a target with the image, byte by byte. */
bool write_compare(struct target *target, const struct image *image, uint64_t from,
                   struct progress *progress, struct failure *why) MUST_CHECK;

#endif
