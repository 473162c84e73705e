#include "cli/output/table.h"

#include <libsmartcols.h>

void listing_begin(struct listing *listing, const char *const *titles, size_t count)
{
	struct libscols_table *lines = scols_new_table();

	*listing = (struct listing){ .smartcols = lines, .columns = count };
	for (size_t i = 0; i < count; i++)
		scols_table_new_column(lines, titles[i], 0, i + 1 == count ? SCOLS_FL_WRAP : 0);
}

void listing_cut_last(struct listing *listing)
{
	scols_column_set_flags(scols_table_get_column(listing->smartcols, listing->columns - 1),
	                       SCOLS_FL_TRUNC);
}

void listing_cell(struct listing *listing, const char *text)
{
	if (listing->next == 0)
		listing->line = scols_table_new_line(listing->smartcols, NULL);
	scols_line_set_data(listing->line, listing->next, text);
	listing->next = (listing->next + 1) % listing->columns;
}

void listing_end(struct listing *listing)
{
	scols_print_table(listing->smartcols);
	scols_unref_table(listing->smartcols);
	*listing = (struct listing){ 0 };
}
