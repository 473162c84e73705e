/* summary - what a plan or a result is about: which files, for which router, onto which target. */
#ifndef SUMMARY_H
#define SUMMARY_H

#include "app/order/inputs.h"
#include "app/request.h"
#include "app/ui.h"
#include "stick/device/device.h"
#include "stick/image/manifest.h"

#include <jansson.h>

/* Everything is borrowed. */
struct summary {
	const struct manifest *manifest; /* files, recipe, layout: NULL for a folder */
	const struct recipe *recipe;     /* NULL when the catalogue does not know it */
	const struct inputs *inputs;     /* NULL when an image made earlier is written */
	const struct disk *disks;        /* NULL: to a file or folder */
	size_t disk_count;
	const char *output;                  /* a file or a folder; NULL: to disks */
	uint64_t image_size;                 /* bytes */
	const struct request_target *target; /* NULL: nothing is done to a disk but writing */
};

/* What the user should know before anything is written. */
void summary_warn(const struct summary *summary, struct ui *ui);

/* A file of a manifest: path, size, SHA-256, address and what authenticates it. A new reference. */
json_t *summary_file_json(const struct manifest_file *file);

/* How it went with one stick. */
struct outcome {
	const struct disk *disk;
	bool ejected;
	bool replugged;            /* --replug: it was to be proven twice */
	const struct disk *again;  /* as what it came back and was proven once more; or NULL */
	const struct failure *why; /* NULL when it is proven */
};

#endif
