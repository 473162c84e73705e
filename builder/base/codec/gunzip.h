/*
 * gunzip - a gzip member (RFC 1952) in one step, which takes a fraction of the time that the same
 * takes piece by piece.
 *
 * Untrusted: what comes out is bounded, and its checksum and size are compared. What is refused
 * here may still be good, only too large: whoever reads it piece by piece is told why.
 */
#ifndef GUNZIP_H
#define GUNZIP_H

#include "base/bytes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	GUNZIP_PACKED_MAX = 8 << 20,   /* bytes, with whatever follows the member */
	GUNZIP_CONTENT_MAX = 64 << 20, /* bytes */
};

struct gunzipped {
	uint8_t *data; /* owned */
	size_t size;
	size_t packed; /* bytes of the member; others may follow */
};

/* The member that `packed` begins with, of `limit` bytes at most. */
bool gunzip(struct bytes packed, uint64_t limit, struct gunzipped *out);
void gunzip_done(struct gunzipped *content);

#endif
