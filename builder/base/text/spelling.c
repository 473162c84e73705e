#include "base/text/spelling.h"

#include "base/mem.h"
#include "base/text/letters.h"

#include <string.h>

enum { ROOM_FOR_PLUS = 6 };

static void put(struct spelling *out, char c, enum spelling_edge edge)
{
	const size_t at = out->length;

	if (at + 1 >= SPELLING_MAX)
		return;
	if (edge == EDGE_NONE && at && is_digit(out->text[at - 1]) != is_digit(c))
		edge = EDGE_KIND;
	out->text[at] = c;
	out->edge[at] = (unsigned char)edge;
	out->length++;
}

static void put_plus(struct spelling *out)
{
	if (out->length + ROOM_FOR_PLUS > SPELLING_MAX)
		return;
	put(out, 'p', EDGE_KIND);
	put(out, 'l', EDGE_NONE);
	put(out, 'u', EDGE_NONE);
	put(out, 's', EDGE_NONE);
}

/* The next character; a raised digit in UTF-8, which takes two, as a digit. */
static char next_of(const char *text)
{
	if (text[0] != '\xc2')
		return *text;
	switch (text[1]) {
	case '\xb9': return '1';
	case '\xb2': return '2';
	case '\xb3': return '3';
	default: return *text;
	}
}

/* What stands in front of the next character behind this one, which is no letter or digit. */
static enum spelling_edge edge_behind(char c, enum spelling_edge edge)
{
	return c == '.' && edge == EDGE_NONE ? EDGE_MINOR : EDGE_WORD;
}

/* Letters, digits and where words begin, without any meaning. */
static void read_words(struct spelling *out, const char *text)
{
	enum spelling_edge edge = EDGE_WORD;

	out->length = 0;
	for (; *text; text++) {
		const char next = next_of(text);

		if (*text == '+' && out->length && edge == EDGE_NONE) {
			put_plus(out);
		} else if (is_letter(next) || is_digit(next)) {
			put(out, small_of(next), edge);
			edge = EDGE_NONE;
			text += next != *text;
		} else {
			edge = edge_behind(*text, edge);
		}
	}
}

size_t spelling_word_end(const struct spelling *spelling, size_t at)
{
	do
		at++;
	while (at < spelling->length && spelling->edge[at] < EDGE_WORD);
	return at < spelling->length ? at : spelling->length;
}

static bool is_word(const struct spelling *spelling, size_t at, size_t end, const char *word)
{
	return spelling->text[at] == word[0] && end - at == strlen(word) &&
	       memcmp(spelling->text + at, word, end - at) == 0;
}

static bool says_version(const struct spelling *spelling, size_t at, size_t end)
{
	static const char *const words[] = { "v",   "ver",      "vers", "version",
		                             "rev", "revision", "hw",   "hver" };

	for (size_t i = 0; i < ARRAY_LEN(words); i++) {
		if (is_word(spelling, at, end, words[i]))
			return true;
	}
	return false;
}

/* "v5", or "ver5" and "rev5", which are the same. */
static size_t version_prefix(const struct spelling *spelling, size_t at, size_t end)
{
	size_t digits = at;

	while (digits < end && !is_digit(spelling->text[digits]))
		digits++;
	return digits < end && digits > at && says_version(spelling, at, digits) ? digits - at : 0;
}

static void copy(struct spelling *out, const struct spelling *in, size_t at, size_t end)
{
	for (size_t i = at; i < end; i++)
		put(out, in->text[i], i == at ? EDGE_WORD : in->edge[i]);
}

/* The minor number of a version says nothing where it is 0. */
static void copy_version(struct spelling *out, const struct spelling *in, size_t *at, size_t end)
{
	size_t next = end < in->length ? spelling_word_end(in, end) : end;

	put(out, 'v', EDGE_WORD);
	for (size_t i = *at; i < end; i++)
		put(out, in->text[i], EDGE_NONE);
	*at = end;
	if (end == in->length || in->edge[end] != EDGE_MINOR || !is_digit(in->text[end]))
		return;
	if (!is_word(in, end, next, "0"))
		for (size_t i = end; i < next; i++)
			put(out, in->text[i], i == end ? EDGE_MINOR : in->edge[i]);
	*at = next;
}

static bool is_revision(const struct spelling *spelling, size_t at, size_t end)
{
	return end - at == 2 && !is_digit(spelling->text[at]) && is_digit(spelling->text[at + 1]);
}

/* One word, or several that are a version together; moves *at behind them. */
static void copy_word(struct spelling *out, const struct spelling *in, size_t *at)
{
	const size_t end = spelling_word_end(in, *at);
	const size_t next = end < in->length ? spelling_word_end(in, end) : end;
	const size_t prefix = version_prefix(in, *at, end);

	if (prefix) {
		*at += prefix;
		copy_version(out, in, at, end);
	} else if (next > end && says_version(in, *at, end) && is_digit(in->text[end])) {
		*at = end;
		copy_version(out, in, at, next);
	} else {
		if (next == end || !says_version(in, *at, end) ||
		    !(is_revision(in, end, next) || says_version(in, end, next)))
			copy(out, in, *at, end);
		*at = end;
	}
}

void spelling_of(struct spelling *out, const char *text)
{
	struct spelling words;

	read_words(&words, text);
	out->length = 0;
	for (size_t at = 0; at < words.length;)
		copy_word(out, &words, &at);
	out->edge[out->length] = EDGE_WORD;
}

bool spelling_equal(const char *a, const char *b)
{
	struct spelling one;
	struct spelling other;

	read_words(&one, a);
	read_words(&other, b);
	return one.length && one.length == other.length &&
	       memcmp(one.text, other.text, one.length) == 0;
}

bool spelling_among(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (spelling_equal(name, names[i]))
			return true;
	}
	return false;
}
