#include "app/dialogue/which_router.h"

#include "app/knowledge/file_routers.h"
#include "app/knowledge/find.h"
#include "app/knowledge/home.h"
#include "app/knowledge/search/nearest.h"
#include "app/knowledge/which.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "catalog/ability.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Models; of more, a label is quicker typed than found. */
enum { LISTED_MAX = 20 };

static bool is_file(const char *path)
{
	struct stat about;

	return stat(path, &about) == 0 && S_ISREG(about.st_mode);
}

static bool is_known_name(const struct router_question *question, const char *answer)
{
	struct file_routers routers;

	if (!question->takes_file)
		return false;
	file_routers_by_name(&routers, question->knowledge, file_name_in(answer));
	free(routers.items);
	return routers.count != 0;
}

static bool fail_unknown(const struct nearest *nearest, const char *answer, struct failure *why)
{
	AUTO_FREE char *question = nearest_question(nearest);

	return fail(why, FAIL_USAGE, "Unknown name '%.256s'%s.", answer, question);
}

/* No router is called so. */
static bool is_place(const char *path)
{
	static const char *const begins[] = { "/", "./", "../", "~" };

	for (size_t i = 0; i < ARRAY_LEN(begins); i++) {
		if (strncmp(path, begins[i], strlen(begins[i])) == 0)
			return true;
	}
	return strstr(path, "://") != NULL;
}

static bool is_router(const void *context, const char *answer, struct failure *why)
{
	const struct router_question *question = context;
	const struct catalog *catalog = knowledge_everything(question->knowledge);
	AUTO_FREE char *path = home_expand(answer);
	struct nearest nearest;

	if (!answer[0])
		return fail(why, FAIL_USAGE, "Type what is on the router's label or box.");
	if (is_place(path) && !is_file(path))
		return fail(why, FAIL_USAGE,
		            "There is no file '%.256s'; name the router first, then its firmware.",
		            path);
	if ((question->takes_file && is_file(path)) || is_known_name(question, answer) ||
	    catalog_vendor(catalog, answer) || find_some(catalog, NULL, answer, why))
		return true;
	nearest_vendors(&nearest, answer, catalog);
	return nearest.count == 0 ? false : fail_unknown(&nearest, answer, why);
}

static bool ask_any(const struct router_question *question, struct ui *ui, char answer[UI_ANSWER],
                    struct failure *why)
{
	const struct ui_question asked = {
		.kind = UI_TEXT,
		.text = "Which router is it?",
		.help = question->takes_file
		                ? "Type what is on its label or box, such as 'Archer C7 v5', or a "
		                  "firmware file for it."
		                : "Type what is on its label or box, such as 'Archer C7 v5'.",
		.fallback = question->fallback,
		.names_file = question->takes_file,
		.accepts = is_router,
		.context = question,
	};

	return ui_ask(ui, &asked, answer, why);
}

struct scope {
	const struct catalog *catalog;
	const struct vendor *vendor;
};

static bool is_model(const void *context, const char *answer, struct failure *why)
{
	const struct scope *scope = context;

	return catalog_recipe(scope->vendor, answer) ||
	       find_some(scope->catalog, scope->vendor, answer, why);
}

static char *heading_of(const struct vendor *vendor, bool is_listed)
{
	if (is_listed)
		return mem_printf("Models of %s and the text on their labels:", vendor->title);
	return mem_printf("'mkrescue-usb list %s' lists all %zu models of %s.", vendor->name,
	                  vendor->recipe_count, vendor->title);
}

static bool ask_model(const struct router_question *question, const struct vendor *vendor,
                      struct ui *ui, const struct recipe **out, struct failure *why)
{
	const struct find_request finding = { question->knowledge, vendor, ui };
	const struct scope scope = { &question->knowledge->catalog, vendor };
	const bool is_listed = vendor->recipe_count <= LISTED_MAX;
	AUTO_FREE const struct recipe **recipes =
	        mem_zalloc(vendor->recipe_count + 1, sizeof(struct recipe *));
	AUTO_FREE char *heading = heading_of(vendor, is_listed);
	const struct which_question asked = {
		.recipes = recipes,
		.count = is_listed ? vendor->recipe_count : 0,
		.heading = heading,
		.text = "Which model is it?",
		.accepts = is_model,
		.context = &scope,
	};
	char answer[UI_ANSWER];

	for (size_t i = 0; i < vendor->recipe_count; i++)
		recipes[i] = &vendor->recipes[i];
	return which_of(&asked, ui, out, answer, why) &&
	       (*out || find_router(&finding, answer, out, why));
}

static bool choose_of(const struct file_routers *routers, const char *file, struct ui *ui,
                      const struct recipe **out, struct failure *why)
{
	AUTO_FREE char *heading = mem_printf("'%s' is for one of these:", file);
	const struct which_question question = {
		.recipes = routers->items,
		.count = routers->count,
		.heading = heading,
		.text = "Which of these is it?",
	};
	char answer[UI_ANSWER];

	*out = routers->items[0];
	return routers->count == 1 || which_of(&question, ui, out, answer, why);
}

/* What the file says. One that says nothing is shown as what it is; then *out stays empty. */
static bool take_file(const struct router_question *question, const char *path, struct ui *ui,
                      struct router_answer *out, struct failure *why)
{
	struct file_routers routers;
	bool good;

	if (!file_routers_by_content(&routers, question->knowledge, path, why)) {
		ui_subject(ui, "%s", why->text);
		return why->kind == FAIL_FIRMWARE;
	}
	good = choose_of(&routers, file_name_in(path), ui, &out->recipe, why);
	free(routers.items);
	if (good)
		out->file = mem_strdup(path);
	return good;
}

static bool take_name(const struct router_question *question, const char *answer, struct ui *ui,
                      const struct recipe **out, struct failure *why)
{
	struct file_routers routers;
	bool good;

	file_routers_by_name(&routers, question->knowledge, file_name_in(answer));
	good = choose_of(&routers, file_name_in(answer), ui, out, why);
	free(routers.items);
	return good;
}

static bool take_answer(const struct router_question *question, const char *answer, struct ui *ui,
                        struct router_answer *out, struct failure *why)
{
	const struct find_request finding = { question->knowledge, NULL, ui };
	const struct vendor *vendor =
	        catalog_vendor(knowledge_everything(question->knowledge), answer);
	AUTO_FREE char *path = home_expand(answer);

	if (question->takes_file && is_file(path))
		return take_file(question, path, ui, out, why);
	if (is_known_name(question, answer))
		return take_name(question, answer, ui, &out->recipe, why);
	out->vendor = vendor;
	if (!vendor)
		return find_router(&finding, answer, &out->recipe, why);
	return question->takes_vendor || ask_model(question, vendor, ui, &out->recipe, why);
}

/* From a question about the answer there is a way back to the first one. */
static bool ask_once(const struct router_question *question, struct ui *ui,
                     struct router_answer *out, struct failure *why)
{
	const bool could_go_back = ui->can_go_back;
	char answer[UI_ANSWER];
	bool good;

	if (!ask_any(question, ui, answer, why))
		return false;
	ui->can_go_back = true;
	good = take_answer(question, answer, ui, out, why);
	ui->can_go_back = could_go_back;
	return good || why->kind == FAIL_BACK;
}

bool which_router(const struct router_question *question, struct ui *ui, struct router_answer *out,
                  struct failure *why)
{
	*out = (struct router_answer){ .recipe = NULL };
	if (question->vendor && !ask_model(question, question->vendor, ui, &out->recipe, why))
		return false;
	while (!out->recipe && !(question->takes_vendor && out->vendor)) {
		out->vendor = NULL;
		if (!ask_once(question, ui, out, why))
			return false;
	}
	if (!out->recipe)
		return true;
	out->vendor =
	        catalog_vendor(knowledge_everything(question->knowledge), out->recipe->vendor);
	ui_subject(ui, "Router: %s [%s]", out->recipe->title,
	           ability_brief(recipe_ability(out->recipe)));
	ui_subject(ui, "  its label must say: %s", out->recipe->label);
	return true;
}
