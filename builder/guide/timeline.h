/*
 * timeline - the steps as a drawing: a column for each, a lane each for power, button, lights.
 *
 * Columns come in rows of at most three, so that the words stay readable on a phone. What no
 * source says is drawn as unknown.
 */
#ifndef GUIDE_TIMELINE_H
#define GUIDE_TIMELINE_H

#include "catalog/recipe.h"

#include <stdio.h>

/* HTML with SVG elements; nothing when no step says anything about power, button or lights. */
void timeline_draw(const struct recipe *recipe, FILE *to);

#endif
