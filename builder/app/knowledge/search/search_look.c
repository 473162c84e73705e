/* How each model has the words that were typed. */
#include "app/knowledge/search/candidate.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { WEIGHT = 100 };

/* More of the name typed is better, then less of it not typed. */
static bool is_better(const struct name_match *a, const struct name_match *b)
{
	const bool whole = a->covered && !a->left;
	const bool other_whole = b->covered && !b->left;

	if (whole != other_whole)
		return whole;
	if (a->covered != b->covered)
		return a->covered > b->covered;
	return a->left < b->left;
}

static void keep_quality(struct candidate *to, const struct name_match *match)
{
	for (size_t i = 0; i < SEARCH_WORDS; i++) {
		if (match->quality[i] > to->quality[i])
			to->quality[i] = match->quality[i];
	}
}

static void look_at_name(const struct search_words *words, const char *name, struct candidate *to)
{
	struct spelling spelling;
	struct name_match match;
	size_t skip;

	spelling_of(&spelling, name);
	skip = search_vendor_prefix(&spelling, to->vendor);
	if (skip == spelling.length)
		skip = 0;
	for (size_t i = 0; skip && i < words->count; i++)
		to->brand[i] = to->brand[i] || search_has_word(&spelling, words->items[i].text);
	search_match(&spelling, skip, words, &match);
	keep_quality(to, &match);
	if (name == to->recipe->model) {
		to->key_left_number = match.left_number;
		to->by_key = match.covered && !match.left;
	}
	if (is_better(&match, &to->best))
		to->best = match;
}

/* The label's sentences are no name, but what is in them may be typed. */
static void look_at_label(const struct search_words *words, struct candidate *to)
{
	struct spelling spelling;
	struct name_match match;

	spelling_of(&spelling, to->recipe->label ? to->recipe->label : "");
	search_match(&spelling, 0, words, &match);
	keep_quality(to, &match);
}

/* One vendor's models may have several brands: a "redmi ac2100" is called so, the R2100 is not. */
static void look_at_vendor(const struct search_words *words, struct candidate *to)
{
	to->has_brand = true;
	for (size_t i = 0; i < words->count; i++) {
		if (!words->items[i].is_vendor || words->vendor != to->vendor->vendor)
			continue;
		to->has_brand = to->has_brand && to->brand[i];
		to->quality[i] = MATCH_WORD;
	}
}

typedef void name_user(const struct search_words *words, const char *name, struct candidate *to);

static void each_name(const struct search_words *words, struct candidate *of, name_user *use)
{
	const struct recipe *recipe = of->recipe;

	use(words, recipe->model, of);
	use(words, recipe->title, of);
	for (size_t i = 0; i < recipe->alias_count; i++)
		use(words, recipe->aliases[i], of);
	for (size_t i = 0; i < recipe->board_count; i++)
		use(words, recipe->boards[i], of);
}

static void look_at(const struct search_words *words, struct candidate *candidate)
{
	const char *version = strstr(candidate->recipe->model, "-v");

	candidate->has_version = version && strchr("0123456789", version[2]);
	each_name(words, candidate, look_at_name);
	look_at_label(words, candidate);
	look_at_vendor(words, candidate);
}

static void look_loosely(const struct search_words *words, const char *name, struct candidate *to)
{
	struct spelling spelling;
	size_t skip;

	spelling_of(&spelling, name);
	skip = search_vendor_prefix(&spelling, to->vendor);
	for (size_t i = 0; i < words->count; i++) {
		const unsigned char quality =
		        search_match_loosely(&spelling, skip, words->items[i].text);

		if (quality > to->quality[i])
			to->quality[i] = quality;
	}
}

static void count_words(struct search *search)
{
	memset(search->having, 0, sizeof(search->having));
	for (size_t i = 0; i < search->count; i++) {
		for (size_t w = 0; w < search->words.count; w++)
			search->having[w] += search->items[i].quality[w] != 0;
	}
}

/* A word that none has is looked for with mistakes; the others are not touched. */
static void find_mistyped(struct search *search)
{
	struct search_words unknown = { .count = search->words.count };
	bool any = false;

	for (size_t w = 0; w < search->words.count; w++) {
		if (search->having[w] || search->words.items[w].kind == WORD_FILLER)
			continue;
		unknown.items[w] = search->words.items[w];
		any = true;
	}
	for (size_t i = 0; any && i < search->count; i++)
		each_name(&unknown, &search->items[i], look_loosely);
	count_words(search);
}

/* The fewer have it, the more it tells. */
static void weigh_words(struct search *search)
{
	for (size_t w = 0; w < search->words.count; w++) {
		size_t others = search->having[w] ? search->count / search->having[w] : 0;

		search->weight[w] = search->having[w] ? WEIGHT : 0;
		for (; others > 1; others /= 2)
			search->weight[w] += WEIGHT;
		if (search->words.items[w].kind == WORD_FILLER || search->words.items[w].is_minor)
			search->weight[w] /= 4;
	}
}

static size_t count_models(const struct catalog *catalog)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->vendor_count; i++)
		count += catalog->vendors[i].recipe_count;
	return count;
}

void search_look(struct search *search, const struct catalog *catalog, const struct vendor *within,
                 const char *typed)
{
	*search = (struct search){ .items = mem_zalloc(count_models(catalog) + 1,
		                                       sizeof(struct candidate)) };
	vendor_spellings_of(&search->vendors, catalog);
	search_words_of(&search->words, &search->vendors, typed);
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t k = 0; (!within || within == vendor) && k < vendor->recipe_count; k++) {
			struct candidate *next = &search->items[search->count++];

			next->vendor = &search->vendors.items[i];
			next->recipe = &vendor->recipes[k];
			look_at(&search->words, next);
		}
	}
	count_words(search);
	find_mistyped(search);
	weigh_words(search);
}

void search_free(struct search *search)
{
	vendor_spellings_done(&search->vendors);
	free(search->items);
}
