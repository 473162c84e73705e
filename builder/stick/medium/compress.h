/*
 * compress - image files packed as .gz (RFC 1952), .xz, .zst (RFC 8878) or .bz2, by libarchive.
 *
 * Repeatable: no time, no name, one thread. base/codec/unpack.h goes the other way.
 */
#ifndef COMPRESS_H
#define COMPRESS_H

#include "base/codec/unpack.h"
#include "base/medium/target.h"
#include "base/progress.h"

/* By the name's last part, in any case; of those that are written. */
enum compression compression_of_name(const char *path);

/* Whether a name ends as an image's does: ".img", or that and a compression which is written. */
bool compression_names_image(const char *path);

/* ".lz4": the name's end, where it promises a format that is not written; else NULL. */
const char *compression_unsupported(const char *path);

/* False, and FAIL_TOOL, where `path` names a compressed image and libarchive cannot be loaded. */
bool compress_is_possible(const char *path, struct failure *why) MUST_CHECK;

/* The first `used` bytes of the image, then zeros up to its size, packed as `path` is named. */
bool compress_to(int fd, const char *path, struct target *image, uint64_t used,
                 struct progress *progress, struct failure *why) MUST_CHECK;

#endif
