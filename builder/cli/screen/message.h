/*
 * message - a sentence on stdout or stderr: wrapped at words on a terminal, a line elsewhere, so
 * that it can be searched for.
 */
#ifndef MESSAGE_H
#define MESSAGE_H

#include "guide/paper.h"

/* For messages: without an end of the line where there is no terminal. */
struct paper message_paper(FILE *to);

/*
 * `before` is shown as it is. Blanks that begin `text` indent all its lines; those after the first
 * a little more. The text is cleaned.
 */
void message_text(FILE *to, const char *before, const char *text);
void message_print(FILE *to, const char *before, const char *fmt, ...) PRINTF_LIKE(3, 4);

#endif
