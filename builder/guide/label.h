/* label - text in a drawing, broken into lines: SVG does not wrap. */
#ifndef GUIDE_LABEL_H
#define GUIDE_LABEL_H

#include <stdio.h>

/* How many lines of `width` units the text takes. */
int label_lines(const char *text, int width);

/* The lines below one another; `y` is the first one's foot. */
void label_draw(FILE *to, const char *text, int x, int y, int width);

#endif
