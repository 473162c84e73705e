/*
 * change - distinguishes what computers do to a stick from damage.
 *
 * The unit is what is changed as a whole: an entry of a FAT, a slot of a directory, else a byte.
 */
#ifndef CHANGE_H
#define CHANGE_H

#include "stick/proof/map.h"

struct change {
	const struct region *region;
	uint64_t offset;      /* of the unit, on the stick */
	const uint8_t *made;  /* the unit as it was made */
	const uint8_t *found; /* and as it is */
	bool mirrored;        /* of an entry: the other FAT has the same */
};

/* Bytes of a region's units; divides every multiple of 32. */
size_t change_unit(const struct region *region, unsigned fat_bits);

/* Why the change is harmless, or NULL. `now` is the stick's tree, NULL when it has none. */
const char *change_harmless(const struct change *change, const struct tree *now);

#endif
