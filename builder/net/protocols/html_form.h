/*
 * html_form - the forms of a page, as far as an upload needs them.
 *
 * Source: the HTML standard's forms, read leniently: boot loaders' pages are not valid. A file
 * field outside of any form belongs to one without an action. What is too long, or has characters
 * that a request cannot carry, is left out and marked.
 */
#ifndef HTML_FORM_H
#define HTML_FORM_H

#include "net/protocols/http.h"

enum { HTML_FORMS = 6, HTML_FILES = 6, HTML_HIDDEN = 4, HTML_VALUE_MAX = 64, HTML_WORDS_MAX = 256 };

struct html_hidden {
	char name[HTTP_NAME_MAX];
	char value[HTML_VALUE_MAX];
};

struct html_form {
	char action[HTTP_PATH_MAX]; /* as the page has it; "" for the page itself */
	bool is_unusable;           /* its action, method or encoding is one that cannot be sent */
	char files[HTML_FILES][HTTP_NAME_MAX]; /* names of file fields; "" for one without */
	size_t file_count;
	struct html_hidden hidden[HTML_HIDDEN];
	size_t hidden_count;
};

struct html_page {
	struct html_form forms[HTML_FORMS];
	size_t form_count;
	bool has_more; /* than can be held */
};

void html_read_page(struct bytes html, struct html_page *out);

/* What a reader sees of a page: without tags and scripts, cleaned for a terminal, cut. */
void html_read_words(struct bytes html, char out[HTML_WORDS_MAX]);

/* Whether a word stands in a text, in any case of letters, and alone. */
bool html_has_word(const char *text, const char *word);

#endif
