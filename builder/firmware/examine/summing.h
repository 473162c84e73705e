/*
 * summing - the arithmetic of one sum, fed piece by piece.
 *
 * Which sum is which: enum sum_kind.
 */
#ifndef SUMMING_H
#define SUMMING_H

#include "firmware/examine/sums.h"

/* What one sum has come to; `next` and `taken` belong to whoever feeds it. */
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

#endif
