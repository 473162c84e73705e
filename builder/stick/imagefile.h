/*
 * imagefile - images as files: written complete or not at all, and read back.
 *
 * A plain name gives a sparse file; .gz, .xz and .zst are compressed by
 * libarchive, the same bytes every time.
 */
#ifndef IMAGEFILE_H
#define IMAGEFILE_H

#include "stick/image.h"

/*
 * Refusals (FAIL_REFUSED) that need no image yet: a device node, a directory, an
 * existing file without `force`.
 */
bool imagefile_check(const char *path, bool force, struct failure *why) MUST_CHECK;

struct imagefile {
	char *path;      /* where it will be */
	char *temporary; /* beside it, until imagefile_publish(); NULL afterwards */
	int fd;
	bool force;
};

/* Writes everything under a temporary name. imagefile_done() removes what was not published. */
bool imagefile_write(struct imagefile *out, const char *path, const struct image *image, bool force,
                     struct progress *progress, struct failure *why) MUST_CHECK;

/* Reads the written file again and compares it with the image; compressed ones are unpacked. */
bool imagefile_compare(const struct imagefile *file, const struct image *image,
                       struct progress *progress, struct failure *why) MUST_CHECK;

/* The rename: the one moment at which the file appears. */
bool imagefile_publish(struct imagefile *file, struct failure *why) MUST_CHECK;

void imagefile_done(struct imagefile *file);

/*
 * An image made earlier, compressed or not. Untrusted: at most `size_max` bytes
 * once unpacked. FAIL_IO when it cannot be read, FAIL_VERIFY when it is no image.
 * Nothing is proven yet: verify_stick(&out->target) does that.
 */
bool imagefile_load(struct image *out, const char *path, uint64_t size_max,
                    struct progress *progress, struct failure *why) MUST_CHECK;

#endif
