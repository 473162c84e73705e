/*
 * tell - plan and result, in words and as JSON events.
 */
#ifndef TELL_H
#define TELL_H

#include "cli/order/files.h"
#include "cli/report.h"
#include "stick/device/device.h"
#include "stick/manifest.h"

/* What a plan or a result is about. */
struct story {
	const struct manifest *manifest; /* files, recipe, layout: NULL for a folder */
	const struct recipe *recipe;     /* NULL when the catalogue does not know it */
	const struct order_files *files; /* NULL when an image made earlier is written */
	const struct disk *disk;         /* NULL: to a file */
	const char *output;              /* a file or a folder; NULL: to a disk */
	uint64_t image_size;             /* bytes */
	const struct options *options;   /* NULL: nothing is done to a disk but writing */
};

/* What will be written and what must hold before: shown before anything is. */
void tell_plan(struct report *report, const struct story *story);

/* Whether tell_result() will tell the digest of the used range: it takes its time. */
bool tell_wants_digest(const struct report *report);

/*
 * What was proven, and what to do at the router. `used` is the SHA-256 of the used range,
 * looked at only when tell_wants_digest(); NULL for a folder, which has none.
 */
void tell_result(struct report *report, const struct story *story, const struct digest *used,
                 bool ejected);

/* With --dry-run the story ends after the plan. */
void tell_dry_run(struct report *report, const struct story *story);

/* A lock file was written. */
void tell_locked(struct report *report, const struct manifest *manifest, const char *path);

#endif
