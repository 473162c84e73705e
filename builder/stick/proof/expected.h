/*
 * expected - a stick as it was made, made again from its manifest alone.
 *
 * Equal input gives an equal image, and all that is not a file's content follows from the
 * files' names and sizes, the layout, and the few things that a stick has in several
 * places: its label, and how large partition and clusters are. Whether the result is what
 * was written is no guess: with the files' content it has the manifest's SHA-256.
 */
#ifndef EXPECTED_H
#define EXPECTED_H

#include "stick/image/image.h"
#include "stick/proof/map.h"

/* Must stay where it is. The content of the image's files is zeros. */
struct expected {
	struct image image;
	struct tree tree;
	struct map map;
	bool proven; /* by the manifest's SHA-256 */
};

struct expected_request {
	struct target *stick;
	const struct manifest *manifest;
	const struct layout *layout; /* the manifest's */
	const struct tree *now;      /* of the stick, or NULL */
	struct progress *progress;
};

/*
 * FAIL_TOOL, or FAIL_VERIFY, when it cannot be made again: mkfs.fat or mtools are missing, or
 * the layout is not what it was. expected_done() frees it and accepts a zeroed one.
 */
bool expected_make(struct expected *out, const struct expected_request *request,
                   struct failure *why) MUST_CHECK;
void expected_done(struct expected *expected);

/* Whether the stick holds a file's content where it was put; its region in *out. */
bool expected_content(const struct expected *expected, struct target *stick, size_t node,
                      const struct region **out, bool *right, struct failure *why) MUST_CHECK;

#endif
