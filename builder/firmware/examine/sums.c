#include "firmware/examine/sums.h"

#include "base/interrupt.h"
#include "base/job.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PIECE = 256 << 10, THREADS = 2, WORTH_A_THREAD = 1 << 20 };

uint32_t sum_number(const struct sum *sum)
{
	uint32_t number = 0;

	for (size_t i = 0; i < sum_size(sum->kind) && i < 4; i++)
		number = number << 8 | sum->value[i];
	return number;
}

static struct sum_piece *add_piece(struct sum *sum)
{
	struct sum_piece *piece;

	sum->pieces = mem_grow(sum->pieces, sum->piece_count, sizeof(*sum->pieces));
	piece = &sum->pieces[sum->piece_count++];
	*piece = (struct sum_piece){ 0 };
	return piece;
}

/* Where the last range ended: pieces come in the order of the file. */
static uint64_t end_so_far(const struct sum *sum)
{
	for (size_t i = sum->piece_count; i--;) {
		if (!sum->pieces[i].is_literal)
			return sum->pieces[i].at + sum->pieces[i].size;
	}
	return 0;
}

void sum_range(struct sum *sum, struct view view, uint64_t offset, uint64_t size)
{
	uint64_t before = end_so_far(sum);
	struct sum_piece *piece;

	if (offset > view.size || size > view.size - offset || view.at + offset < before) {
		sum->computed = false;
		return;
	}
	piece = add_piece(sum);
	piece->at = view.at + offset;
	piece->size = size;
}

void sum_literal(struct sum *sum, const void *bytes, size_t size)
{
	struct sum_piece *piece = add_piece(sum);

	if (size > sizeof(piece->bytes)) {
		sum->computed = false;
		return;
	}
	piece->is_literal = true;
	piece->size = size;
	memcpy(piece->bytes, bytes, size);
}

void sum_zeros(struct sum *sum, size_t size)
{
	static const uint8_t zeros[SUM_INLINE_MAX];

	while (size > sizeof(zeros)) {
		sum_literal(sum, zeros, sizeof(zeros));
		size -= sizeof(zeros);
	}
	sum_literal(sum, zeros, size);
}

void sum_range_without(struct sum *sum, struct view view, uint64_t offset, uint64_t size,
                       uint64_t field, size_t field_size)
{
	uint64_t after = field + field_size;

	sum_range(sum, view, offset, field - offset);
	sum_zeros(sum, field_size);
	sum_range(sum, view, after, offset + size - after);
}

/* The sums that one thread computes, and the memory it reads into. */
struct share {
	struct job job;
	struct sum **list;
	size_t count;
	uint64_t cost;
	size_t piece_size; /* bytes */
	uint8_t *piece;    /* for what is not in memory, from the first time on */
	uint8_t *copy;     /* for filters, the same */
	bool failed;
};

static void take(struct share *share, struct sum *sum, const uint8_t *data, size_t size)
{
	struct summing *work = sum->work;

	if (sum->filter) {
		if (!share->copy)
			share->copy = mem_pages(share->piece_size);
		memcpy(share->copy, data, size);
		sum->filter(sum->filter_state, work->done, share->copy, size);
		data = share->copy;
	}
	summing_add(work, sum->kind, data, size);
}

/* Literal bytes are added as soon as it is their turn. */
static const struct sum_piece *current_piece(struct share *share, struct sum *sum)
{
	struct summing *work = sum->work;

	for (; work->next < sum->piece_count; work->next++, work->taken = 0) {
		const struct sum_piece *piece = &sum->pieces[work->next];

		if (piece->is_literal)
			take(share, sum, piece->bytes, (size_t)piece->size);
		else if (work->taken < piece->size)
			return piece;
	}
	return NULL;
}

static void feed(struct share *share, struct sum *sum, uint64_t at, const uint8_t *data,
                 size_t size)
{
	struct summing *work = sum->work;
	const struct sum_piece *piece;

	while ((piece = current_piece(share, sum))) {
		uint64_t start = piece->at + work->taken;
		uint64_t rest = piece->size - work->taken;
		size_t skip;
		size_t use;

		if (start >= at + size)
			return;
		skip = (size_t)(start - at);
		use = rest < size - skip ? (size_t)rest : size - skip;
		take(share, sum, data + skip, use);
		work->taken += use;
	}
}

/* The next byte that any sum over this source still needs; UINT64_MAX: none. */
static uint64_t needed_from(struct share *share, const struct byte_source *source)
{
	uint64_t first = UINT64_MAX;

	for (size_t i = 0; i < share->count; i++) {
		struct sum *sum = share->list[i];
		const struct sum_piece *piece;
		uint64_t start;

		if (sum->source != source)
			continue;
		piece = current_piece(share, sum);
		start = piece ? piece->at + ((struct summing *)sum->work)->taken : UINT64_MAX;
		first = start < first ? start : first;
	}
	return first;
}

/* The bytes at `at`, from memory or read into the share's own; NULL: unreadable. */
static const uint8_t *piece_at(struct share *share, const struct byte_source *source, uint64_t at,
                               size_t size)
{
	if (source->data)
		return source->data + at;
	if (!share->piece)
		share->piece = mem_pages(share->piece_size);
	return source_read(source, at, share->piece, size) ? share->piece : NULL;
}

static void feed_all(struct share *share, const struct byte_source *source, uint64_t at,
                     const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < share->count; i++) {
		if (share->list[i]->source == source)
			feed(share, share->list[i], at, data, size);
	}
}

static bool pass_over(struct share *share, const struct byte_source *source)
{
	uint64_t at;

	while ((at = needed_from(share, source)) != UINT64_MAX) {
		uint64_t rest = source->size - at;
		size_t size = rest < PIECE ? (size_t)rest : PIECE;
		const uint8_t *data = piece_at(share, source, at, size);

		if (!data || interrupt_requested())
			return false;
		feed_all(share, source, at, data, size);
	}
	return true;
}

/* What one piece of any of its sources takes. */
static size_t piece_size(const struct share *share)
{
	size_t most = 1;

	for (size_t i = 0; i < share->count; i++) {
		uint64_t size = share->list[i]->source->size;

		if (size > most)
			most = size < PIECE ? (size_t)size : PIECE;
	}
	return most;
}

static void compute(void *context)
{
	struct share *share = context;

	share->piece_size = piece_size(share);
	for (size_t i = 0; i < share->count && !share->failed; i++)
		share->failed = !pass_over(share, share->list[i]->source);
	free(share->piece);
	free(share->copy);
}

static uint64_t cost_of(const struct sum *sum)
{
	uint64_t bytes = 0;

	for (size_t i = 0; i < sum->piece_count; i++)
		bytes += sum->pieces[i].size;
	switch (sum->kind) {
	case SUM_CRC_POSIX:
	case SUM_MD5:
	case SUM_SHA384:
	case SUM_SHA512: return bytes * 3;
	case SUM_SHA256:
	case SUM_SHA1:
	case SUM_NETGEAR: return bytes * 2;
	default: return bytes;
	}
}

void sums_begin(struct sums *sums)
{
	struct share *shares = mem_zalloc(THREADS, sizeof(*shares));

	for (size_t i = 0; i < sums->count; i++) {
		struct sum *sum = &sums->list[i];
		struct share *share = &shares[shares[1].cost < shares[0].cost];

		if (!sum->computed)
			continue;
		sum->work = mem_zalloc(1, sizeof(struct summing));
		summing_begin(sum->work, sum->kind);
		share->list = mem_grow(share->list, share->count, sizeof(struct sum *));
		share->list[share->count++] = sum;
		share->cost += cost_of(sum);
	}
	sums->shares = shares;
}

static void finish(struct share *share)
{
	for (size_t i = 0; i < share->count; i++) {
		struct sum *sum = share->list[i];

		summing_end(sum->work, sum->kind, sum->value);
		free(sum->work);
		sum->work = NULL;
	}
	free(share->list);
}

void sums_run(struct sums *sums)
{
	struct share *shares;

	if (!sums->shares)
		sums_begin(sums);
	shares = sums->shares;
	if (shares[1].cost > WORTH_A_THREAD) {
		job_start(&shares[1].job, compute, &shares[1]);
		compute(&shares[0]);
		job_wait(&shares[1].job);
	} else {
		compute(&shares[0]);
		compute(&shares[1]);
	}
	for (size_t i = 0; i < THREADS; i++) {
		sums->failed |= shares[i].failed;
		finish(&shares[i]);
	}
	free(TAKE(sums->shares));
}

void sums_done(struct sums *sums)
{
	for (size_t i = 0; i < sums->count; i++) {
		free(sums->list[i].pieces);
		free(sums->list[i].filter_state);
		free(sums->list[i].context);
	}
	free(sums->list);
	free(sums->spare.pieces);
	*sums = (struct sums){ 0 };
}
