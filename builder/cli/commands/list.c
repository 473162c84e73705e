#include "app/knowledge/find.h"
#include "app/knowledge/selection.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "cli/commands/commands.h"
#include "cli/screen/text_table.h"
#include "guide/guide.h"

#include <stdio.h>

/* "4 usb-stick, 2 tftp-serve"; to be freed. */
static char *methods_of(const struct vendor *vendor)
{
	size_t counts[METHOD_COUNT] = { 0 };
	struct joined text = { 0 };

	for (size_t i = 0; i < vendor->recipe_count; i++)
		counts[vendor->recipes[i].method]++;
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		if (counts[i])
			joined_add(&text, ", ", "%zu %s", counts[i], method_name(i));
	}
	return joined_take(&text);
}

static void list_vendors(const struct catalog *catalog, struct report *report)
{
	static const struct text_column columns[] = {
		{ "VENDOR", 0 },
		{ "MODELS", 0 },
		{ "NAME", 1 },
		{ "BY METHOD", 0 },
	};
	struct text_table table;

	text_table_begin(&table, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];
		AUTO_FREE char *methods = methods_of(vendor);
		char models[24];

		snprintf(models, sizeof(models), "%zu", vendor->recipe_count);
		text_table_cell(&table, vendor->name);
		text_table_cell(&table, models);
		text_table_cell(&table, vendor->title);
		text_table_cell(&table, methods);
	}
	text_table_end(&table);
	report_note(report, "'list VENDOR' lists its models, 'list --search WORDS' finds one, "
	                    "'show VENDOR MODEL' shows all about it.");
}

/* Where the vendor was named its column says little. */
static void list_models(const struct recipe *const *recipes, size_t count, bool is_one_vendor)
{
	const struct text_column columns[] = {
		{ "VENDOR", is_one_vendor ? 3 : 0 },
		{ "MODEL", 0 },
		{ "METHOD", 1 },
		{ "CONFIDENCE", 2 },
		{ "NAME", 0 },
	};
	struct text_table table;

	text_table_begin(&table, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < count; i++) {
		text_table_cell(&table, recipes[i]->vendor);
		text_table_cell(&table, recipes[i]->model);
		text_table_cell(&table, method_name(recipes[i]->method));
		text_table_cell(&table, confidence_name(recipes[i]->confidence));
		text_table_cell(&table, recipes[i]->title);
	}
	text_table_end(&table);
}

/* The best hits of a search, with what must be on the router's label. */
static void list_found(const struct recipe *const *recipes, size_t count, struct report *report)
{
	static const struct text_column columns[] = {
		{ "VENDOR", 0 },
		{ "MODEL", 0 },
		{ "METHOD", 1 },
		{ "LABEL", 0 },
	};
	const size_t shown = count < SEARCH_BEST ? count : SEARCH_BEST;
	struct text_table table;

	text_table_begin(&table, columns, ARRAY_LEN(columns));
	for (size_t i = 0; i < shown; i++) {
		text_table_cell(&table, recipes[i]->vendor);
		text_table_cell(&table, recipes[i]->model);
		text_table_cell(&table, method_name(recipes[i]->method));
		text_table_cell(&table, recipes[i]->label);
	}
	text_table_end(&table);
	if (count > shown)
		report_note(report, "%zu more fit less well; add a word from the label.",
		            count - shown);
}

static void list_events(const struct recipe *const *recipes, size_t count, struct report *report)
{
	for (size_t i = 0; i < count; i++)
		report_event(report, "result", guide_json(recipes[i]));
}

static size_t count_all(const struct catalog *catalog)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->vendor_count; i++)
		count += catalog->vendors[i].recipe_count;
	return count;
}

static bool list(const struct catalog *catalog, const struct selection *selection,
                 struct report *report, struct failure *why)
{
	AUTO_FREE const struct recipe **found = mem_zalloc(count_all(catalog) + 1, sizeof(void *));
	const size_t count = selection_find(selection, catalog, found);

	if (!count)
		return selection_nothing(selection, catalog, why);
	if (report->json)
		list_events(found, selection->words && count > SEARCH_BEST ? SEARCH_BEST : count,
		            report);
	else if (selection->words)
		list_found(found, count, report);
	else if (selection->vendor || selection_is_search(selection))
		list_models(found, count, selection->vendor);
	else
		list_vendors(catalog, report);
	return true;
}

bool command_list(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);
	const struct strings *words = &options->operands;
	struct knowledge knowledge;
	const struct vendor *vendor = NULL;
	struct selection selection = { .words = options->search,
		                       .board = options->board,
		                       .method_name = options->method,
		                       .ability_name = options->can };
	bool good =
	        knowledge_load_recipes(&knowledge, &request, why) &&
	        (!words->count || knowledge_vendor(&knowledge, words->items[0], &vendor, why)) &&
	        selection_check(&selection, why);

	selection.vendor = vendor;
	good = good && list(&knowledge.catalog, &selection, report, why);

	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	knowledge_done(&knowledge);
	return good;
}

bool command_show(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);
	struct knowledge knowledge;
	const struct find_request finding = { &knowledge, NULL, &report->ui };
	const struct recipe *recipe = NULL;
	bool good = knowledge_load_names(&knowledge, &request, why) &&
	            find_operands(&finding, &options->operands, &recipe, why);

	if (good && options->json)
		report_event(report, "result", guide_json(recipe));
	else if (good)
		guide_everything(recipe, stdout);
	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	knowledge_done(&knowledge);
	return good;
}
