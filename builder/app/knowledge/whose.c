#include "app/knowledge/whose.h"

#include "base/mem.h"

#include <ctype.h>
#include <string.h>

static bool is_among(const char *name, const char *const *boards, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (board_name_equal(name, boards[i]))
			return true;
	}
	return false;
}

static bool is_short_for_one(const char *name, const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->board_count; i++) {
		if (board_name_is_short_for(name, recipe->boards[i]))
			return true;
	}
	return false;
}

static bool is_own_old(const struct recipe *recipe, const char *name)
{
	return is_among(name, recipe->old_boards, recipe->old_board_count) ||
	       is_short_for_one(name, recipe);
}

/* Boards that the catalogue has and OpenWrt's list has not: older ones, or other projects'. */
static bool is_in_catalogue(const struct knowledge *knowledge, const char *name)
{
	const struct catalog *catalog = knowledge_everything(knowledge);

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		for (size_t j = 0; j < catalog->vendors[i].recipe_count; j++) {
			const struct recipe *recipe = &catalog->vendors[i].recipes[j];

			if (is_among(name, recipe->boards, recipe->board_count))
				return true;
		}
	}
	return false;
}

bool whose_board(const struct knowledge *knowledge, const struct recipe *recipe, const char *name,
                 enum whose *out, struct failure *why)
{
	const struct board_list *list;
	enum board_kind kind;

	*out = WHOSE_OWN;
	if (is_among(name, recipe->boards, recipe->board_count))
		return true;
	*out = WHOSE_OWN_OLD;
	if (is_own_old(recipe, name))
		return true;
	if (!knowledge_boards(knowledge, &list, why))
		return false;
	kind = board_list_find(list, name);
	if (kind != BOARD_CURRENT && is_in_catalogue(knowledge, name))
		kind = BOARD_CURRENT;
	*out = kind == BOARD_CURRENT ? WHOSE_OTHER
	       : kind == BOARD_OLD   ? WHOSE_OTHER_OLD
	                             : WHOSE_UNKNOWN;
	return true;
}

static bool is_same(const struct recipe *a, const struct recipe *b)
{
	if (strcmp(a->vendor, b->vendor) == 0 && strcmp(a->model, b->model) == 0)
		return true;
	for (size_t i = 0; i < a->board_count; i++) {
		if (is_among(a->boards[i], b->boards, b->board_count))
			return true;
	}
	return strcmp(a->vendor, b->vendor) == 0 && recipe_same_router(a, b);
}

/* "TL-WA701ND v1" is the model "tl-wa701nd-v1". */
static char *slug_of(const char *model)
{
	char *slug = mem_strdup(model);

	for (char *c = slug; *c; c++) {
		if (*c == ' ')
			*c = '-';
		else
			*c = (char)tolower((unsigned char)*c);
	}
	return slug;
}

static enum whose by_table(const struct vendor *vendor, const struct recipe *recipe,
                           const char *format, const char *code)
{
	const char *model = catalog_code_model(vendor, format, code);
	AUTO_FREE char *slug = model ? slug_of(model) : NULL;
	const struct recipe *named = slug ? catalog_recipe(vendor, slug) : NULL;

	if (!model)
		return WHOSE_UNKNOWN;
	return named && is_same(named, recipe) ? WHOSE_OWN : WHOSE_OTHER;
}

static enum whose by_vendor(const struct vendor *vendor, const struct recipe *recipe,
                            const char *format, const char *code)
{
	enum whose best = by_table(vendor, recipe, format, code);

	for (size_t i = 0; best != WHOSE_OWN && i < vendor->recipe_count; i++) {
		if (recipe_takes(&vendor->recipes[i], format, code))
			best = is_same(&vendor->recipes[i], recipe) ? WHOSE_OWN : WHOSE_OTHER;
	}
	return best;
}

enum whose whose_code(const struct knowledge *knowledge, const struct recipe *recipe,
                      const char *format, const char *code)
{
	const struct catalog *catalog = knowledge_everything(knowledge);
	enum whose best = WHOSE_UNKNOWN;

	for (size_t i = 0; best != WHOSE_OWN && i < catalog->vendor_count; i++) {
		const enum whose whose = by_vendor(&catalog->vendors[i], recipe, format, code);

		if (whose > best)
			best = whose;
	}
	return best;
}
