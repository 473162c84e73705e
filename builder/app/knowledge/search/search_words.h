/* search_words - what was typed to find a router, word by word, and how a name matches it. */
#ifndef SEARCH_WORDS_H
#define SEARCH_WORDS_H

#include "base/text/spelling.h"
#include "catalog/catalog.h"

enum { SEARCH_WORDS = 16, SEARCH_WORD = 32 };

/* What a word tells, where a router does not have it. */
enum search_word_kind {
	WORD_FILLER,   /* nothing: "router", "eu", "12v" */
	WORD_TEXT,     /* a name's part: "lite" */
	WORD_CLASS,    /* how fast it is: "ac1750"; some models are called so */
	WORD_NUMBER,   /* a name's part with a digit: "wndr4300" */
	WORD_REVISION, /* which of several models of that name: "v2", "e4" */
};

struct search_word {
	char text[SEARCH_WORD];
	char with_next[2 * SEARCH_WORD]; /* "nanohd" of "nano hd" */
	enum search_word_kind kind;
	bool is_vendor; /* part of the name of `vendor` */
	bool is_minor;  /* "1" of "v11.1" */
};

struct search_words {
	struct search_word items[SEARCH_WORDS];
	size_t count;
	const struct vendor *vendor; /* the one that they name; NULL: none */
};

/* What a name's spelling consists of, without room for longer ones. */
struct vendor_name {
	char *text; /* owned */
	size_t length;
};

/* All names of a vendor, spelled once for a search. */
struct vendor_spelling {
	const struct vendor *vendor;
	struct vendor_name *names; /* owned */
	size_t count;
};

struct vendor_spellings {
	struct vendor_spelling *items; /* owned; in the catalogue's order */
	size_t count;
};

void vendor_spellings_of(struct vendor_spellings *out, const struct catalog *catalog);
void vendor_spellings_done(struct vendor_spellings *spellings);

void search_words_of(struct search_words *out, const struct vendor_spellings *vendors,
                     const char *typed);

/* How long the vendor's name is that the spelling begins with; 0: with none. */
size_t search_vendor_prefix(const struct spelling *spelling, const struct vendor_spelling *vendor);

/* How well a name has a word, in percent; 0: it has not. */
enum {
	MATCH_ANYWHERE = 20, /* somewhere in the middle */
	MATCH_BEGINS = 40,   /* a word begins with it */
	MATCH_TYPO = 60,     /* but for a typing mistake */
	MATCH_PART = 80,     /* between letters and digits: "841" in "wr841n" */
	MATCH_WORD = 100,
};

/* What a name has of the words. */
struct name_match {
	unsigned char quality[SEARCH_WORDS];
	size_t covered;   /* characters that some word has */
	size_t left;      /* those that no word has, but for fillers */
	bool left_number; /* a digit, or one or two letters, are among these */
};

void search_match(const struct spelling *name, size_t skip, const struct search_words *words,
                  struct name_match *out);

/* Whether it is a whole word of the name, the vendor's part included. */
bool search_has_word(const struct spelling *name, const char *word);

/* The quality of a word that no name has: by a typing mistake or in the middle. */
unsigned char search_match_loosely(const struct spelling *name, size_t skip, const char *word);

/* Whether `typed` may be a typing mistake of `name`: letters may differ, digits hardly. */
bool search_may_be_typo(const char *typed, const char *name);

#endif
