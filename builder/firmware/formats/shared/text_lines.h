/* text_lines - values in small texts of "key:value" lines, as headers carry them. */
#ifndef TEXT_LINES_H
#define TEXT_LINES_H

#include <stddef.h>

/* What follows `key` on its line, cleaned for a terminal; empty when there is none. */
void text_line(const char *text, const char *key, char *out, size_t size);

#endif
