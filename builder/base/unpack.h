/*
 * unpack - content of a .gz (RFC 1952), .xz, .zst (RFC 8878) or .bz2 file, into a file.
 *
 * Trusts nothing: the output is bounded, checksums are compared, and what follows the
 * compressed content must be zeros. gzip is read with zlib, because libarchive does not
 * look at its checksum; the others by libarchive.
 */
#ifndef UNPACK_H
#define UNPACK_H

#include "base/fail.h"
#include "base/progress.h"

#include <stdint.h>

enum compression {
	COMPRESSION_NONE,
	COMPRESSION_GZIP,
	COMPRESSION_XZ,
	COMPRESSION_ZSTD,
	COMPRESSION_BZIP2,
};

struct unpacking {
	int fd; /* what is packed: its first `size` bytes */
	uint64_t size;
	const char *name;    /* for messages */
	enum fail_kind kind; /* of a failure that is the content's fault */
	uint64_t limit;      /* bytes that may come out */
	struct progress *progress;
};

/* By a file's first bytes; leaves its position alone. */
enum compression unpack_recognise(int fd);

/* Writes to `to` from offset 0 and gives it its size; zeros become holes. */
bool unpack_to(const struct unpacking *unpacking, int to, uint64_t *size,
               struct failure *why) MUST_CHECK;

#endif
