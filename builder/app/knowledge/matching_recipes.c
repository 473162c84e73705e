#include "app/knowledge/matching_recipes.h"

#include "base/mem.h"

#include <string.h>

static bool has_board(const struct findings *findings, const struct accepted *accepted)
{
	for (size_t i = 0; i < accepted->code_count; i++) {
		for (size_t j = 0; j < findings->board_count; j++) {
			if (board_code_equal(findings->boards[j].code, accepted->codes[i]))
				return true;
		}
	}
	return false;
}

static bool fits_slot(const struct findings *findings, const struct slot *file)
{
	for (size_t i = 0; i < file->accept_count; i++) {
		for (size_t j = 0; j < findings->layer_count; j++) {
			if (strcmp(file->accepts[i].format, findings->layers[j]) == 0 &&
			    has_board(findings, &file->accepts[i]))
				return true;
		}
	}
	return false;
}

static void add_matching(const struct recipe *recipe, const struct findings *findings,
                         struct matching_recipes *out)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!fits_slot(findings, &recipe->files[i]))
			continue;
		out->items = mem_grow(out->items, out->count, sizeof(*out->items));
		out->items[out->count++] = (struct matching_recipe){ recipe, &recipe->files[i] };
		return;
	}
}

struct matching_recipes matching_recipes_find(const struct knowledge *knowledge,
                                              const struct findings *findings)
{
	const struct catalog *catalog = knowledge_everything(knowledge);
	struct matching_recipes out = { 0 };

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		for (size_t j = 0; j < catalog->vendors[i].recipe_count; j++)
			add_matching(&catalog->vendors[i].recipes[j], findings, &out);
	}
	return out;
}

uint64_t matching_recipes_size_limit(const struct matching_recipes *matching_recipe)
{
	uint64_t limit = 0;

	for (size_t i = 0; i < matching_recipe->count; i++) {
		uint64_t size = matching_recipe->items[i].file->size_max;

		if (size && (!limit || size < limit))
			limit = size;
	}
	return limit;
}
