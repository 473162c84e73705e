#include "app/knowledge/search/search_words.h"

#include "base/mem.h"
#include "base/text/letters.h"

#include <stdlib.h>
#include <string.h>

enum { VENDOR_WORDS = 4, SERIAL_NUMBER = 6, REVISION = 3 };

static bool is_among(const char *word, const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(word, list[i]) == 0)
			return true;
	}
	return false;
}

/* Of sentences, of labels, and the regions behind model names. */
static bool is_filler(const char *word)
{
	static const char *const words[] = {
		"router",   "wifi",   "wi",     "fi",       "wireless", "wlan",     "the",
		"my",       "with",   "and",    "for",      "of",       "is",       "it",
		"model",    "modell", "hw",     "dual",     "band",     "gigabit",  "old",
		"edition",  "ghz",    "access", "point",    "product",  "type",     "no",
		"number",   "eu",     "us",     "un",       "ru",       "de",       "jp",
		"cn",       "tw",     "br",     "in",       "au",       "uk",       "ca",
		"kr",       "me",     "sg",     "repeater", "smart",    "version",  "rev",
		"revision", "ver",    "h",      "w",        "fw",       "broadband"
	};

	return is_among(word, words, ARRAY_LEN(words));
}

/* "12v", "2a", "300mbps", "5ghz" */
static bool is_measure(const char *word)
{
	static const char *const units[] = { "v",   "a",    "ma",   "w",   "hz",
		                             "ghz", "mbps", "gbps", "mbit" };
	const char *unit = word;

	while (is_digit(*unit))
		unit++;
	return unit > word && is_among(unit, units, ARRAY_LEN(units));
}

/* "100nas", "1uks": behind Netgear's model names; serial numbers. */
static bool is_order_number(const char *word)
{
	const size_t digits = strspn(word, "0123456789");

	if (digits >= SERIAL_NUMBER && !word[digits])
		return true;
	return digits == 3 && strncmp(word + 1, "00", 2) == 0 && strlen(word) == 6 &&
	       strspn(word + 3, "abcdefghijklmnopqrstuvwxyz") == 3;
}

/* "ac1750", "ax3000", "n300", "be9300", "wifi6" */
static bool is_class(const char *word)
{
	static const char *const classes[] = { "n", "ac", "ax", "be", "wifi", "g", "b" };
	const size_t letters = strcspn(word, "0123456789");
	const size_t digits = strspn(word + letters, "0123456789");
	char name[SEARCH_WORD];

	if (digits < 1 || word[letters + digits] || (digits < 3 && strncmp(word, "wifi", 4) != 0))
		return false;
	memcpy(name, word, letters);
	name[letters] = '\0';
	return is_among(name, classes, ARRAY_LEN(classes));
}

/* "v11", and "a1" or one letter behind a number. */
static bool is_revision(const char *word, const char *before)
{
	const size_t length = strlen(word);
	const bool is_behind_number = before && strpbrk(before, "0123456789");

	if (length == 1)
		return is_letter(*word) && is_behind_number;
	if (word[0] == 'v' && length == 1 + strspn(word + 1, "0123456789"))
		return true;
	return is_behind_number && length <= REVISION && !is_digit(word[0]) &&
	       length == 1 + strspn(word + 1, "0123456789");
}

static enum search_word_kind kind_of(const char *word, const char *before)
{
	if (is_revision(word, before))
		return WORD_REVISION;
	if (is_filler(word) || is_measure(word) || is_order_number(word))
		return WORD_FILLER;
	if (is_class(word))
		return WORD_CLASS;
	return strpbrk(word, "0123456789") ? WORD_NUMBER : WORD_TEXT;
}

static void put_beside(struct search_word *word, const struct search_word *next)
{
	const size_t length = strlen(word->text);

	memcpy(word->with_next, word->text, length);
	memcpy(word->with_next + length, next->text, strlen(next->text) + 1);
}

static void add_words(struct search_words *out, const struct spelling *typed)
{
	for (size_t at = 0; at < typed->length && out->count < SEARCH_WORDS;) {
		const size_t end = spelling_word_end(typed, at);
		const char *before = out->count ? out->items[out->count - 1].text : NULL;
		struct search_word *word = &out->items[out->count++];
		size_t length = end - at;

		if (length >= SEARCH_WORD)
			length = SEARCH_WORD - 1;
		memcpy(word->text, typed->text + at, length);
		word->text[length] = '\0';
		word->is_minor = typed->edge[at] == EDGE_MINOR;
		word->kind = kind_of(word->text, before);
		at = end;
	}
	for (size_t i = 0; i + 1 < out->count; i++)
		put_beside(&out->items[i], &out->items[i + 1]);
}

static void spell_name(struct vendor_name *out, const char *name)
{
	struct spelling spelling;

	spelling_of(&spelling, name);
	*out = (struct vendor_name){ mem_zalloc(spelling.length + 1, 1), spelling.length };
	memcpy(out->text, spelling.text, spelling.length);
}

static void spell_vendor(struct vendor_spelling *out, const struct vendor *vendor)
{
	out->vendor = vendor;
	out->count = vendor->alias_count + 2;
	out->names = mem_zalloc(out->count, sizeof(*out->names));
	spell_name(&out->names[0], vendor->name);
	spell_name(&out->names[1], vendor->title);
	for (size_t i = 0; i < vendor->alias_count; i++)
		spell_name(&out->names[i + 2], vendor->aliases[i]);
}

void vendor_spellings_of(struct vendor_spellings *out, const struct catalog *catalog)
{
	out->count = catalog->vendor_count;
	out->items = mem_zalloc(out->count + 1, sizeof(*out->items));
	for (size_t i = 0; i < out->count; i++)
		spell_vendor(&out->items[i], &catalog->vendors[i]);
}

void vendor_spellings_done(struct vendor_spellings *spellings)
{
	for (size_t i = 0; i < spellings->count; i++) {
		for (size_t k = 0; k < spellings->items[i].count; k++)
			free(spellings->items[i].names[k].text);
		free(spellings->items[i].names);
	}
	free(spellings->items);
	*spellings = (struct vendor_spellings){ .items = NULL };
}

size_t search_vendor_prefix(const struct spelling *spelling, const struct vendor_spelling *vendor)
{
	size_t longest = 0;

	for (size_t i = 0; i < vendor->count; i++) {
		const struct vendor_name *known = &vendor->names[i];

		if (known->length > longest && known->length <= spelling->length &&
		    spelling->edge[known->length] >= EDGE_WORD &&
		    memcmp(known->text, spelling->text, known->length) == 0)
			longest = known->length;
	}
	return longest;
}

/* The words from `first` on, as one spelling. */
static void put_together(const struct search_words *words, size_t first, size_t count,
                         struct spelling *out)
{
	*out = (struct spelling){ .length = 0 };
	for (size_t i = first; i < first + count; i++) {
		const size_t length = strlen(words->items[i].text);

		if (out->length + length >= SPELLING_MAX)
			return;
		memcpy(out->text + out->length, words->items[i].text, length);
		out->length += length;
	}
	out->edge[out->length] = EDGE_WORD;
}

static const struct vendor *vendor_called(const struct vendor_spellings *vendors,
                                          const struct spelling *name)
{
	for (size_t i = 0; i < vendors->count; i++) {
		if (search_vendor_prefix(name, &vendors->items[i]) == name->length)
			return vendors->items[i].vendor;
	}
	return NULL;
}

static bool find_vendor_of(struct search_words *words, const struct vendor_spellings *vendors,
                           size_t count)
{
	for (size_t first = 0; first + count <= words->count; first++) {
		struct spelling name;

		put_together(words, first, count, &name);
		words->vendor = vendor_called(vendors, &name);
		if (!words->vendor)
			continue;
		for (size_t i = first; i < first + count; i++)
			words->items[i].is_vendor = true;
		return true;
	}
	return false;
}

void search_words_of(struct search_words *out, const struct vendor_spellings *vendors,
                     const char *typed)
{
	struct spelling spelling;
	bool found = false;

	*out = (struct search_words){ .count = 0 };
	spelling_of(&spelling, typed);
	add_words(out, &spelling);
	for (size_t count = VENDOR_WORDS; count && !found; count--)
		found = find_vendor_of(out, vendors, count);
}
