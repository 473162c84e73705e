/* storefile - small steps that store and part share: names, folders, digests of files. */
#ifndef STOREFILE_H
#define STOREFILE_H

#include "base/digest.h"
#include "fetch/owner.h"

#include <dirent.h>

enum { STORE_BUCKET = 3, STORE_OBJECT = STORE_BUCKET + DIGEST_HEX };

/* "ab" of "abcdef...". */
void storefile_bucket(char bucket[STORE_BUCKET], const char *hex);

/* Where an object lies below "sha256": "ab/abcdef...". */
void storefile_object(char path[STORE_OBJECT], const char *hex);

/* Whether `name` in the folder is the file that is open. */
bool storefile_is_there(int folder, const char *name, int fd);

/* Any text as a file name of 64 digits. */
void storefile_name(char name[DIGEST_HEX], const char *text);

/* Whether a file may have that name here: 64 lower-case digits, and then `tail`. */
bool storefile_is_name(const char *name, const char *tail);

/*
 * The folder `name` in `parent`, made where it is missing; -1 with errno. A path (AT_FDCWD) may
 * lead through symbolic links, a name below it is none.
 */
int storefile_folder(int parent, const char *name);

/* Whether `name` in the folder is a symbolic link. */
bool storefile_is_link(int folder, const char *name);

/*
 * FAIL_REFUSED when a folder of the store, open as `fd`, belongs to somebody else than the owner
 * or root, or when others may write to it.
 */
bool storefile_is_safe(int fd, const struct owner *owner, const char *path,
                       struct failure *why) MUST_CHECK;

/* Through no symbolic link; -1 with errno. `path` as from storefile_object(). */
int storefile_open_object(int objects, const char *path);

/* Keeps others from removing the object while `fd` is open, and waits for nobody. */
void storefile_hold(int fd);

/* Whether no other descriptor holds it; then none can until `fd` is closed. */
bool storefile_is_free(int fd);

/*
 * A regular file alone: links are not followed, and a FIFO would block.
 * With O_CREAT anything else gives way to a new file. -1 with errno.
 */
int storefile_open(int folder, const char *path, int flags);

/* Its own position, so that a folder can be read twice; NULL with errno. closedir() it. */
DIR *storefile_read_folder(int folder);

/* Adds what is in a file from its beginning. Fails with FAIL_IO and FAIL_INTERRUPTED. */
bool storefile_hash(int fd, const char *name, struct digest_stream *stream, uint64_t *size,
                    struct failure *why) MUST_CHECK;

#endif
