/*
 * space - the space that files and their directories take on FAT: pure arithmetic.
 *
 * Long names are counted as if every one needed its slots: a little too much is
 * better than a little too small.
 */
#ifndef SPACE_H
#define SPACE_H

#include "stick/image/plan.h"

static inline uint64_t divide_up(uint64_t value, uint64_t by)
{
	return (value + by - 1) / by;
}

/* Of all files, and of every directory above them, the root of FAT32 included. */
uint64_t space_clusters(const struct plan_file *files, size_t count, uint64_t cluster_size);

/* Entries of 32 bytes in the root directory: files, directories, long names and the label. */
uint64_t space_root_entries(const struct plan_file *files, size_t count);

/*
 * The length of the next directory of a file's path ("/a" of "/a/b" after 0, "/a/b"
 * after 2); 0 when there is none.
 */
size_t space_next_directory(const char *directory, size_t after);

/* Whether a file before this one has the first `length` bytes of its directory as well. */
bool space_directory_is_new(const struct plan_file *files, size_t index, size_t length);

/* FAIL_CATALOG when FAT cannot hold a name or directory, or two files would be the same. */
bool space_check_names(const struct plan_file *files, size_t count, struct failure *why) MUST_CHECK;

#endif
