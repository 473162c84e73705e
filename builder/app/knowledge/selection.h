/* selection - the models that 'list' is asked for. */
#ifndef SELECTION_H
#define SELECTION_H

#include "app/request.h"
#include "catalog/ability.h"
#include "catalog/catalog.h"

/* What a model must be like; NULL: anything. */
struct selection {
	const struct vendor *vendor;
	const char *words; /* each in some name, on the label or in a board name, in any order */
	const char *board; /* OpenWrt's name of the board, also as the router itself says it */
	const char *method_name;
	const char *ability_name;
	enum method method;   /* of that name, after selection_check() */
	enum ability ability; /* likewise */
};

/* FAIL_USAGE for a method or an ability that does not exist. */
bool selection_check(struct selection *selection, struct failure *why) MUST_CHECK;

/* Whether anything is asked for beyond the vendor. */
bool selection_is_search(const struct selection *selection);

/*
 * Fills *found, which has room for every recipe, and returns how many there are. Words must
 * begin a word of the model; where that finds nothing they may stand anywhere.
 */
size_t selection_find(const struct selection *selection, const struct catalog *catalog,
                      const struct recipe **found);

/* FAIL_USAGE with the nearest names. */
bool selection_nothing(const struct selection *selection, const struct catalog *catalog,
                       struct failure *why);

#endif
