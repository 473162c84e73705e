/*
 * folder - the files of a catalogue's folder, found and opened.
 *
 * The folder may be a user's while the program runs as root for him: then only
 * his own files are read.
 */
#ifndef FOLDER_H
#define FOLDER_H

#include "base/fail.h"

#include <stddef.h>
#include <sys/types.h>

#define FOLDER_ANYBODY ((uid_t)-1)

struct folder {
	char **paths; /* of its .json files, without schema.json and keys.json, in the order of
	                 their names */
	size_t count;
};

/* FAIL_CATALOG when there is no such folder, or no such file in it. */
bool folder_read(struct folder *out, const char *path, struct failure *why) MUST_CHECK;
void folder_done(struct folder *folder);

/* True when it is not there, or holds no such file. */
bool folder_is_empty(const char *path);

/*
 * A descriptor for reading, or -1. Nothing but a regular file is opened, not even for
 * a look: opening a device or a pipe can have effects. With an `owner` it must be his.
 */
int folder_open(const char *path, uid_t owner, struct failure *why) MUST_CHECK;

#endif
