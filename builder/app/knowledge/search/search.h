/*
 * search - the models that fit what is on a box or a label, the best first.
 *
 * Words that no model has are dropped. Another version of a model is never a hit: where "v5" was
 * typed, the "v4" is not.
 */
#ifndef SEARCH_H
#define SEARCH_H

#include "catalog/catalog.h"

enum { SEARCH_BEST = 5 };

struct search_hit {
	const struct recipe *recipe;
	/* It has everything that was typed, and all of one of its names was typed. */
	bool is_certain;
	long points;
	size_t covered; /* characters of its name that were typed */
	bool by_key;    /* that name is what --model takes */
	bool has_brand; /* it is called by the vendor's name that was typed, if one was */
};

struct search_result {
	struct search_hit *hits; /* owned */
	size_t count;
	size_t certain; /* so many of the first that nothing ranks between them */
	const struct recipe *others[SEARCH_BEST]; /* other versions of what was typed */
	size_t other_count;
	/* The vendor that was typed, or whose models alone are called like that; or NULL. */
	const struct vendor *vendor;
	bool names_vendor_only; /* nothing but a vendor was typed */
	bool has_first_word;    /* some model has it, perhaps mistyped, or it says nothing */
};

/* Among the models of `within`; NULL: of all. */
void search_find(struct search_result *out, const struct catalog *catalog,
                 const struct vendor *within, const char *typed);
void search_done(struct search_result *result);

/* The one model that was meant; NULL: none or several fit. */
const struct recipe *search_only(const struct search_result *result);

#endif
