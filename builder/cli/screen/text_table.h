/* text_table - rows and columns on the terminal, by libsmartcols. */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <stddef.h>

struct text_table {
	void *smartcols;
	size_t columns;
	void *line;
	size_t next;
};

void text_table_begin(struct text_table *table, const char *const *titles, size_t count);

/* On a terminal too narrow the last column is cut, not continued on further lines. */
void text_table_cut_last(struct text_table *table);

/* Cells of a row from left to right; a row ends when it is full. */
void text_table_cell(struct text_table *table, const char *text);

/* Prints to stdout and frees. */
void text_table_end(struct text_table *table);

#endif
