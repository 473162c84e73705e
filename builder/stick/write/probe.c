#include "stick/write/probe.h"

#include "base/interrupt.h"

#include <string.h>

static uint64_t flood_size(uint64_t stick)
{
	uint64_t size = stick / FLOOD_SHARE;

	if (size < FLOOD_MIN)
		size = FLOOD_MIN;
	if (size > FLOOD_MAX)
		size = FLOOD_MAX;
	if (size > stick / 4)
		size = stick / 4;
	return size / FLOOD_START * FLOOD_START;
}

bool probe_begin(struct probe *out, struct target *stick, uint8_t *buffer,
                 struct progress *progress, struct failure *why)
{
	*out = (struct probe){
		.stick = stick,
		.progress = progress,
		.buffer = buffer,
		.flood_end = FLOOD_START + flood_size(stick->size),
		.flooded = FLOOD_START,
		.lowest_elsewhere = stick->size,
	};
	return stamps_begin(&out->stamps, why);
}

static bool write_stamps(struct probe *probe, const struct round *round, struct failure *why)
{
	for (size_t i = 0; i < round->count; i++) {
		stamp_make(&probe->stamps, round->at[i], probe->buffer);
		if (!interrupt_check(why))
			return false;
		if (probe->place_count < PLACES_MAX)
			probe->places[probe->place_count++] = round->at[i];
		if (!target_write(probe->stick, round->at[i], probe->buffer, SECTOR, why))
			return false;
	}
	return target_flush(probe->stick, why);
}

static size_t flood_piece(uint64_t at, uint64_t to)
{
	return to - at < FLOOD_PIECE ? (size_t)(to - at) : FLOOD_PIECE;
}

static bool flood(struct probe *probe, uint64_t to, struct failure *why)
{
	for (uint64_t at = FLOOD_START; at < to;) {
		size_t size = flood_piece(at, to);

		for (size_t i = 0; i < size; i += SECTOR)
			stamp_make(&probe->stamps, at + i, probe->buffer + i);
		if (!interrupt_check(why))
			return false;
		if (probe->flooded < at + size)
			probe->flooded = at + size;
		if (!target_write(probe->stick, at, probe->buffer, size, why))
			return false;
		at += size;
	}
	return target_flush(probe->stick, why);
}

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
	while (b) {
		uint64_t rest = a % b;

		a = b;
		b = rest;
	}
	return a;
}

bool probe_look(struct probe *probe, uint64_t at, enum finding *found, uint64_t *stamp,
                struct failure *why)
{
	if (!interrupt_check(why) || !target_read(probe->stick, at, probe->buffer, SECTOR, why))
		return false;
	if (!stamp_read(&probe->stamps, probe->buffer, stamp)) {
		*found = FINDING_LOST;
		return true;
	}
	*found = *stamp == at ? FINDING_GOOD : FINDING_ELSEWHERE;
	if (*found == FINDING_ELSEWHERE && at < probe->lowest_elsewhere)
		probe->lowest_elsewhere = at;
	probe->distance = common_divisor(probe->distance, at > *stamp ? at - *stamp : *stamp - at);
	return true;
}

bool probe_round(struct probe *probe, struct round *round, uint64_t flood_to, struct failure *why)
{
	uint64_t ignored;

	if (flood_to > probe->flood_end)
		flood_to = probe->flood_end;
	if (!write_stamps(probe, round, why) || !flood(probe, flood_to, why))
		return false;
	for (size_t first = 0; first < 2; first++) {
		for (size_t i = first; i < round->count; i += 2) {
			if (!probe_look(probe, round->at[i], &round->found[i], &ignored, why))
				return false;
		}
	}
	return true;
}

/* The first failure is the one to report. */
struct attempt {
	bool good;
	struct failure *first;
	struct failure later;
};

static void zero(const struct probe *probe, uint64_t at, size_t size, struct attempt *attempt)
{
	if (!target_write(probe->stick, at, probe->buffer, size,
	                  attempt->good ? attempt->first : &attempt->later))
		attempt->good = false;
}

bool probe_wipe(const struct probe *probe, struct failure *why)
{
	struct attempt attempt = { .good = true, .first = why };

	memset(probe->buffer, 0, FLOOD_PIECE);
	for (size_t i = 0; i < probe->place_count; i++)
		zero(probe, probe->places[i], SECTOR, &attempt);
	for (uint64_t at = FLOOD_START; at < probe->flooded; at += FLOOD_PIECE)
		zero(probe, at, flood_piece(at, probe->flooded), &attempt);
	return target_flush(probe->stick, attempt.good ? why : &attempt.later) && attempt.good;
}
