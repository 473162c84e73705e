/*
 * map - what lies where in the used range of a stick, from its first byte to its last.
 *
 * It is drawn from a tree, or without one, where the file system cannot be opened.
 */
#ifndef MAP_H
#define MAP_H

#include "stick/proof/difference.h"
#include "stick/proof/tree.h"

/* Regions follow one another without a hole. */
struct region {
	enum layer layer;
	uint64_t start; /* bytes on the stick */
	uint64_t size;
	size_t node; /* of the tree, for a directory, a file and what follows it */
};

struct map {
	struct region *regions;
	size_t count;
	uint64_t length; /* the used range */
};

/* `tree` NULL: a partition at byte `start`, of which nothing is known. map_done() frees it. */
void map_draw(struct map *out, const struct tree *tree, uint64_t start, uint64_t length);
void map_done(struct map *map);

/* The first region of a layer; NULL when there is none. */
const struct region *map_find(const struct map *map, enum layer layer);

#endif
