#include "cli/screen/text_table.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "guide/paper.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	COLUMNS_MAX = 8,
	LEAST_TEXT = 28, /* columns for sentences: fewer are hard to read */
	BELOW_INDENT = 4,
	HANGING = 2,
};

/* How it is laid out. */
struct shape {
	struct paper paper;
	size_t widths[COLUMNS_MAX]; /* in columns of the screen; of the widest cell */
	bool hidden[COLUMNS_MAX];
	bool is_screen;
	bool is_below; /* the last column is */
};

void text_table_begin(struct text_table *table, const struct text_column *columns, size_t count)
{
	*table = (struct text_table){ .columns = columns, .count = count };
}

void text_table_cell(struct text_table *table, const char *text)
{
	const size_t size = strlen(text) + 1;
	char *clean = mem_zalloc(1, size);

	text_clean(clean, size, text);
	table->cells = mem_grow(table->cells, table->cell_count, sizeof(*table->cells));
	table->cells[table->cell_count++] = clean;
}

static const char *cell(const struct text_table *table, size_t row, size_t column)
{
	return table->cells[row * table->count + column];
}

static size_t width_of(const char *text)
{
	return paper_columns(text, strlen(text));
}

static void measure(const struct text_table *table, struct shape *out)
{
	for (size_t i = 0; i < table->count; i++)
		out->widths[i] = width_of(table->columns[i].title);
	for (size_t i = 0, column = 0; i < table->cell_count; i++) {
		const size_t width = width_of(table->cells[i]);

		if (width > out->widths[column])
			out->widths[column] = width;
		column = column + 1 < table->count ? column + 1 : 0;
	}
}

/* Of the columns before the last. */
static size_t width_before(const struct text_table *table, const struct shape *shape)
{
	size_t sum = 0;

	for (size_t i = 0; i + 1 < table->count; i++)
		sum += shape->hidden[i] ? 0 : shape->widths[i] + 1;
	return sum;
}

static bool fits(const struct text_table *table, const struct shape *shape)
{
	const size_t text = shape->widths[table->count - 1];
	const size_t least = text < LEAST_TEXT ? text : LEAST_TEXT;

	return width_before(table, shape) + (shape->is_below ? 0 : least) <= shape->paper.width;
}

/* The one that leaves first; ->count when all stay. */
static size_t least_important(const struct text_table *table, const struct shape *shape)
{
	size_t found = table->count;

	for (size_t i = 0; i + 1 < table->count; i++) {
		if (!shape->hidden[i] && table->columns[i].leaves &&
		    (found == table->count ||
		     table->columns[i].leaves > table->columns[found].leaves))
			found = i;
	}
	return found;
}

static struct shape shape_of(const struct text_table *table)
{
	const size_t width = paper_terminal(stdout);
	struct shape out = {
		.paper = { .to = stdout, .width = width },
		.is_screen = width != 0,
		.is_below = width && table->is_below,
	};

	measure(table, &out);
	while (out.is_screen && !fits(table, &out)) {
		const size_t column = least_important(table, &out);

		if (column == table->count)
			break;
		out.hidden[column] = true;
	}
	out.is_below = out.is_below || (out.is_screen && !fits(table, &out));
	return out;
}

/* All but the last column, each followed by blanks; to be freed. */
static char *start_of_row(const struct shape *shape, const char *const *cells, size_t count)
{
	char *text = mem_strdup("");

	for (size_t i = 0; i + 1 < count; i++) {
		AUTO_FREE char *before = text;
		const int pad = (int)(shape->widths[i] - width_of(cells[i])) + 1;

		if (shape->hidden[i])
			text = mem_strdup(before);
		else
			text = mem_printf("%s%s%*s", before, cells[i], pad, "");
	}
	return text;
}

static void show_below(const struct shape *shape, char *start, const char *last)
{
	size_t end = strlen(start);

	while (end && start[end - 1] == ' ')
		start[--end] = '\0';
	puts(start);
	if (last[0])
		paper_hanging(&shape->paper, "    ", BELOW_INDENT + HANGING, last);
}

static void show_row(const struct shape *shape, const char *const *cells, size_t count)
{
	AUTO_FREE char *start = start_of_row(shape, cells, count);

	if (shape->is_below)
		show_below(shape, start, cells[count - 1]);
	else if (shape->is_screen)
		paper_text(&shape->paper, start, cells[count - 1]);
	else
		printf("%s%s\n", start, cells[count - 1]);
}

static void show_titles(const struct text_table *table, const struct shape *shape)
{
	const char *titles[COLUMNS_MAX] = { NULL };

	for (size_t i = 0; i < table->count; i++)
		titles[i] = table->columns[i].title;
	if (shape->is_below)
		titles[table->count - 1] = "";
	show_row(shape, titles, table->count);
}

void text_table_end(struct text_table *table)
{
	const struct shape shape = shape_of(table);

	show_titles(table, &shape);
	for (size_t row = 0; table->count && (row + 1) * table->count <= table->cell_count; row++) {
		const char *cells[COLUMNS_MAX] = { NULL };

		for (size_t i = 0; i < table->count; i++)
			cells[i] = cell(table, row, i);
		show_row(&shape, cells, table->count);
	}
	for (size_t i = 0; i < table->cell_count; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct text_table){ 0 };
}
