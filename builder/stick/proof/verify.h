/*
 * verify - proves a finished stick or image by its own manifest, years later,
 * without the original files.
 */
#ifndef VERIFY_H
#define VERIFY_H

#include "base/medium/target.h"
#include "base/progress.h"
#include "stick/image/manifest.h"
#include "stick/image/plan.h"

/* Only the manifest, which has a check of its own. manifest_done(out) is the caller's. */
bool verify_manifest(struct target *target, struct manifest *out, struct failure *why) MUST_CHECK;

/* Whether the used range has the manifest's SHA-256. */
bool verify_range(struct target *target, const struct manifest *manifest, struct progress *progress,
                  struct failure *why) MUST_CHECK;

/*
 * Reads the manifest, hashes the whole used range, then opens the stick as a boot
 * loader would and hashes every file the manifest names, and looks for second
 * candidates. FAIL_VERIFY says what differs; FAIL_IO when it cannot be read.
 * On success manifest_done(out) is the caller's.
 */
bool verify_stick(struct target *target, struct manifest *out, struct progress *progress,
                  struct failure *why) MUST_CHECK;

/* The files alone, by fatread: found by their names, hashed, and without a second candidate. */
bool verify_files(struct target *target, const struct manifest *manifest, struct progress *progress,
                  struct failure *why) MUST_CHECK;

/*
 * The same where what the manifest has the digests of is still open: `contents` are its files in
 * the same order, and each is compared byte for byte in place of being hashed.
 */
bool verify_files_by(struct target *target, const struct manifest *manifest,
                     const struct plan_file *contents, struct progress *progress,
                     struct failure *why) MUST_CHECK;

#endif
