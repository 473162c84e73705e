/* deliver_file - an image written to a file, and proven before the file has its name. */
#ifndef DELIVER_FILE_H
#define DELIVER_FILE_H

#include "app/sticks/delivery.h"
#include "stick/image/image.h"
#include "stick/medium/imagefile.h"

/* An image file on its way. */
struct file_delivery {
	struct imagefile image;
	struct target *written; /* the same, for reading */
	bool is_written_early;  /* all but the manifest is written, read back and compared */
};

/*
 * Writes beside the path all of the used range but the manifest, which need not be complete yet,
 * and compares it with the image; what deliver_file_prove_early() compares is left to that. Does
 * nothing for a compressed file. deliver_file_done() removes what was not delivered.
 */
bool deliver_file_write_early(struct file_delivery *file, const struct delivery *delivery,
                              const char *path, const struct image *image,
                              struct failure *why) MUST_CHECK;

/*
 * Finds the files in what was written ahead, and proves their content. The manifest lies where
 * no file does: whatever it will be, this stays true.
 */
bool deliver_file_prove_early(const struct file_delivery *file, const struct delivery *delivery,
                              struct failure *why) MUST_CHECK;

/* Writes the rest, compares it, and proves what is not proven. */
bool deliver_file_finish(struct file_delivery *file, const struct delivery *delivery,
                         struct failure *why) MUST_CHECK;

/* Gives the file its name: the last step, after which nothing may fail. */
bool deliver_file_publish(struct file_delivery *file, struct failure *why) MUST_CHECK;

void deliver_file_done(struct file_delivery *file);

#endif
