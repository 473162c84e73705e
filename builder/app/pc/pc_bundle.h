/*
 * pc_bundle - the files of the rescue PC, out of the ZIP archive that scripts/pc-bundle makes.
 *
 * The archive is unpacked by a sandboxed process, and must have what a PC starts from.
 */
#ifndef PC_BUNDLE_H
#define PC_BUNDLE_H

#include "stick/image/manifest.h"
#include "stick/image/plan.h"

enum { PC_BUNDLE_FILES = 62 }; /* and as many in a manifest, with the firmware */

struct pc_bundle {
	struct plan_file files[PC_BUNDLE_FILES + 1]; /* their descriptors are owned */
	struct manifest_file listed[PC_BUNDLE_FILES + 1];
	size_t count;
	char *proof; /* what the files' authenticity rests on; owned */
};

/* FAIL_FIRMWARE when it is not such an archive. pc_bundle_done() accepts a zeroed one. */
bool pc_bundle_open(struct pc_bundle *out, const char *path, struct failure *why) MUST_CHECK;

/* One more file for the stick's root; borrows all but a copy of the descriptor. */
bool pc_bundle_add(struct pc_bundle *bundle, const char *name, int fd, uint64_t size,
                   struct failure *why) MUST_CHECK;

void pc_bundle_done(struct pc_bundle *bundle);

#endif
