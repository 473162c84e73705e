/*
 * diagnosis - what differs on a stick that did not prove itself, and whether that matters.
 *
 * Begins where verify_stick() ended with FAIL_VERIFY. The structures are compared with what
 * the manifest lets the program make again; where it cannot, with what the stick holds twice.
 */
#ifndef DIAGNOSIS_H
#define DIAGNOSIS_H

#include "base/layout.h"
#include "base/progress.h"
#include "stick/proof/difference.h"
#include "stick/proof/verify.h"

struct diagnosis_request {
	struct target *target;
	const struct layout *layouts; /* all that are known */
	size_t layout_count;
	const struct failure *found; /* what verify_stick() said */
	struct progress *progress;
};

struct diagnosis {
	struct manifest manifest; /* as far as there is one */
	bool intact;   /* the files are what they should be, as a boot loader finds them */
	bool complete; /* every difference is known, by the manifest's SHA-256 */
	struct differences differences;
	char **added; /* paths that the manifest does not name; "/" at the end of a directory's */
	size_t added_count;
	struct failure verdict; /* FAIL_VERIFY, in one sentence */
};

/*
 * Fails only when the stick cannot be read, or when interrupted. Names come from the stick:
 * text_clean() is the caller's. diagnosis_done() frees it and accepts a zeroed one.
 */
bool diagnose(struct diagnosis *out, const struct diagnosis_request *request,
              struct failure *why) MUST_CHECK;
void diagnosis_done(struct diagnosis *diagnosis);

#endif
