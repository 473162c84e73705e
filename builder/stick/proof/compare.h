/*
 * compare - the structures of a stick against what they were made as; not the files' content.
 */
#ifndef COMPARE_H
#define COMPARE_H

#include "stick/proof/change.h"

struct comparison {
	struct target *stick;
	const struct tree *now; /* of the stick; NULL when its file system cannot be opened */
	/*
	 * The stick as it was made. NULL when unknown: then what is zeros on every stick
	 * is looked at, and what the stick holds twice.
	 */
	struct target *made;
	const struct map *map;      /* of what was made; of the stick when that is not known */
	const struct tree *drawn;   /* what the map was drawn from; may be NULL */
	bool lost;                  /* the stick's FAT does not show the owners of its clusters */
	struct differences *result; /* what is found is added */
};

/* Fails only when the stick cannot be read, or when interrupted. */
bool compare_structures(const struct comparison *comparison, struct failure *why) MUST_CHECK;

#endif
