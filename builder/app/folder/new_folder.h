/*
 * new_folder - a folder that appears under its name complete, or not at all.
 *
 * It is filled under a temporary name next to the final one. What an earlier run made there is
 * replaced with `force`, and nothing else: see previous.h, whose FOLDER_SUMS it must hold.
 */
#ifndef FOLDER_NEW_FOLDER_H
#define FOLDER_NEW_FOLDER_H

#include "base/fail.h"

struct new_folder {
	char *path;      /* as it was given, without slashes at its end */
	char *temporary; /* NULL once it has its name, or before it exists */
	struct temporary *guard;
};

/* Makes nothing yet. FAIL_REFUSED where what is at `path` may not be replaced. */
bool new_folder_check(struct new_folder *out, const char *path, bool force,
                      struct failure *why) MUST_CHECK;

bool new_folder_begin(struct new_folder *folder, struct failure *why) MUST_CHECK;

/* A new file in it, and the folders in front of its name; -1. The caller closes it. */
int new_folder_create(const struct new_folder *folder, const char *name, struct failure *why);

/* All that was written is on the disk: one call, where there are many files. */
bool new_folder_sync(const struct new_folder *folder, struct failure *why) MUST_CHECK;

bool new_folder_publish(struct new_folder *folder, bool force, struct failure *why) MUST_CHECK;

/* Removes what has no name yet; accepts a zeroed one. */
void new_folder_done(struct new_folder *folder);

#endif
