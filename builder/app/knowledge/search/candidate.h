/* candidate - a model while it is looked at by a search. */
#ifndef SEARCH_CANDIDATE_H
#define SEARCH_CANDIDATE_H

#include "app/knowledge/search/search_words.h"

struct candidate {
	const struct vendor_spelling *vendor;
	const struct recipe *recipe;
	unsigned char quality[SEARCH_WORDS];
	bool brand[SEARCH_WORDS]; /* words of its names' beginning, where a vendor is named */
	bool has_brand;           /* among them all that name a vendor in what was typed */
	struct name_match best;   /* of all names, the one that was meant */
	bool by_key;
	bool key_left_number;
	bool has_version; /* the key has one */
	long points;
	bool is_hit, is_certain, is_other;
	bool is_foreign; /* of another vendor than the one that was typed */
};

struct search {
	struct vendor_spellings vendors;
	struct search_words words;
	struct candidate *items;
	size_t count;
	size_t having[SEARCH_WORDS]; /* candidates that have the word */
	long weight[SEARCH_WORDS];
};

/* Every model of `within` (NULL: of all), and how it has the words. search_free() it. */
void search_look(struct search *out, const struct catalog *catalog, const struct vendor *within,
                 const char *typed);
void search_free(struct search *search);

/* Fills the points of a candidate, and whether it is a hit. */
void search_judge(const struct search *search, struct candidate *candidate);

#endif
