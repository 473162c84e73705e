/*
 * compress - image files packed as .gz (RFC 1952), .xz or .zst (RFC 8878), by libarchive.
 *
 * Packing is repeatable: no time, no name, one thread. Unpacking trusts nothing.
 */
#ifndef COMPRESS_H
#define COMPRESS_H

#include "base/progress.h"
#include "stick/target.h"

enum compression { COMPRESSION_NONE, COMPRESSION_GZIP, COMPRESSION_XZ, COMPRESSION_ZSTD };

/* By the name's last part, in any case. */
enum compression compression_of_name(const char *path);

/* By a file's first bytes; leaves its position alone. */
enum compression compression_of_content(int fd);

/* The first `used` bytes of the image, then zeros up to its size, packed as `path` is named. */
bool compress_to(int fd, const char *path, struct target *image, uint64_t used,
                 struct progress *progress, struct failure *why) MUST_CHECK;

/* Into a file without a name; zeros become holes. FAIL_VERIFY past IMAGEFILE_SIZE_MAX bytes. */
bool decompress_from(int fd, const char *path, int *out_fd, uint64_t *out_size,
                     struct progress *progress, struct failure *why) MUST_CHECK;

#endif
