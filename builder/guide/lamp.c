#include "guide/lamp.h"

#include "base/mem.h"

#include <ctype.h>
#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum { HEIGHT = 14, EDGE = 4 };

static const struct {
	const char *word;
	const char *colour;
} colours[] = {
	{ "red", "red" },        { "green", "green" },   { "blue", "blue" },
	{ "yellow", "yellow" },  { "orange", "orange" }, { "amber", "amber" },
	{ "white", "white" },    { "purple", "purple" }, { "violet", "purple" },
	{ "magenta", "purple" }, { "pink", "pink" },     { "cyan", "cyan" },
	{ "turquoise", "cyan" }, { "off", "off" },       { "dark", "off" },
};

static const struct {
	const char *beginning;
	enum rhythm rhythm;
} rhythms[] = {
	{ "blink", RHYTHM_BLINKS }, { "flash", RHYTHM_BLINKS },   { "alternat", RHYTHM_BLINKS },
	{ "pulse", RHYTHM_BLINKS }, { "pulsing", RHYTHM_BLINKS }, { "fast", RHYTHM_FAST },
	{ "quick", RHYTHM_FAST },   { "rapid", RHYTHM_FAST },     { "slow", RHYTHM_SLOW },
};

/* What stands between commas, or before and after "then". */
struct clause {
	struct lamp_part parts[LAMP_PARTS];
	size_t count;
	enum rhythm rhythm;
	bool shines; /* though perhaps in an unknown colour */
	bool later;  /* "then" stands before it */
};

static bool is(const char *word, size_t length, const char *other)
{
	return strlen(other) == length && strncasecmp(word, other, length) == 0;
}

static void read_rhythm(struct clause *clause, const char *word)
{
	for (size_t i = 0; i < ARRAY_LEN(rhythms); i++) {
		const char *beginning = rhythms[i].beginning;

		if (strncasecmp(word, beginning, strlen(beginning)) != 0)
			continue;
		clause->shines = true;
		if (rhythms[i].rhythm > clause->rhythm)
			clause->rhythm = rhythms[i].rhythm;
	}
}

static void read_word(struct clause *clause, const char *word, size_t length)
{
	for (size_t i = 0; i < ARRAY_LEN(colours); i++) {
		if (is(word, length, colours[i].word) && clause->count < LAMP_PARTS)
			clause->parts[clause->count++].colour = colours[i].colour;
	}
	clause->shines |=
	        is(word, length, "on") || is(word, length, "lit") || is(word, length, "steady");
	read_rhythm(clause, word);
}

static size_t word_length(const char *at)
{
	size_t length = 0;

	while (isalpha((unsigned char)at[length]))
		length++;
	return length;
}

/* Of a clause: a comma, or a "then", which is the next one's first word. */
static bool is_end(const char *at, size_t word)
{
	return *at == ',' || *at == ';' || is(at, word, "then");
}

/* Reads up to the clause's end; what comes after it. */
static const char *read_clause(struct clause *clause, const char *at)
{
	size_t length;

	at += strspn(at, ",; ");
	length = word_length(at);
	*clause = (struct clause){ .later = is(at, length, "then") };
	for (at += clause->later ? length : 0; *at; at += length ? length : 1) {
		length = word_length(at);
		if (is_end(at, length))
			return at;
		read_word(clause, at, length);
	}
	return at;
}

static void add(struct lamp *lamp, const char *colour, enum rhythm rhythm)
{
	const struct lamp_part part = { .colour = colour, .rhythm = rhythm };

	if (lamp->count < LAMP_PARTS)
		lamp->parts[lamp->count++] = part;
}

/* "blue, blinking": a clause without a colour gives the rhythm of the one before. */
static void add_clause(struct lamp *lamp, const struct clause *clause)
{
	for (size_t i = 0; i < clause->count; i++)
		add(lamp, clause->parts[i].colour, clause->rhythm);
	if (clause->count || !clause->shines)
		return;
	if (!lamp->count || clause->later)
		add(lamp, "any", clause->rhythm);
	else if (clause->rhythm)
		lamp->parts[lamp->count - 1].rhythm = clause->rhythm;
}

struct lamp lamp_of(const char *lights)
{
	struct lamp lamp = { 0 };
	struct clause clause;

	while (*lights) {
		lights = read_clause(&clause, lights);
		add_clause(&lamp, &clause);
	}
	if (!lamp.count)
		add(&lamp, "any", RHYTHM_STEADY);
	return lamp;
}

static const char *colour_of(const struct light_part *part)
{
	for (size_t i = 0; part->colour && i < ARRAY_LEN(colours); i++) {
		if (strcmp(colours[i].word, part->colour) == 0)
			return colours[i].colour;
	}
	return part->rhythm == RHYTHM_OFF ? "off" : "any";
}

struct lamp lamp_of_parts(const struct light_part *parts, size_t count, const char *lights)
{
	struct lamp lamp = { 0 };

	for (size_t i = 0; i < count; i++)
		add(&lamp, colour_of(&parts[i]), parts[i].rhythm);
	return count ? lamp : lamp_of(lights);
}

void lamp_draw(FILE *to, const struct lamp *lamp, int x, int y, int width)
{
	static const char *const names[] = {
		[RHYTHM_UNKNOWN] = "steady", [RHYTHM_STEADY] = "steady", [RHYTHM_BLINKS] = "blinks",
		[RHYTHM_FAST] = "fast",      [RHYTHM_SLOW] = "slow",     [RHYTHM_OFF] = "steady",
	};
	const int count = (int)lamp->count;
	const int inside = width - 2 * EDGE;

	fprintf(to, "<rect class=housing x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"7\"/>",
	        x, y, width, HEIGHT);
	for (int i = 0; i < count; i++)
		fprintf(to, "<line class=\"%s lamp-%s\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>",
		        names[lamp->parts[i].rhythm], lamp->parts[i].colour,
		        x + EDGE + inside * i / count, y + HEIGHT / 2,
		        x + EDGE + inside * (i + 1) / count, y + HEIGHT / 2);
}
