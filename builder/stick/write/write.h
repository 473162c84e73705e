/*
 * write - puts an image on a stick so that power may fail at any moment.
 *
 * Whatever the layout, its sector 0 (boot record, boot sector of a superfloppy,
 * beginning of a disk image) is blanked first and written last, after everything
 * else was read back and compared: at every moment the stick shows either nothing
 * or something complete and right. Where the rest of the first MiB is no empty gap it
 * comes just before it: a disk image may have a second header (GPT) there, or a boot
 * loader that is looked for without sector 0. On failure or Ctrl-C sector 0 is left blank.
 */
#ifndef WRITE_H
#define WRITE_H

#include "base/medium/target.h"
#include "base/progress.h"

/* What became of the stick, for the message after a failure. */
enum write_state {
	WRITE_UNTOUCHED, /* nothing was written */
	WRITE_BLANK,     /* its first sector was read back blank: no partition is visible */
	WRITE_UNKNOWN,   /* it could not even be blanked */
	WRITE_PUBLISHED, /* everything is there, as the image has it */
};

/* What to write, and what else to do. */
struct write_order {
	struct target *image;
	uint64_t used;       /* bytes of it, from its beginning */
	bool check_capacity; /* first see whether the stick holds what it claims (capacity.h) */
	bool wipe;           /* zeros wherever the image does not reach */
};

struct write_result {
	enum write_state state; /* always set */
	/* The last MiB took no zeros, or did not keep them. The image does not reach there. */
	bool end_doubtful;
};

/*
 * Writes the first `used` bytes of the image, reads them back and compares, then
 * publishes sector 0. Also clears the stick's last MiB, as far as the image does not
 * reach into it: an old partition table may have its copy there.
 */
bool write_stick(struct target *stick, const struct write_order *order, struct progress *progress,
                 struct write_result *result, struct failure *why) MUST_CHECK;

/* Blanks the first sector again, after a later proof failed. */
enum write_state write_blank(struct target *stick);

/* Compares bytes [from, to) of a target with the image. FAIL_VERIFY names the first that differs.
 */
bool write_compare(struct target *target, struct target *image, uint64_t from, uint64_t to,
                   struct progress *progress, struct failure *why) MUST_CHECK;

#endif
