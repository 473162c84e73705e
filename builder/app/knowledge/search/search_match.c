/* How a name matches what was typed. */
#include "app/knowledge/search/search_words.h"

#include "app/knowledge/search/nearest.h"
#include "base/text/letters.h"

#include <string.h>

enum { BEGINNING = 3, MIDDLE = 4, TYPO = 4, LONG = 8 };

/* Whether what is cut there is no number. */
static bool cuts_letters(const struct spelling *name, size_t at)
{
	return !is_digit(name->text[at - 1]) && !is_digit(name->text[at]);
}

static unsigned char quality_at(const struct spelling *name, size_t at, size_t length)
{
	const unsigned char before = name->edge[at];
	const unsigned char behind = name->edge[at + length];

	if (before >= EDGE_WORD && behind >= EDGE_WORD)
		return MATCH_WORD;
	if (before && behind)
		return before >= EDGE_WORD || behind >= EDGE_WORD ? (MATCH_PART + MATCH_WORD) / 2
		                                                  : MATCH_PART;
	if (before >= EDGE_WORD && length >= BEGINNING && cuts_letters(name, at + length))
		return MATCH_BEGINS;
	return 0;
}

/* Where the word is next, from `at` on; the length when it is not. */
static size_t find_word(const struct spelling *name, size_t at, const char *word, size_t length)
{
	for (; at + length <= name->length; at++) {
		const char *next = memchr(name->text + at, word[0], name->length - at);

		if (!next)
			break;
		at = (size_t)(next - name->text);
		if (at + length <= name->length && memcmp(next, word, length) == 0)
			return at;
	}
	return name->length;
}

static unsigned char match_word(const struct spelling *name, size_t skip, const char *word,
                                bool covered[SPELLING_MAX])
{
	const size_t length = strlen(word);
	unsigned char best = 0;

	for (size_t at = find_word(name, skip, word, length); at < name->length;
	     at = find_word(name, at + 1, word, length)) {
		const unsigned char quality = quality_at(name, at, length);

		if (quality >= MATCH_PART)
			memset(covered + at, true, length);
		if (quality > best)
			best = quality;
	}
	return best;
}

bool search_has_word(const struct spelling *name, const char *word)
{
	bool covered[SPELLING_MAX];

	return match_word(name, 0, word, covered) == MATCH_WORD;
}

/* A word that says nothing need not be typed. */
static bool is_filler(const struct spelling *name, size_t at, size_t end)
{
	static const char *const words[] = { "router",   "wifi",    "wireless", "wi",
		                             "fi",       "edition", "version",  "smart",
		                             "repeater", "eu",      "range" };

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (words[i][0] == name->text[at] && strlen(words[i]) == end - at &&
		    memcmp(words[i], name->text + at, end - at) == 0)
			return true;
	}
	return false;
}

/* One run of letters or of digits, that no word has. */
static void count_left(const struct spelling *name, size_t at, size_t end, struct name_match *out)
{
	out->left += end - at;
	if (is_digit(name->text[at]) || end - at <= 2)
		out->left_number = true;
}

static void count_word(const struct spelling *name, size_t at, size_t end,
                       const bool covered[SPELLING_MAX], struct name_match *out)
{
	const bool filler = is_filler(name, at, end) || name->edge[at] == EDGE_MINOR;

	while (at < end) {
		size_t next = at + 1;

		while (next < end && covered[next] == covered[at] && !name->edge[next])
			next++;
		if (covered[at])
			out->covered += next - at;
		else if (!filler)
			count_left(name, at, next, out);
		at = next;
	}
}

/* "nano hd" is the word "nanohd" of a name that has not both of them. */
static void match_pair(const struct spelling *name, size_t skip, const struct search_words *words,
                       size_t first, bool covered[SPELLING_MAX], struct name_match *out)
{
	unsigned char *one = &out->quality[first];
	unsigned char quality;

	if (one[0] >= MATCH_PART && one[1] >= MATCH_PART)
		return;
	quality = match_word(name, skip, words->items[first].with_next, covered);
	if (quality < MATCH_PART)
		return;
	for (size_t i = 0; i < 2; i++)
		one[i] = quality > one[i] ? quality : one[i];
}

void search_match(const struct spelling *name, size_t skip, const struct search_words *words,
                  struct name_match *out)
{
	bool covered[SPELLING_MAX] = { false };

	*out = (struct name_match){ .covered = 0 };
	for (size_t i = 0; i < words->count; i++)
		out->quality[i] = match_word(name, skip, words->items[i].text, covered);
	for (size_t i = 0; i + 1 < words->count; i++)
		match_pair(name, skip, words, i, covered, out);
	for (size_t at = skip; at < name->length;) {
		const size_t end = spelling_word_end(name, at);

		count_word(name, at, end, covered, out);
		at = end;
	}
}

static void digits_of(const char *text, char out[SEARCH_WORD])
{
	size_t used = 0;

	for (; *text && used + 1 < SEARCH_WORD; text++) {
		if (is_digit(*text) && (!used || out[used - 1] != *text))
			out[used++] = *text;
	}
	out[used] = '\0';
}

/* The same, or two of them have changed places; one typed twice is as good as once. */
static bool have_like_digits(const char *a, const char *b)
{
	char one[SEARCH_WORD];
	char other[SEARCH_WORD];
	size_t at = 0;

	digits_of(a, one);
	digits_of(b, other);
	if (strlen(one) != strlen(other))
		return false;
	while (one[at] && one[at] == other[at])
		at++;
	if (!one[at])
		return true;
	return one[at + 1] && one[at] == other[at + 1] && one[at + 1] == other[at] &&
	       strcmp(one + at + 2, other + at + 2) == 0;
}

/* The same letters and digits in another order. */
static bool are_swapped(const char *a, const char *b)
{
	if (strlen(a) != strlen(b))
		return false;
	for (const char *c = a; *c; c++) {
		if (!strchr(b, *c))
			return false;
	}
	return true;
}

bool search_may_be_typo(const char *typed, const char *name)
{
	const size_t length = strlen(typed);
	const size_t tolerated = length >= LONG ? 2 : 1;

	if (length < TYPO && !are_swapped(typed, name))
		return false;
	return strlen(name) + 1 >= TYPO && have_like_digits(typed, name) &&
	       nearest_distance(typed, name) <= tolerated;
}

static bool is_in_the_middle(const struct spelling *name, size_t skip, const char *word)
{
	const size_t length = strlen(word);

	if (length < MIDDLE)
		return false;
	for (size_t at = find_word(name, skip, word, length); at < name->length;
	     at = find_word(name, at + 1, word, length)) {
		const bool begins = at == 0 || name->edge[at] || cuts_letters(name, at);

		if (begins && (name->edge[at + length] || cuts_letters(name, at + length)))
			return true;
	}
	return false;
}

/* A part of the name, as a text of its own. */
static bool is_typo_of(const struct spelling *name, size_t at, size_t end, const char *word)
{
	char part[SEARCH_WORD];

	if (end - at >= SEARCH_WORD)
		return false;
	memcpy(part, name->text + at, end - at);
	part[end - at] = '\0';
	return search_may_be_typo(word, part);
}

unsigned char search_match_loosely(const struct spelling *name, size_t skip, const char *word)
{
	if (skip < name->length && is_typo_of(name, skip, name->length, word))
		return MATCH_TYPO;
	for (size_t at = skip; at < name->length;) {
		const size_t end = spelling_word_end(name, at);

		if (is_typo_of(name, at, end, word))
			return MATCH_TYPO;
		at = end;
	}
	return is_in_the_middle(name, skip, word) ? MATCH_ANYWHERE : 0;
}
