/*
 * lamp - how a text about lights looks: colours and rhythm, one part after another.
 *
 * Only what the text says: a light without a colour stays grey.
 */
#ifndef GUIDE_LAMP_H
#define GUIDE_LAMP_H

#include "catalog/step.h"

#include <stddef.h>
#include <stdio.h>

enum { LAMP_PARTS = 4 };

/* "three blinks, then green or blue" has three. */
struct lamp {
	struct lamp_part {
		const char *colour; /* "red": one of the page's; "any", "off" */
		enum rhythm rhythm;
	} parts[LAMP_PARTS];
	size_t count; /* at least one */
};

struct lamp lamp_of(const char *lights);

/* The same from data; where there is none, of the text. */
struct lamp lamp_of_parts(const struct light_part *parts, size_t count, const char *lights);

/* The lamp as a bar of an SVG drawing, in its housing. */
void lamp_draw(FILE *to, const struct lamp *lamp, int x, int y, int width);

#endif
