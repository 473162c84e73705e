/*
 * tell - plan and result, in words and as JSON events.
 */
#ifndef TELL_H
#define TELL_H

#include "app/order/inputs.h"
#include "cli/output/report.h"
#include "stick/device/device.h"
#include "stick/image/manifest.h"

/* What a plan or a result is about. */
struct story {
	const struct manifest *manifest; /* files, recipe, layout: NULL for a folder */
	const struct recipe *recipe;     /* NULL when the catalogue does not know it */
	const struct order_files *files; /* NULL when an image made earlier is written */
	const struct disk *disks;        /* NULL: to a file */
	size_t disk_count;
	const char *output;            /* a file or a folder; NULL: to disks */
	uint64_t image_size;           /* bytes */
	const struct options *options; /* NULL: nothing is done to a disk but writing */
};

/* How it went with one stick. */
struct outcome {
	const struct disk *disk;
	bool ejected;
	bool replugged;            /* --replug: it was to be proven twice */
	const struct disk *again;  /* as what it came back and was proven once more; or NULL */
	const struct failure *why; /* NULL when it is proven */
};

/* What will be written and what must hold before: shown before anything is. */
void tell_plan(struct report *report, const struct story *story);

/* Whether tell_result() will tell the digest of the used range: it takes its time. */
bool tell_wants_digest(const struct report *report);

/*
 * What was proven, and what to do at the router. `used` is the SHA-256 of the used range,
 * looked at only when tell_wants_digest(); NULL for a folder, which has none. `outcome` is the
 * stick's; NULL for a file or a folder.
 */
void tell_result(struct report *report, const struct story *story, const struct digest *used,
                 const struct outcome *outcome);

/*
 * The same of several sticks: each of those that are proven, then what holds for all of them.
 * Nothing of one that failed, but with --json when only its second proof did.
 */
void tell_results(struct report *report, const struct story *story, const struct digest *used,
                  const struct outcome *outcomes, size_t count);

/* With --dry-run the story ends after the plan. */
void tell_dry_run(struct report *report, const struct story *story);

/* A lock file was written. */
void tell_locked(struct report *report, const struct manifest *manifest, const char *path);

#endif
