/* guide - what to do at the router, as text: before the stick can help, steps, lights, failure. */
#ifndef GUIDE_H
#define GUIDE_H

#include "catalog/recipe.h"

#include <jansson.h>
#include <stdio.h>

/* What must be true for the rescue to work at all; shown before anything is written. */
void guide_conditions(const struct recipe *recipe, FILE *to);

/* The steps at the router, what its lights mean, and what failure looks like. */
void guide_steps(const struct recipe *recipe, FILE *to);

/* Everything known: conditions, files, steps, gotchas, confidence, sources. */
void guide_everything(const struct recipe *recipe, FILE *to);

/* One member a field of the recipe. A new reference. */
json_t *guide_json(const struct recipe *recipe);

#endif
