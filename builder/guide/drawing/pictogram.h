/* pictogram - a picture for each act: one thing and one arrow that moves. */
#ifndef GUIDE_PICTOGRAM_H
#define GUIDE_PICTOGRAM_H

#include "catalog/step.h"

#include <stdio.h>

/* The definitions of those that these steps and the clock need; once in a page, before all. */
void pictogram_define(FILE *to, const struct step *steps, size_t count);

/* All of them, for a page with several cards. */
void pictogram_define_all(FILE *to);

/* Nothing where the act is unknown. */
void pictogram_draw(FILE *to, const struct step *step);

/* A clock, for the time that everything takes. */
void pictogram_clock(FILE *to);

#endif
