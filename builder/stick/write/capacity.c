#include "stick/write/capacity.h"

#include "base/text/text.h"
#include "stick/write/probe.h"

#include <inttypes.h>

enum {
	PARTS = 17,     /* into which a round cuts the range where the real size lies */
	ROUNDS_MAX = 4, /* 17 * 17 is enough from one power of two to the next */
	PERCENT = 100,  /* the precision of the reported size */
	NARROW_ENOUGH = 64 << 10,
};
_Static_assert((int)CAPACITY_BUFFER == (int)FLOOD_PIECE, "the buffer holds a piece of the flood");

static const char checking[] = "checking the capacity";

enum judgement {
	JUDGED_WHOLE,    /* it holds what it claims */
	JUDGED_WRAPPING, /* addresses past its real size are lower ones */
	JUDGED_LOSING,   /* what is written past its real size is gone */
	JUDGED_FAILING,  /* it did not keep what was written, whatever its size is */
};

struct verdict {
	enum judgement judgement;
	uint64_t real; /* bytes it holds, about */
	uint64_t at;   /* of a failing one: where */
};

static struct round powers_of_two_and_the_end(const struct probe *probe)
{
	const uint64_t last = probe->stick->size - SECTOR;
	struct round round = { .count = 0 };

	for (uint64_t at = FLOOD_START; at < last; at *= 2) {
		if (at >= probe->flood_end)
			round.at[round.count++] = at;
	}
	round.at[round.count++] = last;
	return round;
}

static size_t first_bad(const struct round *round)
{
	size_t i = 0;

	while (i < round->count && round->found[i] == FINDING_GOOD)
		i++;
	return i;
}

/* A size is where everything ends; a bad place with good ones after it is no such end. */
static bool good_after_bad(const struct round *round)
{
	for (size_t i = first_bad(round); i < round->count; i++) {
		if (round->found[i] == FINDING_GOOD)
			return true;
	}
	return false;
}

/*
 * Reads so far apart that one meets the flood again on every stick that wraps, whatever
 * its real size: some multiple of it lies in the upper half.
 */
static bool look_for_the_flood(struct probe *probe, struct failure *why)
{
	const uint64_t last = probe->stick->size - SECTOR;
	const uint64_t step = probe->flood_end - FLOOD_START;
	const uint64_t steps = step ? (last - FLOOD_START) / step : 0;
	const uint64_t below = steps / 2;
	enum finding ignored;
	uint64_t stamp;

	for (uint64_t i = below + 1; i <= steps; i++) {
		if (!probe_look(probe, FLOOD_START + i * step, &ignored, &stamp, why))
			return false;
		progress_report(probe->progress, checking, (i - below) * SECTOR,
		                (steps - below) * SECTOR);
	}
	return probe_look(probe, last, &ignored, &stamp, why);
}

/* Whether two places are the same sector of the stick's memory. */
static bool are_one(struct probe *probe, uint64_t a, uint64_t b, bool *out, struct failure *why)
{
	enum finding found[2];
	uint64_t stamp[2];

	if (!probe_look(probe, a, &found[0], &stamp[0], why) ||
	    !probe_look(probe, b, &found[1], &stamp[1], why))
		return false;
	*out = found[0] != FINDING_LOST && found[1] != FINDING_LOST && stamp[0] == stamp[1];
	return true;
}

/* Whether every address is the same as the one `distance` after it, by two samples. */
static bool wraps_by(struct probe *probe, uint64_t distance, bool *out, struct failure *why)
{
	const uint64_t middle = (FLOOD_START + probe->flood_end) / 2 / SECTOR * SECTOR;

	if (!are_one(probe, FLOOD_START, FLOOD_START + distance, out, why))
		return false;
	return !*out || middle + distance > probe->stick->size - SECTOR ||
	       are_one(probe, middle, middle + distance, out, why);
}

/* From a place where all is kept to one from which on nothing is. */
struct span {
	uint64_t low;
	uint64_t high;
};

static bool is_narrow(const struct span *span)
{
	const uint64_t width = span->high - span->low;

	return width <= NARROW_ENOUGH || width <= span->high / PERCENT;
}

/* The upper end is written last: where many places are one, none of the others is good. */
static bool cut(struct probe *probe, struct span *span, struct verdict *out, struct failure *why)
{
	const uint64_t part = (span->high - span->low) / PARTS / SECTOR * SECTOR;
	struct round round = { .count = PARTS };
	size_t bad;

	for (size_t i = 0; i < PARTS - 1; i++)
		round.at[i] = span->low + (i + 1) * part;
	round.at[PARTS - 1] = span->high;
	if (!probe_round(probe, &round, FLOOD_START + FLOOD_MIN, why))
		return false;
	round.count = PARTS - 1;
	if (out->judgement == JUDGED_LOSING && good_after_bad(&round))
		out->judgement = JUDGED_FAILING;
	bad = first_bad(&round);
	if (bad < round.count)
		span->high = round.at[bad];
	if (bad > 0)
		span->low = round.at[bad - 1];
	return true;
}

static bool narrow(struct probe *probe, struct span span, struct verdict *out, struct failure *why)
{
	for (int i = 0; i < ROUNDS_MAX && !is_narrow(&span); i++) {
		if (!cut(probe, &span, out, why))
			return false;
	}
	out->real = span.low ? span.low + (span.high - span.low) / 2 : 0;
	out->at = span.high;
	return true;
}

/* From the last good place before the first bad one on, or before one known to be bad. */
static bool narrow_from(struct probe *probe, const struct round *round, uint64_t known_bad,
                        struct verdict *out, struct failure *why)
{
	struct span span = { 0, known_bad };

	for (size_t i = 0; i < round->count && round->at[i] < span.high; i++) {
		if (round->found[i] == FINDING_GOOD)
			span.low = round->at[i];
		else
			span.high = round->at[i];
	}
	return narrow(probe, span, out, why);
}

/* One that wraps late may lose what lies below: address lines are there, memory is not. */
static bool judge_below(struct probe *probe, uint64_t wrap, struct verdict *out,
                        struct failure *why)
{
	struct round round = { .at = { wrap - SECTOR }, .count = 1 };

	out->real = wrap;
	if (wrap <= probe->flood_end)
		return true;
	if (!probe_round(probe, &round, FLOOD_START + FLOOD_MIN, why))
		return false;
	return round.found[0] == FINDING_GOOD ||
	       narrow(probe, (struct span){ 0, round.at[0] }, out, why);
}

/* How far stamps were from home is a multiple of the real size: half of it may do as well. */
static bool shortest_wrap(struct probe *probe, uint64_t *wrap, struct failure *why)
{
	bool shorter = true;

	while (shorter && *wrap / SECTOR % 2 == 0) {
		if (!wraps_by(probe, *wrap / 2, &shorter, why))
			return false;
		*wrap = shorter ? *wrap / 2 : *wrap;
	}
	return true;
}

static bool judge_wrapping(struct probe *probe, const struct round *round, struct verdict *out,
                           struct failure *why)
{
	uint64_t wrap = probe->distance;
	bool wraps;

	out->judgement = JUDGED_WRAPPING;
	if (!shortest_wrap(probe, &wrap, why) || !wraps_by(probe, wrap, &wraps, why))
		return false;
	if (wraps)
		return judge_below(probe, wrap, out, why);
	return narrow_from(probe, round, probe->lowest_elsewhere, out, why);
}

static bool judge_losing(struct probe *probe, const struct round *round, struct verdict *out,
                         struct failure *why)
{
	out->judgement = good_after_bad(round) ? JUDGED_FAILING : JUDGED_LOSING;
	out->at = round->at[first_bad(round)];
	if (out->judgement == JUDGED_FAILING)
		return true;
	if (!narrow_from(probe, round, out->at, out, why))
		return false;
	if (out->real == 0 || out->real > probe->stick->size - probe->stick->size / PERCENT)
		out->judgement = JUDGED_FAILING;
	return true;
}

static bool judge(struct probe *probe, struct verdict *out, struct failure *why)
{
	struct round round = powers_of_two_and_the_end(probe);

	*out = (struct verdict){ .judgement = JUDGED_WHOLE, .real = probe->stick->size };
	if (!probe_round(probe, &round, probe->flood_end, why) || !look_for_the_flood(probe, why))
		return false;
	if (probe->distance)
		return judge_wrapping(probe, &round, out, why);
	return first_bad(&round) == round.count || judge_losing(probe, &round, out, why);
}

/* As text_size() writes it, which cuts off: to the nearest tenth of its unit. */
static uint64_t rounded(uint64_t size)
{
	uint64_t tenth = 1;

	while (size / tenth >= 1000000)
		tenth *= 1000;
	tenth *= 100;
	return (size + tenth / 2) / tenth * tenth;
}

static bool say(const struct target *stick, const struct verdict *verdict, struct failure *why)
{
	char claimed[TEXT_SIZE];
	char real[TEXT_SIZE];

	text_size(claimed, stick->size);
	text_size(real, rounded(verdict->real));
	switch (verdict->judgement) {
	case JUDGED_WHOLE: return true;
	case JUDGED_FAILING: break;
	case JUDGED_WRAPPING:
	case JUDGED_LOSING:
		return fail(why, FAIL_COUNTERFEIT,
		            "'%s' is counterfeit: it claims %s but holds about %s, and data "
		            "written past that %s; use another stick",
		            stick->name, claimed, real,
		            verdict->judgement == JUDGED_LOSING ? "is lost"
		                                                : "overwrites earlier data");
	}
	if (verdict->real == 0)
		return fail(why, FAIL_VERIFY,
		            "'%s' does not keep any data written to it; it is worn out or "
		            "counterfeit; use another stick",
		            stick->name);
	return fail(why, FAIL_VERIFY,
	            "'%s' returned wrong data at byte %" PRIu64
	            ", but not everywhere after it; it is failing; use another stick",
	            stick->name, verdict->at);
}

bool capacity_check(struct target *stick, uint8_t *buffer, struct progress *progress,
                    struct failure *why)
{
	struct verdict verdict;
	struct failure unwiped;
	struct probe probe;
	bool judged;
	bool wiped;

	if (!probe_begin(&probe, stick, buffer, progress, why))
		return false;
	judged = judge(&probe, &verdict, why);
	wiped = probe_wipe(&probe, &unwiped);
	if (!judged || !say(stick, &verdict, why))
		return false;
	if (!wiped)
		*why = unwiped;
	return wiped;
}
