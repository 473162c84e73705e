/* table - rows and columns on the terminal, by libsmartcols. */
#ifndef TABLE_H
#define TABLE_H

#include <stddef.h>

struct listing {
	void *smartcols;
	size_t columns;
	void *line;
	size_t next;
};

void listing_begin(struct listing *listing, const char *const *titles, size_t count);

/* On a terminal too narrow the last column is cut, not continued on further lines. */
void listing_cut_last(struct listing *listing);

/* Cells of a row from left to right; a row ends when it is full. */
void listing_cell(struct listing *listing, const char *text);

/* Prints to stdout and frees. */
void listing_end(struct listing *listing);

#endif
