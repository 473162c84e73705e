/*
 * timebar - a time as a row of blocks, each as long as the unit beside it.
 *
 * Full blocks surely pass, open ones may; an arrow stands for an open end.
 */
#ifndef GUIDE_TIMEBAR_H
#define GUIDE_TIMEBAR_H

#include "catalog/step.h"

#include <stdio.h>

/* One <svg> and its unit in words; nothing where no time is known. */
void timebar_draw(FILE *to, const struct span *span);

#endif
