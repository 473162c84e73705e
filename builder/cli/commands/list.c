#include "base/mem.h"
#include "cli/commands/commands.h"
#include "cli/guide.h"
#include "cli/knowledge.h"
#include "cli/listing.h"

#include <stdio.h>

static void list_vendors(const struct catalog *catalog, struct report *report)
{
	static const char *const titles[] = { "VENDOR", "MODELS", "BY STICK", "NAME" };
	struct listing listing;

	listing_begin(&listing, titles, ARRAY_LEN(titles));
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];
		char models[24];
		char sticks[24];
		size_t stick_count = 0;

		for (size_t j = 0; j < vendor->recipe_count; j++)
			stick_count += vendor->recipes[j].method == METHOD_USB_STICK;
		snprintf(models, sizeof(models), "%zu", vendor->recipe_count);
		snprintf(sticks, sizeof(sticks), "%zu", stick_count);
		listing_cell(&listing, vendor->name);
		listing_cell(&listing, models);
		listing_cell(&listing, sticks);
		listing_cell(&listing, vendor->title);
	}
	listing_end(&listing);
	report_note(report, "'list VENDOR' lists its models, 'show VENDOR MODEL' tells all about "
	                    "one.");
}

static void list_models(const struct vendor *vendor)
{
	static const char *const titles[] = { "MODEL", "METHOD", "CONFIDENCE", "NAME" };
	struct listing listing;

	listing_begin(&listing, titles, ARRAY_LEN(titles));
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		listing_cell(&listing, recipe->model);
		listing_cell(&listing, method_name(recipe->method));
		listing_cell(&listing, confidence_name(recipe->confidence));
		listing_cell(&listing, recipe->title);
	}
	listing_end(&listing);
}

static void list_events(const struct catalog *catalog, const struct vendor *only,
                        struct report *report)
{
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t j = 0; (!only || vendor == only) && j < vendor->recipe_count; j++)
			report_event(report, "result", guide_json(&vendor->recipes[j]));
	}
}

bool command_list(const struct options *options, struct report *report, struct failure *why)
{
	const struct option_list *words = &options->operands;
	struct knowledge knowledge;
	const struct vendor *vendor = NULL;
	bool good = knowledge_load(&knowledge, options, why) &&
	            (!words->count || knowledge_vendor(&knowledge, words->items[0], &vendor, why));

	if (good && options->json)
		list_events(&knowledge.catalog, vendor, report);
	else if (good && vendor)
		list_models(vendor);
	else if (good)
		list_vendors(&knowledge.catalog, report);
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
	            knowledge_recipe(vendor, words[1], &recipe, why);

	if (good && options->json)
		report_event(report, "result", guide_json(recipe));
	else if (good)
		guide_everything(recipe, stdout);
	knowledge_done(&knowledge);
	return good;
}
