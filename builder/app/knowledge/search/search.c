#include "app/knowledge/search/search.h"

#include "app/knowledge/search/candidate.h"
#include "base/mem.h"
#include "base/text/letters.h"

#include <stdlib.h>
#include <string.h>

enum { MOSTLY = 9 /* in tenths */, BEFORE_ALL = 10000 };

static bool is_for_any(const struct recipe *recipe)
{
	return strcmp(recipe->model, "any") == 0;
}

static bool names_only_vendor(const struct search_words *words)
{
	for (size_t w = 0; w < words->count; w++) {
		if (!words->items[w].is_vendor && words->items[w].kind != WORD_FILLER)
			return false;
	}
	return words->vendor != NULL;
}

/* What stands for all other models has every vendor's name in its label. */
static bool has_first_word(const struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		if (search->items[i].quality[0] && !is_for_any(search->items[i].recipe))
			return true;
	}
	return search->words.items[0].kind == WORD_FILLER;
}

static void drop_foreign(struct search *search)
{
	for (size_t i = 0; i < search->count; i++) {
		struct candidate *candidate = &search->items[i];

		candidate->is_hit = candidate->is_hit && !candidate->is_foreign;
		candidate->is_other = candidate->is_other && !candidate->is_foreign;
	}
}

/* A vendor's name may be a word of a sentence: others count where it has nothing. */
static void judge_all(struct search *search, bool is_vendor_only)
{
	bool has_own = false;

	for (size_t i = 0; i < search->count; i++) {
		struct candidate *candidate = &search->items[i];

		if (is_for_any(candidate->recipe) && !is_vendor_only)
			continue;
		search_judge(search, candidate);
		if (is_for_any(candidate->recipe))
			candidate->points += BEFORE_ALL;
		has_own |= (candidate->is_hit || candidate->is_other) && !candidate->is_foreign;
	}
	if (has_own)
		drop_foreign(search);
}

static int by_points(const void *a, const void *b)
{
	const struct search_hit *one = a;
	const struct search_hit *other = b;

	if (one->points != other->points)
		return one->points > other->points ? -1 : 1;
	if (one->by_key != other->by_key)
		return one->by_key ? -1 : 1;
	if (recipe_is_built(one->recipe) != recipe_is_built(other->recipe))
		return recipe_is_built(one->recipe) ? -1 : 1;
	return strverscmp(one->recipe->model, other->recipe->model);
}

static void take(struct search_result *out, const struct candidate *candidate)
{
	if (candidate->is_hit) {
		out->hits = mem_grow(out->hits, out->count, sizeof(*out->hits));
		out->hits[out->count++] = (struct search_hit){
			.recipe = candidate->recipe,
			.is_certain = candidate->is_certain,
			.points = candidate->points,
			.covered = candidate->best.covered,
			.by_key = candidate->by_key,
			.has_brand = candidate->has_brand,
		};
	} else if (candidate->is_other && out->other_count < SEARCH_BEST) {
		out->others[out->other_count++] = candidate->recipe;
	}
}

/* "ea9900" begins as "ea8300" and "ea6350-v4" do: the letters, and then a number. */
static bool begins_alike(const char *typed, const char *model)
{
	const size_t letters = strcspn(typed, "0123456789");

	for (const char *part = model; letters > 1 && part; part = strchr(part, '-')) {
		part += *part == '-';
		if (strncmp(part, typed, letters) == 0 && is_digit(part[letters]))
			return true;
	}
	return false;
}

static bool is_alike(const struct search *search, const struct candidate *candidate)
{
	for (size_t w = 0; w < search->words.count; w++) {
		const struct search_word *word = &search->words.items[w];

		if ((word->kind == WORD_TEXT && candidate->quality[w] >= MATCH_PART) ||
		    (word->kind == WORD_NUMBER &&
		     begins_alike(word->text, candidate->recipe->model)))
			return true;
	}
	return false;
}

/* "dir-600": all models with "dir" are one vendor's. */
static const struct vendor *vendor_alike(const struct search *search)
{
	const struct vendor *vendor = NULL;
	size_t mine = 0;
	size_t all = 0;

	for (size_t i = 0; i < search->count; i++) {
		const struct candidate *candidate = &search->items[i];

		if (!is_alike(search, candidate))
			continue;
		all++;
		if (!vendor || (mine == 0 && all == 1))
			vendor = candidate->vendor->vendor;
		mine += vendor == candidate->vendor->vendor;
	}
	return 10 * mine >= MOSTLY * all ? vendor : NULL;
}

void search_find(struct search_result *out, const struct catalog *catalog,
                 const struct vendor *within, const char *typed)
{
	struct search search;

	search_look(&search, catalog, within, typed);
	*out = (struct search_result){
		.names_vendor_only = names_only_vendor(&search.words),
		.has_first_word = has_first_word(&search),
	};
	out->vendor = within                ? within
	              : search.words.vendor ? search.words.vendor
	                                    : vendor_alike(&search);
	judge_all(&search, out->names_vendor_only);
	for (size_t i = 0; i < search.count; i++)
		take(out, &search.items[i]);
	if (out->count)
		qsort(out->hits, out->count, sizeof(*out->hits), by_points);
	while (out->certain < out->count && out->hits[out->certain].is_certain &&
	       out->hits[out->certain].covered == out->hits[0].covered &&
	       out->hits[out->certain].has_brand == out->hits[0].has_brand)
		out->certain++;
	search_free(&search);
}

void search_done(struct search_result *result)
{
	free(result->hits);
	*result = (struct search_result){ .hits = NULL };
}

/* Two ways to rescue one router: the key that was typed decides. */
const struct recipe *search_only(const struct search_result *result)
{
	if (result->certain == 1)
		return result->hits[0].recipe;
	if (result->certain > 1 && result->hits[0].by_key && !result->hits[1].by_key)
		return result->hits[0].recipe;
	return NULL;
}
