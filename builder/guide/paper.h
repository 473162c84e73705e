/*
 * paper - text for people, wrapped to the width of the terminal.
 *
 * Texts may come from an untrusted vendor file: all are cleaned on their way.
 */
#ifndef GUIDE_PAPER_H
#define GUIDE_PAPER_H

#include "base/fail.h"

#include <stddef.h>
#include <stdio.h>

struct paper {
	FILE *to;
	size_t width; /* columns: the terminal's, 80 for everything else */
};

/* The terminal's width in columns, 80 if it does not report one; 0 where there is no terminal. */
size_t paper_terminal(FILE *to);

/* At most 100 columns, so that text stays readable. */
struct paper paper_on(FILE *to);

/* How many columns the first `length` bytes of a text take: its characters. */
size_t paper_columns(const char *text, size_t length);

/* `before` starts the first line; the lines after it are indented as far. */
void paper_text(const struct paper *paper, const char *before, const char *text);
void paper_print(const struct paper *paper, const char *before, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/* As paper_text(), where the lines after the first are indented by `indent` columns. */
void paper_hanging(const struct paper *paper, const char *before, size_t indent, const char *text);

/* To be copied and pasted: cleaned, and not wrapped. */
void paper_exact(const struct paper *paper, const char *before, const char *text);

/* An empty line and "TITLE:". */
void paper_heading(const struct paper *paper, const char *title);

/* A heading with one bullet for each text; nothing where there is none. */
void paper_list(const struct paper *paper, const char *title, const char *const *texts,
                size_t count);

#endif
