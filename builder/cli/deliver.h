/*
 * deliver - an image on its way to where it was ordered, and the proof that it arrived.
 */
#ifndef DELIVER_H
#define DELIVER_H

#include "cli/report.h"
#include "stick/device/device.h"
#include "stick/imagefile.h"
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

/* An image file on its way. */
struct file_delivery {
	struct imagefile file;
	struct target *written; /* the same, for reading */
	uint64_t compared_from; /* from here on it has been read back and compared */
};

/*
 * Writes beside the path what does not depend on the manifest, so that the image can
 * be sealed meanwhile. deliver_done() removes what was not delivered.
 */
bool deliver_ahead(struct file_delivery *file, const struct delivery *delivery, const char *path,
                   uint64_t used, struct failure *why) MUST_CHECK;

/* Writes the rest and proves what was written. */
bool deliver_to_file(struct file_delivery *file, const struct delivery *delivery,
                     struct failure *why) MUST_CHECK;

/* Gives the file its name: the last step, after which nothing may fail. */
bool deliver_publish(struct file_delivery *file, struct failure *why) MUST_CHECK;

void deliver_done(struct file_delivery *file);

#endif
