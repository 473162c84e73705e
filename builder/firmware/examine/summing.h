/*
 * summing - the arithmetic of one sum, fed piece by piece.
 */
#ifndef SUMMING_H
#define SUMMING_H

#include "base/digest.h"

#include <stddef.h>
#include <stdint.h>

enum sum_kind {
	SUM_CRC32,     /* zlib's; 123456789 gives CBF43926 */
	SUM_CRC32_JAM, /* without the final inversion; 340BC6D9 */
	SUM_CRC32_RAW, /* as JAM, and begun with 0; 2DFD2D88 */
	SUM_CRC_POSIX, /* cksum(1), its length included; 377A6011 */
	SUM_ADD8,      /* of all bytes, modulo 2^8; DD */
	SUM_ADD32,     /* of all bytes, modulo 2^32; 000001DD */
	SUM_NETGEAR,   /* two sums folded to 16 bits; 091501DD */
	SUM_JBOOT,     /* of little endian words, end-around carry; 12345678: D4D0 */
	SUM_XOR16,     /* of little endian words; 12345678: 0800 */
	SUM_ADD16_LE,  /* modulo 2^16; 12345678: D4D0 */
	SUM_ADD16_BE,  /* modulo 2^16, big endian words; 12345678: D0D4 */
	SUM_MD5,
	SUM_SHA1,
	SUM_SHA256,
	SUM_SHA384,
	SUM_SHA512,
};

enum { SUM_VALUE_MAX = DIGEST_MAX };

/* What one sum has come to; `next` and `taken` belong to the feeding loop. */
struct summing {
	struct digest_stream digest;
	uint64_t done;       /* bytes consumed */
	uint32_t a;          /* the sum */
	uint32_t b;          /* a second one, of the first one's states */
	size_t next;         /* piece */
	uint64_t taken;      /* of that piece */
	uint32_t table[256]; /* for the CRC that zlib does not have */
};

void summing_begin(struct summing *out, enum sum_kind kind);
void summing_add(struct summing *work, enum sum_kind kind, const uint8_t *data, size_t size);

/* Numbers big endian. Frees what begin() took. */
void summing_end(struct summing *work, enum sum_kind kind, uint8_t value[SUM_VALUE_MAX]);

/* Bytes in the value. */
size_t sum_size(enum sum_kind kind);

/* Of bytes at hand: for headers. */
uint32_t sum_of(enum sum_kind kind, const void *data, size_t size);

/* The upper half added to the lower one until only that is left, as sum(1) does. */
uint32_t sum_folded(uint32_t sum);

#endif
