#include "guide/drawing/lamp.h"

#include "base/mem.h"

#include <stdbool.h>
#include <string.h>

enum {
	HEIGHT = 28,
	TOP = 5,
	BLOCK_HEIGHT = 18,
	EDGE = 4,
	LETTERED = 16, /* the width of a block with a letter */
	MARK = 20,     /* the width of what stands between two parts */
	PARTS = 4,
	SPOTS = 8,
	COUNTED = 8, /* blinks that are drawn one by one */
};

struct paint {
	const char *colour;
	const char *fill;
	const char *letter;
};

static const struct paint *paint_of(const char *colour)
{
	static const struct paint paints[] = {
		{ "", "#b4bfc9", "" },         { "red", "#ff7d72", "R" },
		{ "green", "#3ecf72", "G" },   { "blue", "#6cb2ff", "B" },
		{ "yellow", "#ffe04a", "Y" },  { "orange", "#ff9a3c", "O" },
		{ "amber", "#ffbe3d", "A" },   { "white", "#ffffff", "W" },
		{ "purple", "#cfa8ff", "P" },  { "violet", "#cfa8ff", "V" },
		{ "magenta", "#cfa8ff", "M" }, { "pink", "#ff9fd0", "Pi" },
		{ "cyan", "#5fe0e6", "C" },    { "turquoise", "#5fe0e6", "C" },
	};

	for (size_t i = 1; colour && i < ARRAY_LEN(paints); i++) {
		if (strcmp(paints[i].colour, colour) == 0)
			return &paints[i];
	}
	return &paints[0];
}

/* What is drawn so far is `x` wide. */
struct strip {
	FILE *to;
	int x;
};

static void put_block(struct strip *strip, const struct paint *paint, int width, int gap)
{
	fprintf(strip->to,
	        "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\" fill=\"%s\"/>",
	        strip->x, TOP, width, BLOCK_HEIGHT, paint->fill);
	if (width >= LETTERED && paint->letter[0])
		fprintf(strip->to, "<text class=l x=\"%d\" y=\"19\">%s</text>",
		        strip->x + width / 2, paint->letter);
	strip->x += width + gap;
}

static void put_blocks(struct strip *strip, const struct paint *paint, const int shape[2], int end)
{
	do
		put_block(strip, paint, shape[0], shape[1]);
	while (strip->x + shape[0] <= end);
	strip->x -= shape[1];
}

static void put_off(struct strip *strip, int width)
{
	fprintf(strip->to,
	        "<rect class=dark x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"2\"/>",
	        strip->x, TOP, width, BLOCK_HEIGHT);
	strip->x += width;
}

static void put_rhythm(struct strip *strip, const struct paint *paint, enum rhythm rhythm,
                       int width)
{
	static const int blinks[] = { LETTERED, 9 };
	static const int fast[] = { 6, 5 };
	static const int slow[] = { 26, 18 };
	const int end = strip->x + width;

	switch (rhythm) {
	case RHYTHM_UNKNOWN:
	case RHYTHM_STEADY: put_block(strip, paint, width, 0); break;
	case RHYTHM_BLINKS: put_blocks(strip, paint, blinks, end); break;
	case RHYTHM_FAST:
		put_block(strip, paint, LETTERED, fast[1]);
		put_blocks(strip, paint, fast, end);
		break;
	case RHYTHM_SLOW: put_blocks(strip, paint, slow, end); break;
	case RHYTHM_OFF: put_off(strip, width); break;
	}
}

static bool is_said(const struct light_part *part)
{
	return part->colour || part->rhythm != RHYTHM_UNKNOWN || part->count;
}

static void put_part(struct strip *strip, const struct light_part *part, int width)
{
	const struct paint *paint = paint_of(part->colour);

	if (!part->count || part->count > COUNTED) {
		put_rhythm(strip, paint, part->rhythm, width);
		return;
	}
	for (uint64_t i = 0; i < part->count; i++)
		put_block(strip, paint, LETTERED, i + 1 < part->count ? 5 : 0);
}

static void put_mark(struct strip *strip, enum join join)
{
	static const char *const marks[] = {
		[JOIN_THEN] = "&gt;",
		[JOIN_OR] = "or",
		[JOIN_AND] = "+",
	};

	fprintf(strip->to, "<text class=\"l m\" x=\"%d\" y=\"19\">%s</text>", strip->x + MARK / 2,
	        marks[join]);
	strip->x += MARK;
}

/* More parts than have room for their rhythm: the colours that are said, alone. */
static void put_spots(struct strip *strip, const struct light_part *parts, size_t count)
{
	for (size_t i = 0; i < count && i < SPOTS; i++)
		put_block(strip, paint_of(parts[i].colour), LETTERED, i + 1 < count ? 5 : 0);
}

static void put_parts(struct strip *strip, const struct light_part *parts, size_t count)
{
	static const int widths[] = { 0, 91, 66, 41, 41 };

	for (size_t i = 0; i < count; i++) {
		if (i)
			put_mark(strip, parts[i].join);
		put_part(strip, &parts[i], widths[count]);
	}
}

bool lamp_lacks_colour(const struct light_part *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (is_said(&parts[i]) && parts[i].rhythm != RHYTHM_OFF &&
		    !paint_of(parts[i].colour)->letter[0])
			return true;
	}
	return false;
}

void lamp_draw(FILE *to, const struct light_part *parts, size_t count)
{
	AUTO_FREE char *inside = NULL;
	struct strip strip = { .x = EDGE };
	size_t size = 0;
	bool said = false;

	for (size_t i = 0; i < count; i++)
		said |= is_said(&parts[i]);
	if (!said)
		return;
	strip.to = mem_text_begin(&inside, &size);
	if (count > PARTS)
		put_spots(&strip, parts, count);
	else
		put_parts(&strip, parts, count);
	mem_text_end(strip.to, &inside);
	fprintf(to,
	        "<svg width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" aria-hidden=true>"
	        "<rect class=strip width=\"%d\" height=\"%d\" rx=\"6\"/>%s</svg>",
	        strip.x + EDGE, HEIGHT, strip.x + EDGE, HEIGHT, strip.x + EDGE, HEIGHT, inside);
}
