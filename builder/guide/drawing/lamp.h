/*
 * lamp - a light as a drawing: a dark strip that is read from left to right as time.
 *
 * Only what the data says: the colour has its letter in every block, so that it is readable
 * without colours; a block without one has a colour that no source says. Words stand beside it.
 */
#ifndef GUIDE_LAMP_H
#define GUIDE_LAMP_H

#include "catalog/step.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* One <svg>; nothing where no part has a colour, a rhythm or a count. */
void lamp_draw(FILE *to, const struct light_part *parts, size_t count);

/* Whether a block of it has no letter. */
bool lamp_lacks_colour(const struct light_part *parts, size_t count);

#endif
