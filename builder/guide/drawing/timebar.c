#include "guide/drawing/timebar.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdbool.h>

enum { BLOCK = 13, MOST_BLOCKS = 15, ARROW = 16 };

struct unit {
	uint64_t seconds;
	const char *name;
};

/* The smallest in which the time has room. */
static const struct unit *unit_for(uint64_t seconds)
{
	static const struct unit units[] = {
		{ 1, "1 second" },  { 5, "5 seconds" },   { 30, "30 seconds" },
		{ 60, "1 minute" }, { 300, "5 minutes" },
	};
	size_t i = 0;

	while (i + 1 < ARRAY_LEN(units) && seconds > MOST_BLOCKS * units[i].seconds)
		i++;
	return &units[i];
}

static uint64_t blocks(uint64_t seconds, uint64_t unit)
{
	const uint64_t count = (seconds + unit / 2) / unit;

	return count > MOST_BLOCKS ? MOST_BLOCKS : count;
}

static void draw(FILE *to, uint64_t full, uint64_t all, bool open)
{
	const uint64_t width = all * BLOCK + (open ? ARROW : 2);

	fprintf(to,
	        "<svg width=\"%" PRIu64 "\" height=18 viewBox=\"0 0 %" PRIu64
	        " 18\" aria-hidden=true>",
	        width, width);
	for (uint64_t i = 0; i < all; i++)
		fprintf(to, "<rect class=%s x=\"%" PRIu64 "\" y=1 width=10 height=16 rx=1 />",
		        i < full ? "bl" : "bh", 1 + i * BLOCK);
	if (open)
		fprintf(to, "<path class=a d=\"M%" PRIu64 " 9h10m-5-5 5 5-5 5\"/>",
		        all * BLOCK + 2);
	fputs("</svg>", to);
}

void timebar_draw(FILE *to, const struct span *span)
{
	const uint64_t least = span->about ? span->about : span->least;
	const uint64_t most = span->about ? span->about : span->most;
	const uint64_t longer = most > least ? most : least;
	const struct unit *unit = unit_for(longer);
	uint64_t all = blocks(longer, unit->seconds);

	if (!longer)
		return;
	all += all == 0;
	draw(to, least ? blocks(least, unit->seconds) : 0, all, !most);
	fprintf(to, "<i>each block: %s</i>", unit->name);
}
