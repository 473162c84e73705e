/*
 * text_table - rows and columns on stdout.
 *
 * On a terminal the table keeps to its width: the least important columns are left out, and the
 * last one, which is for sentences, wraps at words. Elsewhere every row is one whole line.
 */
#ifndef TEXT_TABLE_H
#define TEXT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

struct text_column {
	const char *title;
	unsigned leaves; /* 0: it stays; else the highest of all leaves first */
};

struct text_table {
	const struct text_column *columns; /* borrowed */
	size_t count;
	bool is_below; /* on a terminal the last cell of a row gets lines of its own, untitled */
	char **cells;  /* owned, as their texts; from left to right, row by row */
	size_t cell_count;
};

/* At most 8 columns. */
void text_table_begin(struct text_table *table, const struct text_column *columns, size_t count);

/* Cells of a row from left to right; a row ends when it is full. Cleaned. */
void text_table_cell(struct text_table *table, const char *text);

/* Prints and frees. */
void text_table_end(struct text_table *table);

#endif
