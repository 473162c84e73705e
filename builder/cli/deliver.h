/*
 * deliver - an image on its way to where it was ordered, and the proof that it arrived.
 */
#ifndef DELIVER_H
#define DELIVER_H

#include "cli/report.h"
#include "stick/device/device.h"
#include "stick/manifest.h"

struct delivery {
	struct target *image;
	const struct manifest *manifest; /* complete: ->length is the used range */
	const struct options *options;
	struct report *report;
};

/* Unmounts, writes, proves and ejects. *ejected tells whether the stick may be pulled. */
bool deliver_to_device(const struct delivery *delivery, const struct disk *disk, bool *ejected,
                       struct failure *why) MUST_CHECK;

/* Writes beside the path, proves what was written, and only then gives it its name. */
bool deliver_to_file(const struct delivery *delivery, const char *path,
                     struct failure *why) MUST_CHECK;

#endif
