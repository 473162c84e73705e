/* delivery - a finished image on its way to one target or to several. */
#ifndef DELIVERY_H
#define DELIVERY_H

#include "app/request.h"
#include "app/ui.h"
#include "base/medium/target.h"
#include "stick/image/manifest.h"
#include "stick/image/plan.h"

/* Everything is borrowed. */
struct delivery {
	struct target *image;
	const struct manifest *manifest;    /* complete: ->length is the used range */
	const struct request_target *terms; /* what else is done to a stick, or with a file */
	struct ui *ui;
	const struct plan_file *contents; /* the manifest's files, still open; NULL: they are not */
	bool raw; /* a disk image: no manifest, and its files are none of ours */
};

/* The files as a boot loader finds them, once every byte was compared; none on a disk image. */
bool delivery_prove_files(const struct delivery *delivery, struct target *target,
                          struct progress *progress, struct failure *why) MUST_CHECK;

#endif
