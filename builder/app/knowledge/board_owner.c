#include "app/knowledge/board_owner.h"

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

static enum board_owner among_covered(const struct board_list *list, const struct recipe *recipe,
                                      const char *name)
{
	const struct board_range range = { recipe->covers, recipe->cover_count };
	const enum board_kind covered = board_list_find_among(list, name, &range);
	const enum board_kind kind = covered ? covered : board_list_find(list, name);

	if (kind == BOARD_UNKNOWN)
		return OWNER_UNKNOWN;
	if (covered)
		return kind == BOARD_CURRENT ? OWNER_OWN : OWNER_OWN_OLD;
	return kind == BOARD_CURRENT ? OWNER_OTHER : OWNER_OTHER_OLD;
}

/* An entry for many models knows at most what it may be for. */
static bool owner_in_covered(const struct knowledge *knowledge, const struct recipe *recipe,
                             const char *name, enum board_owner *out, struct failure *why)
{
	const struct board_list *list;

	*out = OWNER_UNKNOWN;
	if (!recipe->cover_count)
		return true;
	if (!knowledge_boards(knowledge, &list, why))
		return false;
	*out = among_covered(list, recipe, name);
	return true;
}

bool board_owner_by_name(const struct knowledge *knowledge, const struct recipe *recipe,
                         const char *name, enum board_owner *out, struct failure *why)
{
	const struct board_list *list;
	enum board_kind kind;

	if (recipe->generic)
		return owner_in_covered(knowledge, recipe, name, out, why);
	*out = OWNER_OWN;
	if (is_among(name, recipe->boards, recipe->board_count))
		return true;
	*out = OWNER_OWN_OLD;
	if (is_own_old(recipe, name))
		return true;
	if (!knowledge_boards(knowledge, &list, why))
		return false;
	kind = board_list_find(list, name);
	if (kind != BOARD_CURRENT && is_in_catalogue(knowledge, name))
		kind = BOARD_CURRENT;
	*out = kind == BOARD_CURRENT ? OWNER_OTHER
	       : kind == BOARD_OLD   ? OWNER_OTHER_OLD
	                             : OWNER_UNKNOWN;
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

/* Whether an entry for many models may be for the router of another. */
static enum board_owner by_boards_of(const struct knowledge *knowledge, const struct recipe *recipe,
                                     const struct recipe *owner)
{
	enum board_owner best = OWNER_UNKNOWN;
	struct failure ignored; /* the list is there: see board_owner_by_code() */

	for (size_t i = 0; best != OWNER_OWN && i < owner->board_count; i++) {
		enum board_owner found;

		if (owner_in_covered(knowledge, recipe, owner->boards[i], &found, &ignored) &&
		    found > best)
			best = found;
	}
	return best;
}

static enum board_owner by_owner(const struct knowledge *knowledge, const struct recipe *recipe,
                                 const struct recipe *owner)
{
	if (recipe->generic)
		return by_boards_of(knowledge, recipe, owner);
	return is_same(owner, recipe) ? OWNER_OWN : OWNER_OTHER;
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

/* What the vendor's list of codes names need not have a recipe. */
static enum board_owner by_table(const struct knowledge *knowledge, const struct vendor *vendor,
                                 const struct recipe *recipe, const char *model)
{
	AUTO_FREE char *slug = model ? slug_of(model) : NULL;
	const struct recipe *named = slug ? catalog_recipe(vendor, slug) : NULL;

	if (named)
		return by_owner(knowledge, recipe, named);
	return model && !recipe->generic ? OWNER_OTHER : OWNER_UNKNOWN;
}

static enum board_owner by_vendor(const struct knowledge *knowledge, const struct vendor *vendor,
                                  const struct recipe *recipe, const struct board *code)
{
	const char *model = catalog_code_model(vendor, code->format, code->code);
	enum board_owner best = by_table(knowledge, vendor, recipe, model);

	for (size_t i = 0; best != OWNER_OWN && i < vendor->recipe_count; i++) {
		const struct recipe *owner = &vendor->recipes[i];
		enum board_owner found = OWNER_UNKNOWN;

		if (recipe_takes(owner, code->format, code->code))
			found = by_owner(knowledge, recipe, owner);
		if (found > best)
			best = found;
	}
	return best;
}

bool board_owner_by_code(const struct knowledge *knowledge, const struct recipe *recipe,
                         const struct board *code, enum board_owner *out, struct failure *why)
{
	const struct catalog *catalog = knowledge_everything(knowledge);
	const struct board_list *list;

	*out = OWNER_UNKNOWN;
	if (recipe->generic && !knowledge_boards(knowledge, &list, why))
		return false;
	for (size_t i = 0; *out != OWNER_OWN && i < catalog->vendor_count; i++) {
		const enum board_owner found =
		        by_vendor(knowledge, &catalog->vendors[i], recipe, code);

		if (found > *out)
			*out = found;
	}
	return true;
}
