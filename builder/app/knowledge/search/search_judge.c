/* Whether a model is what was typed. */
#include "app/knowledge/search/candidate.h"

#include <string.h>

enum { WHOLE_NAME = 300, CERTAIN = 500, BRAND = 20 }; /* a word that half of all models have: 200 */

/* How badly a model lacks what was typed. */
enum lack {
	LACKS_NOTHING,
	LACKS_TEXT,     /* words that others have */
	LACKS_REVISION, /* a version, or a number where it has its own */
};

static bool has_number(const struct search *search, const struct candidate *candidate)
{
	for (size_t w = 0; w < search->words.count; w++) {
		const enum search_word_kind kind = search->words.items[w].kind;

		if ((kind == WORD_CLASS || kind == WORD_NUMBER) && candidate->quality[w] &&
		    !search->words.items[w].is_minor)
			return true;
	}
	return false;
}

/* A word with a digit that the model has not. */
static enum lack lack_of_number(const struct search *search, const struct candidate *candidate,
                                size_t w)
{
	const struct search_word *word = &search->words.items[w];

	if (word->kind == WORD_REVISION)
		return strcmp(word->text, "v1") == 0 && !candidate->has_version ? LACKS_NOTHING
		                                                                : LACKS_REVISION;
	if (!has_number(search, candidate))
		return LACKS_REVISION;
	if (word->kind == WORD_CLASS)
		return LACKS_NOTHING;
	return search->having[w] ? LACKS_REVISION : LACKS_TEXT;
}

static enum lack lack_of_word(const struct search *search, const struct candidate *candidate,
                              size_t w)
{
	const struct search_word *word = &search->words.items[w];

	if (candidate->quality[w] >= MATCH_TYPO || word->is_minor || word->kind == WORD_FILLER)
		return LACKS_NOTHING;
	if (candidate->quality[w])
		return LACKS_TEXT;
	if (word->kind == WORD_TEXT)
		return search->having[w] ? LACKS_TEXT : LACKS_NOTHING;
	return lack_of_number(search, candidate, w);
}

static enum lack lack_of(const struct search *search, const struct candidate *candidate)
{
	enum lack worst = LACKS_NOTHING;

	for (size_t w = 0; w < search->words.count; w++) {
		const enum lack lack = lack_of_word(search, candidate, w);

		if (lack > worst)
			worst = lack;
	}
	return worst;
}

/* "600" and "c5" are parts of many names: the word in front decides. */
static bool needs_word_before(const struct search_word *word)
{
	return word->kind >= WORD_CLASS && !word->is_minor &&
	       (strlen(word->text) <= 3 || !word->text[strspn(word->text, "0123456789")]);
}

static bool lacks_word_before(const struct search *search, const struct candidate *candidate)
{
	for (size_t w = 1; w < search->words.count; w++) {
		const struct search_word *before = &search->words.items[w - 1];

		if (needs_word_before(&search->words.items[w]) && before->kind == WORD_TEXT &&
		    !before->is_vendor && search->having[w - 1] &&
		    candidate->quality[w - 1] < MATCH_TYPO)
			return true;
	}
	return false;
}

/* Another vendor's router that is not sold under that name. */
static bool is_of_other_vendor(const struct search *search, const struct candidate *candidate)
{
	for (size_t w = 0; w < search->words.count; w++) {
		if (search->words.items[w].is_vendor && !candidate->quality[w])
			return true;
	}
	return false;
}

/* Points of the words, and whether there are enough of them. */
static bool add_points(const struct search *search, struct candidate *candidate)
{
	const bool whole = candidate->best.covered && !candidate->best.left;
	long had = 0;
	long asked = 0;

	for (size_t w = 0; w < search->words.count; w++) {
		const long weight = search->weight[w];
		const long part = weight * candidate->quality[w] / MATCH_WORD;

		candidate->points += candidate->quality[w] ? part : -weight / 2;
		if (search->words.items[w].is_vendor)
			continue;
		asked += weight;
		had += candidate->quality[w] ? weight : 0;
	}
	return asked ? had && (whole || 5 * had >= 2 * asked) : candidate->points > 0;
}

/* "hap ac 2": the 2 within another name of the hAP ac does not make it that. */
static bool has_number_by_chance(const struct search *search, const struct candidate *candidate)
{
	for (size_t w = 0; w < search->words.count; w++) {
		const struct search_word *word = &search->words.items[w];

		if (word->kind == WORD_NUMBER && !word->is_vendor && !word->is_minor &&
		    !candidate->best.quality[w] && candidate->quality[w] <= MATCH_PART)
			return true;
	}
	return false;
}

void search_judge(const struct search *search, struct candidate *candidate)
{
	const struct name_match *best = &candidate->best;
	const enum lack lack = lack_of(search, candidate);
	const bool enough = add_points(search, candidate);
	const bool whole = best->covered && !best->left;
	const bool conflicts = lack == LACKS_REVISION && (!whole || candidate->key_left_number);

	if (best->covered)
		candidate->points +=
		        WHOLE_NAME * (long)best->covered / (long)(best->covered + best->left);
	candidate->is_certain =
	        whole && lack == LACKS_NOTHING && !has_number_by_chance(search, candidate);
	if (candidate->is_certain)
		candidate->points += CERTAIN;
	if (candidate->has_brand)
		candidate->points += BRAND;
	candidate->is_hit = enough && !conflicts && candidate->points > 0 &&
	                    !lacks_word_before(search, candidate);
	candidate->is_foreign = is_of_other_vendor(search, candidate);
	candidate->is_other = conflicts && enough && has_number(search, candidate);
}
