/*
 * imagefile - images as files: written complete or not at all, and read back.
 *
 * A plain name gives a sparse file; .gz, .xz, .zst and .bz2 are compressed by
 * libarchive, the same bytes every time.
 */
#ifndef IMAGEFILE_H
#define IMAGEFILE_H

#include "base/files/newfile.h"
#include "base/medium/target.h"
#include "base/progress.h"

enum { IMAGEFILE_SIZE_MAX = 0x7fffffff }; /* of an image once unpacked; layouts end at 1 GiB */

/* Bytes [from, to) of an image that may still change. */
struct imagefile_gap {
	uint64_t from;
	uint64_t to;
};

/* An image on its way to its name: newfile_begin() and newfile_publish() are the caller's. */
struct imagefile {
	struct newfile file;
	bool is_written_early; /* all but the gap is written already */
	struct imagefile_gap gap;
};

/*
 * Optional: writes all of the first `used` bytes but the gap, which lies within them. Does
 * nothing for a compressed file, which is written from its beginning: see ->is_written_early.
 */
bool imagefile_write_early(struct imagefile *file, struct target *image, struct imagefile_gap gap,
                           uint64_t used, struct progress *progress,
                           struct failure *why) MUST_CHECK;

/*
 * Writes the first `used` bytes of the image, of a file written early only the gap; zeros
 * follow up to the image's size and, in a plain file, take no space.
 */
bool imagefile_write(struct imagefile *file, struct target *image, uint64_t used,
                     struct progress *progress, struct failure *why) MUST_CHECK;

/*
 * An image file as a read-only target, compressed ones unpacked into memory.
 * Untrusted. FAIL_IO when it cannot be read, FAIL_VERIFY when it is no image:
 * empty, broken compression, or larger than IMAGEFILE_SIZE_MAX.
 * The name stays borrowed.
 */
bool imagefile_open(const char *path, struct target **out, struct progress *progress,
                    struct failure *why) MUST_CHECK;

#endif
