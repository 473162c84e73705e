/*
 * unpack - gzip, xz, Zstandard and bzip2, taken off a view: by zlib the first, because
 * libarchive does not hold its checksum against the content, by libarchive the others.
 *
 * Trusts nothing: what comes out is bounded, and lies in a file without a name, its
 * zeros as holes.
 */
#ifndef UNPACK_H
#define UNPACK_H

#include "firmware/source.h"

enum { UNPACK_DETAIL = 128 };
static const uint64_t unpack_size_max = 0x7fffffff; /* of any disk image a stick could hold */

enum unpacking {
	UNPACKED_WHOLE,
	UNPACKED_CUT,     /* the packed data ends too early */
	UNPACKED_DAMAGED, /* it contradicts itself, or its checksum */
	UNPACKED_TOO_BIG,
	UNPACKED_NOWHERE, /* there was no room to put it, or the user wants out */
};

/* The content of a view, the caller's descriptor; only with UNPACKED_WHOLE. */
struct unpack_result {
	enum unpacking state;
	int fd;
	uint64_t size;
	uint64_t end; /* of the packed data in the view */
	char detail[UNPACK_DETAIL];
};

void unpack_view(struct view view, struct unpack_result *out);

/* The first bytes of the content: how many of `size` there were. */
size_t unpack_peek(struct view view, uint8_t *out, size_t size);

#endif
