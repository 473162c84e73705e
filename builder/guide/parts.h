/* parts - the paragraphs of which `show` and the card are made, as text. */
#ifndef GUIDE_PARTS_H
#define GUIDE_PARTS_H

#include "catalog/recipe.h"
#include "guide/paper.h"

void parts_steps(const struct paper *paper, const struct recipe *recipe);

/* What the lights mean. */
void parts_lights(const struct paper *paper, const struct recipe *recipe);

/* Addresses, cables, form and command; nothing where the recipe knows none. */
void parts_network(const struct paper *paper, const struct recipe *recipe, const char *file);

/* What to do once the rescue is through. */
void parts_after(const struct paper *paper, const struct recipe *recipe);

/* What comes after the steps: what to do then, and what failure looks like. */
void parts_ending(const struct paper *paper, const struct recipe *recipe);

/* How sure it is, on a line of its own. */
void parts_confidence(const struct paper *paper, const struct recipe *recipe);

/* What must be true or done before. */
void parts_before(const struct paper *paper, const struct recipe *recipe);

/* Where the stick or card goes; nothing where no source says. */
void parts_port(const struct paper *paper, const struct recipe *recipe);

#endif
