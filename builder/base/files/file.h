/* file - the few things that many do with files: whole reads and writes, and names. */
#ifndef FILE_H
#define FILE_H

#include "base/digest.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* All `size` bytes from `at` on, however often it takes. False with errno; 0: the file ends. */
bool file_read_at(int fd, uint64_t at, void *to, size_t size);

/* Of its first `size` bytes. False with errno; 0: the file ends before. */
bool file_digest(int fd, uint64_t size, enum digest_kind kind, struct digest *out);

/* All of it, from where the file or pipe stands. False with errno. */
bool file_write(int fd, const void *data, size_t size);

/* False with errno. */
bool file_write_at(int fd, uint64_t at, const void *data, size_t size);

/*
 * A part of one file to another, which is left standing behind it. False with errno: EINTR when the
 * user interrupted, EIO when `from` ends before.
 */
bool file_copy_at(int from, uint64_t from_at, int to, uint64_t to_at, uint64_t size);

/* Whether both are there and are one file. */
bool file_is_same(const char *a, const char *b);

/* What stands behind the path's last slash, perhaps nothing. Borrowed. */
const char *file_name_in(const char *path);

/* "/x" and "a" make "/x/a", "/" and "a" make "/a". Owned. */
char *file_in(const char *directory, const char *name);

/*
 * The folders in front of the path's last part, those that begin within its first `known`
 * bytes taken as there. False with errno; one that is there already is no failure.
 */
bool file_make_parents(const char *path, size_t known, mode_t mode);

/* For mkostemp() and mkdtemp(): a hidden name next to the path. A long name is cut. Owned. */
char *file_template_next_to(const char *path);

/* What the user's umask leaves of a mode. Not for several threads at once. */
mode_t file_usual_mode(mode_t mode);

#endif
