#include "app/knowledge/find.h"

#include "app/knowledge/which.h"
#include "base/mem.h"
#include "base/text/joined.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const struct recipe *find_family(const struct vendor *vendor)
{
	const struct recipe *any = vendor ? catalog_recipe(vendor, "any") : NULL;

	return any && strcmp(any->model, "any") == 0 ? any : NULL;
}

/* "tplink/archer-c7-v4 (Model: Archer C7, Ver: 4), ..."; to be freed. */
static char *list_of(const struct search_result *result)
{
	const size_t count = result->certain > 1 ? result->certain : result->count;
	struct joined list = { 0 };

	for (size_t i = 0; i < count && i < SEARCH_BEST; i++) {
		const struct recipe *recipe = result->hits[i].recipe;

		joined_add(&list, ", ", "%s/%s (%s)", recipe->vendor, recipe->model, recipe->label);
	}
	if (count > SEARCH_BEST)
		joined_add(&list, " ", "and %zu more", count - SEARCH_BEST);
	return joined_take(&list);
}

static bool fail_several(const struct search_result *result, const char *typed, struct failure *why)
{
	AUTO_FREE char *list = list_of(result);

	return fail(why, FAIL_SEVERAL_MODELS,
	            "'%.128s' may be %s; compare with the label and give that name", typed, list);
}

/* "; other versions of it are acme/a1-v1, acme/a1-v2, whose rescue may differ"; to be freed. */
static char *others_of(const struct search_result *result)
{
	AUTO_FREE char *list = NULL;
	struct joined names = { 0 };

	for (size_t i = 0; i < result->other_count; i++)
		joined_add(&names, ", ", "%s/%s", result->others[i]->vendor,
		           result->others[i]->model);
	list = joined_take(&names);
	return result->other_count ? mem_printf("; other models with that name (%s) may need "
	                                        "another rescue",
	                                        list)
	                           : mem_strdup("");
}

/* "; D-Link routers usually have a rescue page: mkrescue-usb guide dlink"; to be freed. */
static char *family_of(const struct vendor *vendor, const struct knowledge *knowledge)
{
	const struct recipe *any = find_family(vendor);
	const char *end;
	struct failure ignored;

	if (knowledge && !knowledge_whole_recipe(knowledge, any, &any, &ignored))
		any = NULL;
	end = any && any->instead ? strstr(any->instead, ". ") : NULL;

	if (end)
		return mem_printf("; %.*s: mkrescue-usb guide %s", (int)(end - any->instead),
		                  any->instead, vendor->name);
	return vendor ? mem_printf("; 'mkrescue-usb list %s' lists all its models", vendor->name)
	              : mem_strdup("; 'mkrescue-usb list' lists all vendors");
}

/* In which models words are searched. */
struct find_scope {
	const struct knowledge *knowledge; /* NULL: the catalogue has everything */
	const struct catalog *catalog;
	const struct vendor *vendor;
};

static bool fail_none(const struct search_result *result, const struct find_scope *scope,
                      const char *typed, struct failure *why)
{
	AUTO_FREE char *others = others_of(result);
	AUTO_FREE char *family = family_of(result->vendor, scope->knowledge);

	return fail(why, FAIL_UNKNOWN_MODEL, "'%.128s' is not in the catalogue%s%s", typed, others,
	            family);
}

/* A router of another vendor was typed with the wrong one. */
static bool fail_other_vendor(const struct find_request *request, const char *typed,
                              struct failure *why)
{
	const struct recipe *recipe;
	struct search_result result;

	search_find(&result, knowledge_names(request->knowledge), NULL, typed);
	recipe = search_only(&result);
	if (recipe && strcmp(recipe->vendor, request->vendor->name) != 0)
		fail(why, FAIL_UNKNOWN_MODEL,
		     "vendor '%s' has no model '%.128s' (%s has a model of that name)",
		     request->vendor->name, typed, recipe->vendor);
	search_done(&result);
	return false;
}

bool find_nothing(const struct catalog *catalog, const struct vendor *vendor, const char *typed,
                  struct failure *why)
{
	const struct find_scope scope = { NULL, catalog, vendor };
	struct search_result result;

	search_find(&result, catalog, vendor, typed);
	fail_none(&result, &scope, typed, why);
	search_done(&result);
	return false;
}

struct typed {
	const char *all;
	const char *first_word; /* perhaps a vendor that is not known; NULL: it cannot be */
};

/* A router, or words that it may be found by. */
struct find_answer {
	const struct recipe *recipe; /* NULL: not yet */
	char typed[UI_ANSWER];
};

static bool finds_some(const void *context, const char *answer, struct failure *why)
{
	const struct find_scope *scope = context;
	struct search_result result;
	bool good;

	search_find(&result, scope->catalog, scope->vendor, answer);
	good = result.count || result.names_vendor_only || fail_none(&result, scope, answer, why);
	search_done(&result);
	return good;
}

/* The best five, with what is on their labels. */
static bool ask_which(const struct search_result *result, const struct find_scope *scope,
                      struct find_answer *out, struct ui *ui, struct failure *why)
{
	const struct recipe *nearest[SEARCH_BEST];
	struct which_question question = {
		.recipes = nearest,
		.heading = "Several models fit; these names and labels are the nearest:",
		.text = "Which of these is it?",
		.accepts = finds_some,
		.context = scope,
	};

	for (; question.count < result->count && question.count < SEARCH_BEST; question.count++) {
		if (!knowledge_whole_recipe(scope->knowledge, result->hits[question.count].recipe,
		                            &nearest[question.count], why))
			return false;
	}
	return which_of(&question, ui, &out->recipe, out->typed, why);
}

/* Without a recipe in *out other words were typed, in which it may be found. */
static bool decide(const struct search_result *result, const struct find_scope *scope,
                   struct ui *ui, struct find_answer *out, struct failure *why)
{
	out->recipe = result->names_vendor_only ? find_family(result->vendor) : search_only(result);
	if (out->recipe)
		return true;
	if (!result->count)
		return fail_none(result, scope, out->typed, why);
	if (ui && ui->can_ask)
		return ask_which(result, scope, out, ui, why);
	return fail_several(result, out->typed, why);
}

/* A first word that no model has was meant as a vendor. `first`: NULL where it cannot be. */
static bool check_first(const struct knowledge *knowledge, const char *first,
                        const struct search_result *result, struct failure *why)
{
	const struct vendor *vendor;

	return !first || result->has_first_word || knowledge_vendor(knowledge, first, &vendor, why);
}

static bool find_in(const struct catalog *catalog, const struct find_request *request,
                    const struct typed *typed, const struct recipe **out, struct failure *why)
{
	const char *first = typed->first_word;
	const struct find_scope scope = { request->knowledge, catalog, request->vendor };
	struct find_answer answer = {
		.recipe = request->vendor ? catalog_recipe(request->vendor, typed->all) : NULL,
	};
	bool good = true;

	snprintf(answer.typed, sizeof(answer.typed), "%s", typed->all);
	while (good && !answer.recipe) {
		struct search_result result;

		search_find(&result, catalog, request->vendor, answer.typed);
		good = check_first(request->knowledge, first, &result, why) &&
		       decide(&result, &scope, request->ui, &answer, why);
		search_done(&result);
		first = NULL;
	}
	return good && knowledge_whole_recipe(request->knowledge, answer.recipe, out, why);
}

/* "vendor/model" */
static const struct recipe *named_whole(const struct knowledge *knowledge, const char *typed)
{
	return strchr(typed, '/') ? knowledge_recipe_named(knowledge, typed) : NULL;
}

static bool find_typed(const struct find_request *request, const struct typed *typed,
                       const struct recipe **out, struct failure *why)
{
	const struct catalog *catalog = request->vendor ? &request->knowledge->catalog
	                                                : knowledge_names(request->knowledge);

	*out = request->vendor ? NULL : named_whole(request->knowledge, typed->all);
	if (*out)
		return knowledge_whole_recipe(request->knowledge, *out, out, why);
	if (find_in(catalog, request, typed, out, why))
		return true;
	return request->vendor ? fail_other_vendor(request, typed->all, why) : false;
}

bool find_router(const struct find_request *request, const char *typed, const struct recipe **out,
                 struct failure *why)
{
	return find_typed(request, &(struct typed){ .all = typed }, out, why);
}

bool find_some(const struct catalog *catalog, const struct vendor *vendor, const char *answer,
               struct failure *why)
{
	const struct find_scope scope = { NULL, catalog, vendor };

	return finds_some(&scope, answer, why);
}

/* "archer c7 v5" from three words; to be freed. */
static char *phrase_of(const struct strings *words, size_t first)
{
	struct joined phrase = { 0 };

	for (size_t i = first; i < words->count; i++)
		joined_add(&phrase, " ", "%s", words->items[i]);
	return joined_take(&phrase);
}

/* A maker's name alone gives the card for what is not in the catalogue. */
static void tell_of_models(const struct find_request *request, const struct recipe *recipe)
{
	const struct vendor *vendor = catalog_vendor(&request->knowledge->catalog, recipe->vendor);

	if (request->ui && strcmp(recipe->model, "any") == 0 && vendor->recipe_count > 1)
		ui_note(request->ui,
		        "%s has %zu models in the catalogue, which 'mkrescue-usb list %s' lists; "
		        "this is for any other.",
		        vendor->title, vendor->recipe_count - 1, vendor->name);
}

bool find_operands(const struct find_request *request, const struct strings *words,
                   const struct recipe **out, struct failure *why)
{
	const struct catalog *catalog = &request->knowledge->catalog;
	const char *first = words->items[0];
	struct find_request within = *request;
	const bool is_pair = words->count > 1 && (catalog_vendor(catalog, first) ||
	                                          catalog_why_left_out(catalog, first));
	AUTO_FREE char *phrase = phrase_of(words, is_pair ? 1 : 0);

	if (is_pair && !knowledge_vendor(request->knowledge, first, &within.vendor, why))
		return false;
	if (!find_typed(&within,
	                &(struct typed){ phrase, is_pair || words->count == 1 ? NULL : first }, out,
	                why))
		return false;
	if (!is_pair)
		tell_of_models(request, *out);
	return true;
}
