/* nearest - names that are near to an unknown one. */
#ifndef NEAREST_H
#define NEAREST_H

#include "catalog/catalog.h"

enum { NEAREST_MAX = 3, NEAREST_NAME = 64 };

struct nearest {
	char wanted[NEAREST_NAME];
	struct {
		char name[2 * NEAREST_NAME];
		size_t distance;
	} best[NEAREST_MAX]; /* the nearest first */
	size_t count;
};

void nearest_begin(struct nearest *nearest, const char *wanted);

/*
 * Considers `spelling`; what is shown of it is `name`, which it may be an alias of. Case,
 * blanks, hyphens and the like do not count; two letters that changed places are one mistake.
 */
void nearest_try(struct nearest *nearest, const char *spelling, const char *name);

/* A recipe under all its names. */
void nearest_recipe(struct nearest *nearest, const struct recipe *recipe, const char *name);

/* The vendors that are nearest to what was typed. */
void nearest_vendors(struct nearest *nearest, const char *wanted, const struct catalog *catalog);

/* Letters added, left out, changed or swapped with their neighbour between two names. */
size_t nearest_distance(const char *a, const char *b);

/* " (did you mean 'a', 'b' or 'c'?)"; empty when nothing is near. To be freed. */
char *nearest_question(const struct nearest *nearest);

#endif
