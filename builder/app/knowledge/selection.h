/* selection - the models that 'list' is asked for. */
#ifndef SELECTION_H
#define SELECTION_H

#include "app/request.h"
#include "catalog/ability.h"
#include "catalog/catalog.h"

/* What a model must be like; NULL: anything. */
struct selection {
	const struct vendor *vendor;
	const char *words; /* what is on the box or the label: search.h */
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
 * Fills *found, which has room for every recipe, and returns how many there are; those that fit
 * the words best are first.
 */
size_t selection_find(const struct selection *selection, const struct catalog *catalog,
                      const struct recipe **found);

/* FAIL_USAGE with what there is instead. */
bool selection_nothing(const struct selection *selection, const struct catalog *catalog,
                       struct failure *why);

#endif
