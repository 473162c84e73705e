/*
 * deliver - an image on its way to where it was ordered, and the proof that it arrived.
 */
#ifndef DELIVER_H
#define DELIVER_H

#include "cli/output/report.h"
#include "stick/device/device.h"
#include "stick/image/manifest.h"
#include "stick/medium/imagefile.h"

struct delivery {
	struct target *image;
	const struct manifest *manifest; /* complete: ->length is the used range */
	const struct options *options;
	struct report *report;
	bool raw; /* a disk image: no manifest, and its files are none of ours */
};

/* Unmounts and opens; nothing is written yet. target_close(*out) is the caller's. */
bool deliver_open(const struct disk *disk, struct target **out, struct failure *why) MUST_CHECK;

/*
 * Writes, proves, ejects and closes. *ejected tells whether the stick may be pulled. May run for
 * several sticks at once, each with a report of its own.
 */
bool deliver_to_device(const struct delivery *delivery, const struct disk *disk,
                       struct target *stick, bool *ejected, struct failure *why) MUST_CHECK;

/* An image file on its way. */
struct file_delivery {
	struct imagefile image;
	struct target *written; /* the same, for reading */
	bool is_ahead;          /* all but the manifest is written, read back and compared */
};

/*
 * Writes beside the path all of the first `used` bytes but the manifest, which need not be
 * complete yet, and compares them. Does nothing for a compressed file. deliver_done()
 * removes what was not delivered.
 */
bool deliver_ahead(struct file_delivery *file, const struct delivery *delivery, const char *path,
                   uint64_t used, struct failure *why) MUST_CHECK;

/*
 * Finds and hashes the files in what was written ahead. The manifest lies where no file
 * does: whatever it will be, this stays true.
 */
bool deliver_proof_ahead(const struct file_delivery *file, const struct delivery *delivery,
                         struct failure *why) MUST_CHECK;

/*
 * Writes the rest, compares it, proves what is not proven, and only then gives the file its
 * name: the last step, after which nothing may fail.
 */
bool deliver_to_file(struct file_delivery *file, const struct delivery *delivery,
                     struct failure *why) MUST_CHECK;

void deliver_done(struct file_delivery *file);

#endif
