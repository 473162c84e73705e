/*
 * unpack - content of a .gz (RFC 1952), .xz, .zst (RFC 8878) or .bz2 file, into a file.
 *
 * Untrusted: the output and the memory are bounded, checksums are compared. Several members,
 * zstd's skippable frames and zeros as padding are accepted; anything else behind the compressed
 * content is UNPACK_TRAILING. Each format is read with its own library, which says exactly where
 * a member ends.
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
	int fd;              /* what is packed ... */
	const uint8_t *data; /* ... or, where this is not NULL, memory */
	uint64_t at;         /* of its first byte there */
	uint64_t size;
	const char *name;    /* for messages */
	enum fail_kind kind; /* of a failure that is the content's fault */
	uint64_t limit;      /* bytes that may come out; no more are written */
	uint64_t to_at;      /* where in the file the content goes; the file ends behind it */
	uint8_t *memory;     /* for `limit` bytes, in place of a file; or NULL */
	struct progress *progress;
};

enum unpack_fault {
	UNPACK_NO_FAULT,
	UNPACK_CUT,      /* the packed content ends too early */
	UNPACK_DAMAGED,  /* it contradicts itself, or its checksum */
	UNPACK_TRAILING, /* everything is there, and something else follows */
	UNPACK_TOO_BIG,
	UNPACK_STOPPED, /* reading or writing failed, or the user interrupted */
};

struct unpacked {
	uint64_t size; /* of the content */
	uint64_t end;  /* of what is packed, counted from `at` */
	enum unpack_fault fault;
};

/* By the first bytes; leaves a file's position alone. */
enum compression unpack_recognise(const struct unpacking *unpacking);
enum compression unpack_recognise_file(int fd);

/* Writes to `to` and gives it its size; zeros become holes. *out is always set. */
bool unpack_to(const struct unpacking *unpacking, int to, struct unpacked *out,
               struct failure *why) MUST_CHECK;

#endif
