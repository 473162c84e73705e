#include "app/knowledge/choose.h"

#include "app/knowledge/find.h"
#include "app/knowledge/search/nearest.h"
#include "base/mem.h"

#include <stdlib.h>

/* Models; of more, a label is quicker typed than found, and a few of many mislead. */
enum { LISTED_MIN = 5, LISTED_MAX = 20 };

static bool fail_unknown(const struct nearest *nearest, const char *answer, struct failure *why)
{
	AUTO_FREE char *question = nearest_question(nearest);

	return fail(why, FAIL_USAGE, "Unknown name '%.256s'%s.", answer, question);
}

static bool is_vendor(const void *context, const char *answer, struct failure *why)
{
	const struct catalog *catalog = context;
	struct nearest nearest;

	if (catalog_vendor(catalog, answer) || find_some(catalog, answer, why))
		return true;
	nearest_vendors(&nearest, answer, catalog);
	return nearest.count == 0 ? false : fail_unknown(&nearest, answer, why);
}

/* Where a model is one of. */
struct models_of_vendor {
	const struct catalog *catalog;
	const struct vendor *vendor;
};

static bool is_model(const void *context, const char *answer, struct failure *why)
{
	const struct models_of_vendor *among = context;

	return find_accepts(among->catalog, among->vendor, answer, why);
}

bool choose_vendor(struct ui *ui, const struct catalog *catalog, char answer[UI_ANSWER],
                   struct failure *why)
{
	const struct ui_question question = {
		.kind = UI_TEXT,
		.heading = "Type what is on its label or box, such as 'Archer C7 v5', or a vendor.",
		.text = "Which router is it?",
		.accepts = is_vendor,
		.context = catalog,
	};

	return ui_ask(ui, &question, answer, why);
}

static size_t count_built(const struct vendor *vendor)
{
	size_t count = 0;

	for (size_t i = 0; i < vendor->recipe_count; i++)
		count += recipe_is_built(&vendor->recipes[i]);
	return count;
}

/* The choices, with their texts. */
struct models {
	struct ui_choice *choices;
	char **texts;
	size_t count;
};

/* Those that a stick helps, where there are any. */
static struct models models_of(const struct vendor *vendor, size_t built)
{
	struct models out = {
		.choices = mem_zalloc(vendor->recipe_count + 1, sizeof(*out.choices)),
		.texts = mem_zalloc(vendor->recipe_count + 1, sizeof(char *)),
	};

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (built && !recipe_is_built(recipe))
			continue;
		out.texts[out.count] = mem_printf("%s: %s", recipe->title, recipe->label);
		out.choices[out.count] = (struct ui_choice){ recipe->model, out.texts[out.count] };
		out.count++;
	}
	return out;
}

static void models_done(struct models *models)
{
	for (size_t i = 0; i < models->count; i++)
		free(models->texts[i]);
	free(models->texts);
	free(models->choices);
}

bool choose_model(struct ui *ui, const struct catalog *catalog, const struct vendor *vendor,
                  char answer[UI_ANSWER], struct failure *why)
{
	const struct models_of_vendor among = { catalog, vendor };
	const size_t built = count_built(vendor);
	struct models models = models_of(vendor, built);
	const bool is_short = models.count <= LISTED_MAX &&
	                      (models.count >= LISTED_MIN || models.count == vendor->recipe_count);
	AUTO_FREE char *heading =
	        is_short ? mem_printf("Models of %s and the text on their labels:", vendor->title)
	                 : mem_printf("Type what is on its label or box; 'mkrescue-usb list %s' "
	                              "lists all %zu models of %s.",
	                              vendor->name, vendor->recipe_count, vendor->title);
	AUTO_FREE char *remark =
	        mem_printf("  (a stick cannot rescue %zu more: 'mkrescue-usb list %s')",
	                   vendor->recipe_count - built, vendor->name);
	const struct ui_question question = {
		.kind = UI_CHOICE,
		.text = "Which model is it?",
		.heading = heading,
		.choices = models.choices,
		.choice_count = is_short ? models.count : 0,
		.remark = is_short && built && built < vendor->recipe_count ? remark : NULL,
		.accepts = is_model,
		.context = &among,
	};
	bool good = ui_ask(ui, &question, answer, why);

	models_done(&models);
	return good;
}
