/* words - sentences on a terminal of any width. */
#ifndef WORDS_H
#define WORDS_H

#include <stddef.h>

/* Columns of the terminal behind stderr. */
size_t words_width(void);

/*
 * Lines on stderr that end at blanks; every line begins behind `indent` blanks, the first one
 * where `column` says the terminal stands already. Line ends in the text stay.
 */
void words_show(const char *text, size_t column, size_t indent);

#endif
