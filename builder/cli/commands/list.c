#include "base/mem.h"
#include "cli/commands/commands.h"
#include "cli/knowledge.h"
#include "cli/listing.h"
#include "cli/lookup/selection.h"
#include "guide/guide.h"

#include <stdio.h>

/* "4 usb-stick, 2 tftp-serve"; to be freed. */
static char *methods_of(const struct vendor *vendor)
{
	size_t counts[METHOD_COUNT] = { 0 };
	char *text = mem_strdup("");

	for (size_t i = 0; i < vendor->recipe_count; i++)
		counts[vendor->recipes[i].method]++;
	for (enum method i = 0; i < METHOD_COUNT; i++) {
		AUTO_FREE char *before = text;

		text = counts[i] ? mem_printf("%s%s%zu %s", before, before[0] ? ", " : "",
		                              counts[i], method_name(i))
		                 : TAKE(before);
	}
	return text;
}

static void list_vendors(const struct catalog *catalog, struct report *report)
{
	static const char *const titles[] = { "VENDOR", "MODELS", "BY METHOD", "NAME" };
	struct listing listing;

	listing_begin(&listing, titles, ARRAY_LEN(titles));
	listing_cut_last(&listing);
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];
		AUTO_FREE char *methods = methods_of(vendor);
		char models[24];

		snprintf(models, sizeof(models), "%zu", vendor->recipe_count);
		listing_cell(&listing, vendor->name);
		listing_cell(&listing, models);
		listing_cell(&listing, methods);
		listing_cell(&listing, vendor->title);
	}
	listing_end(&listing);
	report_note(report,
	            "'list VENDOR' lists its models, 'list --search WORDS' finds one, 'show "
	            "VENDOR MODEL' tells all about it.");
}

static void list_models(const struct recipe *const *recipes, size_t count)
{
	static const char *const titles[] = { "VENDOR", "MODEL", "METHOD", "CONFIDENCE", "NAME" };
	struct listing listing;

	listing_begin(&listing, titles, ARRAY_LEN(titles));
	listing_cut_last(&listing);
	for (size_t i = 0; i < count; i++) {
		listing_cell(&listing, recipes[i]->vendor);
		listing_cell(&listing, recipes[i]->model);
		listing_cell(&listing, method_name(recipes[i]->method));
		listing_cell(&listing, confidence_name(recipes[i]->confidence));
		listing_cell(&listing, recipes[i]->title);
	}
	listing_end(&listing);
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
	size_t count = selection_find(selection, catalog, found);

	if (!count)
		return selection_nothing(selection, catalog, why);
	if (report->json)
		list_events(found, count, report);
	else if (selection->vendor || selection_is_search(selection))
		list_models(found, count);
	else
		list_vendors(catalog, report);
	return true;
}

bool command_list(const struct options *options, struct report *report, struct failure *why)
{
	const struct option_list *words = &options->operands;
	struct knowledge knowledge;
	const struct vendor *vendor = NULL;
	struct selection selection;
	bool good =
	        knowledge_load(&knowledge, options, why) &&
	        (!words->count || knowledge_vendor(&knowledge, words->items[0], &vendor, why)) &&
	        selection_make(&selection, options, vendor, why) &&
	        list(&knowledge.catalog, &selection, report, why);

	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	knowledge_done(&knowledge);
	return good;
}

bool command_show(const struct options *options, struct report *report, struct failure *why)
{
	const char *const *words = options->operands.items;
	struct knowledge knowledge;
	const struct vendor *vendor = NULL;
	const struct recipe *recipe = NULL;
	bool good = knowledge_load(&knowledge, options, why) &&
	            knowledge_vendor(&knowledge, words[0], &vendor, why) &&
	            knowledge_recipe(&knowledge, vendor, words[1], &recipe, why);

	if (good && options->json)
		report_event(report, "result", guide_json(recipe));
	else if (good)
		guide_everything(recipe, stdout);
	report_warnings(report, knowledge.catalog.warnings, knowledge.catalog.warning_count);
	knowledge_done(&knowledge);
	return good;
}
