/*
 * deliver - the finished image goes to its target: one stick, several at once, or a file.
 *
 * What is still open when delivery begins (the manifest of an image, the digest of what is
 * written) is computed beside it.
 */
#ifndef DELIVER_H
#define DELIVER_H

#include "app/sticks/delivery.h"
#include "app/sticks/sticks.h"
#include "app/summary.h"
#include "stick/image/image.h"

/* What is delivered. Everything is borrowed. */
struct deliverable {
	struct target *image;
	struct image *unsealed; /* the same, its manifest not yet in it; NULL: it is complete */
	struct manifest *manifest;
	struct inputs *inputs;            /* given back as soon as they are not needed; or NULL */
	const struct plan_file *contents; /* of the manifest's files, in its order; or NULL */
	bool raw;
	const struct sticks *sticks; /* none: to summary->output */
};

/*
 * Writes and proves; reports the result of each target. False with the first failure's kind
 * when one was not proven, and then nothing stands under the name of a file.
 */
bool deliver(const struct deliverable *what, const struct request_target *terms,
             const struct summary *summary, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
