/*
 * sums - checksums and digests over ranges of a source, all in one pass.
 *
 * A format does not compute: it registers what is to be summed and what the file says
 * the result is. When the structure is known, the bytes are read once, and every sum
 * that needs them is fed. A sum is a row of pieces, in the order of the file: bytes of
 * the source, or literal bytes in place of them (a salt, a field that counts as zero).
 */
#ifndef SUMS_H
#define SUMS_H

#include "firmware/examine/source.h"
#include "firmware/examine/summing.h"

enum { SUM_INLINE_MAX = 64, SUMS_MAX = 96 };

struct sum;
struct examination;

/* Called after the pass, in the order of registration. */
typedef void (*sum_judge)(const struct sum *sum, struct examination *exam);

/* Changes bytes on their way into one sum; `at` counts that sum's bytes from 0. */
typedef void (*sum_filter)(void *state, uint64_t at, uint8_t *data, size_t size);

struct sum_piece {
	uint64_t at;   /* in the source */
	uint64_t size; /* of the range, or of `bytes` */
	bool is_literal;
	uint8_t bytes[SUM_INLINE_MAX];
};

struct sum {
	enum sum_kind kind;
	const struct byte_source *source;
	struct sum_piece *pieces;
	size_t piece_count;
	char name[64]; /* of the check */
	bool unproven; /* no real file has confirmed this rule */
	uint8_t expected[SUM_VALUE_MAX];
	sum_judge judge;
	sum_filter filter;
	void *filter_state;  /* freed with free() */
	size_t layer;        /* of the container that registered it */
	const char *speaker; /* that container */
	void *context;       /* for `judge`; freed with free() */
	/* After the pass. */
	bool computed; /* false: its ranges do not exist, or are not in the file's order */
	uint8_t value[SUM_VALUE_MAX]; /* numbers big endian, in sum_size() bytes */
	void *work;
};

/* The next piece: a range of the view given to sums_add() ... */
void sum_range(struct sum *sum, struct view view, uint64_t offset, uint64_t size);
/* ... or up to SUM_INLINE_MAX bytes in place of as many in the file. */
void sum_literal(struct sum *sum, const void *bytes, size_t size);
void sum_zeros(struct sum *sum, size_t size);

/* A range whose field, `field_size` bytes at `field` of the view, counts as zeros. */
void sum_range_without(struct sum *sum, struct view view, uint64_t offset, uint64_t size,
                       uint64_t field, size_t field_size);

/* A value of up to 4 bytes as a number. */
uint32_t sum_number(const struct sum *sum);

struct sums {
	struct sum *list;
	size_t count;
	struct sum spare;     /* what sums_add() hands out past SUMS_MAX; never computed */
	bool failed;          /* the source could not be read to its end */
	struct share *shares; /* from sums_begin() to the end of sums_run() */
};

/*
 * Everything but the work, for a sums_run() that is to go on in a thread: it then calls
 * nothing in OpenSSL that takes a lock, which a process forked meanwhile would miss.
 */
void sums_begin(struct sums *sums);

/* Reads what the sums need, on two threads; stops when the user interrupts. */
void sums_run(struct sums *sums);

void sums_done(struct sums *sums);

#endif
