/*
 * spelling - names as they are compared: small letters and digits, and where words begin.
 *
 * "TL-WR841N (EU) Ver:11.1" is "tlwr841neuv111", made of "tl", "wr841n", "eu", "v11" and the minor
 * version "1".
 */
#ifndef SPELLING_H
#define SPELLING_H

#include <stdbool.h>
#include <stddef.h>

enum { SPELLING_MAX = 192 };

/* What is in front of a character. */
enum spelling_edge {
	EDGE_NONE,
	EDGE_KIND,  /* a letter in front of a digit, or the other way round */
	EDGE_WORD,  /* the end of a word */
	EDGE_MINOR, /* the same, and the point of a version's number */
};

struct spelling {
	char text[SPELLING_MAX];          /* cut where it is too long */
	unsigned char edge[SPELLING_MAX]; /* enum spelling_edge; at the end as well */
	size_t length;
};

/*
 * A plus sign is "plus", a raised 2 or 3 is a digit; "version 2.0", "Rev. 2" and "Ver:2" are "v2",
 * "Rev. A1" is "a1".
 */
void spelling_of(struct spelling *out, const char *text);

/* Whether they differ at most in capitals, blanks and punctuation; a plus sign counts. */
bool spelling_equal(const char *a, const char *b);
/* The same of a name and any of a list. */
bool spelling_among(const char *name, const char *const *names, size_t count);

/* The end of the word that begins at `at`. */
size_t spelling_word_end(const struct spelling *spelling, size_t at);

#endif
