#include "cli/output/text_table.h"

#include <libsmartcols.h>

void text_table_begin(struct text_table *table, const char *const *titles, size_t count)
{
	struct libscols_table *lines = scols_new_table();

	*table = (struct text_table){ .smartcols = lines, .columns = count };
	for (size_t i = 0; i < count; i++)
		scols_table_new_column(lines, titles[i], 0, i + 1 == count ? SCOLS_FL_WRAP : 0);
}

void text_table_cut_last(struct text_table *table)
{
	scols_column_set_flags(scols_table_get_column(table->smartcols, table->columns - 1),
	                       SCOLS_FL_TRUNC);
}

void text_table_cell(struct text_table *table, const char *text)
{
	if (table->next == 0)
		table->line = scols_table_new_line(table->smartcols, NULL);
	scols_line_set_data(table->line, table->next, text);
	table->next = (table->next + 1) % table->columns;
}

void text_table_end(struct text_table *table)
{
	scols_print_table(table->smartcols);
	scols_unref_table(table->smartcols);
	*table = (struct text_table){ 0 };
}
