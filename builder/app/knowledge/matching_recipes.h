/* matching_recipes - which rescues of the catalogue a firmware file is good for. */
#ifndef MATCHING_RECIPES_H
#define MATCHING_RECIPES_H

#include "app/knowledge/knowledge.h"

/* One file of one recipe that this firmware may become. */
struct matching_recipe {
	const struct recipe *recipe;
	const struct slot *file;
};

struct matching_recipes {
	struct matching_recipe *items; /* free() them; the recipes are the catalogue's */
	size_t count;
};

/* Only where a board code says so: a format alone would fit too many. */
struct matching_recipes matching_recipes_find(const struct knowledge *knowledge,
                                              const struct findings *findings);

/* The smallest of the limits that are known, in bytes; 0 when none is. */
uint64_t matching_recipes_size_limit(const struct matching_recipes *matching_recipe);

#endif
