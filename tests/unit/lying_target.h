/*
 * lying_target - a stick of any size whose memory takes room only where it was written, and
 * that holds less than it claims, rots, breaks, or says that it cleared what it did not.
 * Its memory is that of the stick before it: touching new memory is what costs time.
 */
#ifndef LYING_TARGET_H
#define LYING_TARGET_H

#include "base/medium/target.h"

#include <stdlib.h>
#include <string.h>

enum lie {
	LIE_NONE,
	LIE_WRAPS,  /* an address past `real` is that many bytes lower */
	LIE_LOSES,  /* writes past `real` are dropped, reads give what was there: `stale` */
	LIE_NOISE,  /* as LIE_LOSES, but reads give something new each time */
	LIE_CLAMPS, /* every sector past `real` is the last one before it */
	LIE_LINES,  /* address lines up to `lines` are there: wraps there, and loses past `real` */
};

enum { LYING_SECTOR = 512, LYING_CACHED = 2048, LYING_PIECE = 1 << 20 };

/* A piece of a stick's memory. */
struct lying_piece {
	struct lying_piece *next;
	uint8_t bytes[LYING_PIECE];
};

/* Pieces of sticks that are done with. */
static struct lying_piece *lying_spare;

struct lying_target {
	struct target target;        /* first, so that a target is a lying target */
	struct lying_piece **pieces; /* what differs from `stale`; NULL: nothing in that piece */
	struct lying_piece *used;    /* all of them */
	uint8_t stale;               /* what every byte held before */
	enum lie lie;
	uint64_t real;          /* bytes; whole sectors */
	uint64_t lines;         /* bytes; of LIE_LINES */
	uint64_t rots_at;       /* one bit in this byte reads changed */
	uint64_t unwritable_at; /* writes touching this byte fail */
	uint64_t unreadable_at;
	int writes_left; /* then it is unplugged; negative: never */
	bool has_cache;  /* what was written last is read from there: a sector in each slot */
	bool can_clear;  /* discards and zeroes by itself */
	bool clear_lies; /* says so, and does nothing */
	unsigned reads;
	unsigned writes;
	unsigned settles;
	uint64_t written; /* bytes */
	uint64_t cleared; /* bytes, by itself */
	uint64_t cached_at[LYING_CACHED];
	uint8_t (*cached)[LYING_SECTOR];
};

static inline struct lying_target lying_target(uint64_t size)
{
	struct lying_target lying = {
		.target = { .name = "stick", .size = size },
		.real = size,
		.rots_at = UINT64_MAX,
		.unwritable_at = UINT64_MAX,
		.unreadable_at = UINT64_MAX,
		.writes_left = -1,
	};

	lying.pieces = calloc((size_t)(size / LYING_PIECE) + 1, sizeof(struct lying_piece *));
	if (!lying.pieces)
		abort();
	memset(lying.cached_at, 0xff, sizeof(lying.cached_at));
	lying.cached = malloc(sizeof(*lying.cached) * LYING_CACHED);
	return lying;
}

static inline void lying_target_done(struct lying_target *lying)
{
	while (lying->used) {
		struct lying_piece *piece = lying->used;

		lying->used = piece->next;
		piece->next = lying_spare;
		lying_spare = piece;
	}
	free(lying->pieces);
	free(lying->cached);
}

static inline struct lying_piece *lying_new_piece(struct lying_target *lying)
{
	struct lying_piece *piece = lying_spare;

	if (piece)
		lying_spare = piece->next;
	else
		piece = malloc(sizeof(*piece));
	memset(piece->bytes, 0, sizeof(piece->bytes));
	piece->next = lying->used;
	lying->used = piece;
	return piece;
}

/* From there to the end of its sector; zeros where nothing was written. */
static inline const uint8_t *lying_memory(const struct lying_target *lying, uint64_t place)
{
	static const uint8_t zeros[LYING_SECTOR];
	const struct lying_piece *piece = lying->pieces[place / LYING_PIECE];

	return piece ? piece->bytes + place % LYING_PIECE : zeros + place % LYING_SECTOR;
}

static inline uint8_t *lying_memory_to_write(struct lying_target *lying, uint64_t place)
{
	struct lying_piece **piece = &lying->pieces[place / LYING_PIECE];

	if (!*piece)
		*piece = lying_new_piece(lying);
	return (*piece)->bytes + place % LYING_PIECE;
}

static inline size_t lying_slot(uint64_t at)
{
	const uint64_t sector = at / LYING_SECTOR;

	return (sector ^ sector >> 11 ^ sector >> 22) % LYING_CACHED;
}

/* Memory of zeros reads as what was there before: all of it is changed by `stale`. */
static inline void lying_copy(const struct lying_target *lying, uint8_t *to, const uint8_t *from)
{
	const uint64_t stale = lying->stale * UINT64_C(0x0101010101010101);
	uint64_t words[LYING_SECTOR / sizeof(stale)];

	memcpy(words, from, LYING_SECTOR);
	for (size_t i = 0; stale && i < LYING_SECTOR / sizeof(stale); i++)
		words[i] ^= stale;
	memcpy(to, words, LYING_SECTOR);
}

/* Where in its memory a sector really is; UINT64_MAX: nowhere. */
static inline uint64_t lying_place(const struct lying_target *lying, uint64_t at)
{
	const uint64_t line = lying->lie == LIE_LINES ? at % lying->lines : at;

	switch (lying->lie) {
	case LIE_WRAPS: return at % lying->real;
	case LIE_CLAMPS: return at < lying->real ? at : lying->real - LYING_SECTOR;
	case LIE_LOSES:
	case LIE_NOISE:
	case LIE_LINES: return line < lying->real ? line : UINT64_MAX;
	case LIE_NONE: break;
	}
	return at;
}

static inline void lying_read_sector(struct lying_target *lying, uint64_t at, uint8_t *to)
{
	const uint64_t place = lying_place(lying, at);

	if (lying->has_cache && lying->cached_at[lying_slot(at)] == at) {
		memcpy(to, lying->cached[lying_slot(at)], LYING_SECTOR);
		return;
	}
	lying_copy(lying, to, lying_memory(lying, place != UINT64_MAX ? place : at));
	if (place == UINT64_MAX && lying->lie == LIE_NOISE)
		memset(to, (int)(lying->reads * 31 % 256), LYING_SECTOR);
	if (at <= lying->rots_at && lying->rots_at < at + LYING_SECTOR)
		to[lying->rots_at - at] ^= 0x10;
}

static inline bool lying_read(struct target *target, uint64_t offset, void *data, size_t size,
                              struct failure *why)
{
	struct lying_target *lying = (struct lying_target *)target;
	uint8_t *to = data;

	lying->reads++;
	if (lying->writes_left == 0)
		return fail(why, FAIL_IO, "'stick' was unplugged");
	if (offset <= lying->unreadable_at && lying->unreadable_at < offset + size)
		return fail(why, FAIL_IO, "reading failed at byte %llu",
		            (unsigned long long)lying->unreadable_at);
	for (size_t i = 0; i < size; i += LYING_SECTOR)
		lying_read_sector(lying, offset + i, to + i);
	return true;
}

static inline void lying_write_sector(struct lying_target *lying, uint64_t at, const uint8_t *from)
{
	const uint64_t place = lying_place(lying, at);

	if (place != UINT64_MAX)
		lying_copy(lying, lying_memory_to_write(lying, place), from);
	if (!lying->has_cache)
		return;
	lying->cached_at[lying_slot(at)] = at;
	memcpy(lying->cached[lying_slot(at)], from, LYING_SECTOR);
}

static inline bool lying_write(struct target *target, uint64_t offset, const void *data,
                               size_t size, struct failure *why)
{
	struct lying_target *lying = (struct lying_target *)target;
	const uint8_t *from = data;

	if (lying->writes_left == 0)
		return fail(why, FAIL_IO, "'stick' was unplugged");
	if (offset <= lying->unwritable_at && lying->unwritable_at < offset + size)
		return fail(why, FAIL_IO, "writing failed at byte %llu",
		            (unsigned long long)lying->unwritable_at);
	lying->writes++;
	lying->written += size;
	if (lying->writes_left > 0 && --lying->writes_left == 0)
		size = LYING_SECTOR; /* torn */
	for (size_t i = 0; i < size; i += LYING_SECTOR)
		lying_write_sector(lying, offset + i, from + i);
	return true;
}

static inline bool lying_settle(struct target *target, struct failure *why)
{
	struct lying_target *lying = (struct lying_target *)target;

	lying->settles++;
	return lying->writes_left != 0 || fail(why, FAIL_IO, "'stick' was unplugged");
}

static inline bool lying_clear(struct target *target, enum target_clear way, uint64_t offset,
                               uint64_t size, struct failure *why)
{
	struct lying_target *lying = (struct lying_target *)target;
	static const uint8_t zeros[LYING_SECTOR];

	(void)way;
	if (!lying->can_clear || lying->writes_left == 0)
		return fail(why, FAIL_IO, "cannot clear");
	lying->cleared += size;
	for (uint64_t i = 0; !lying->clear_lies && i < size; i += LYING_SECTOR)
		lying_write_sector(lying, offset + i, zeros);
	return true;
}

/* As it is by now; a struct's copy has an address of its own. */
static inline struct target *lying_stick(struct lying_target *lying)
{
	static const struct target_ops ops = {
		.read = lying_read,
		.write = lying_write,
		.flush = lying_settle,
		.clear = lying_clear,
	};

	lying->target.ops = &ops;
	return &lying->target;
}

static inline uint64_t lying_sector_end(uint64_t at, uint64_t end)
{
	const uint64_t sector_end = (at / LYING_SECTOR + 1) * LYING_SECTOR;

	return sector_end < end ? sector_end : end;
}

/* The memory itself, where it really is: all bytes [from, to) the same. */
static inline void lying_fill(struct lying_target *lying, uint8_t byte, uint64_t from, uint64_t to)
{
	for (uint64_t at = from; at < to; at = lying_sector_end(at, to))
		memset(lying_memory_to_write(lying, at), byte ^ lying->stale,
		       (size_t)(lying_sector_end(at, to) - at));
}

static inline bool lying_holds(const struct lying_target *lying, uint8_t byte, uint64_t from,
                               uint64_t to)
{
	for (uint64_t at = from; at < to; at = lying_sector_end(at, to)) {
		const uint8_t *memory = lying_memory(lying, at);

		for (uint64_t i = 0; i < lying_sector_end(at, to) - at; i++) {
			if ((memory[i] ^ lying->stale) != byte)
				return false;
		}
	}
	return true;
}

#endif
