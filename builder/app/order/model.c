#include "app/order/model.h"

#include "base/mem.h"

/* The model the findings are for, when the catalogue knows its code. */
static const struct recipe *recipe_of(const struct vendor *vendor, const struct findings *findings)
{
	for (size_t i = 0; findings->format && i < findings->board_count; i++) {
		const struct board *board = &findings->boards[i];
		const char *format = board_format(findings, board);
		const struct recipe *recipe = catalog_recipe_for(vendor, format, board->code);
		const char *model = catalog_code_model(vendor, format, board->code);

		if (!recipe && model)
			recipe = catalog_recipe(vendor, model);
		if (recipe)
			return recipe;
	}
	return NULL;
}

const struct recipe *model_of_files(const struct vendor *vendor, const struct inputs *inputs)
{
	const struct recipe *recipe = NULL;

	for (size_t i = 0; !recipe && i < inputs->count; i++)
		recipe = recipe_of(vendor, &inputs->items[i].firmware.findings);
	return recipe;
}

static size_t count_accepts(const struct vendor *vendor)
{
	size_t count = 0;

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		for (size_t j = 0; recipe_is_built(recipe) && j < recipe->file_count; j++)
			count += recipe->files[j].accept_count;
	}
	return count;
}

/* By what this vendor's stick rescues take all together. */
bool model_may_be_any(const struct vendor *vendor, const struct inputs *inputs, struct failure *why)
{
	const struct firmware *first = &inputs->items[0].firmware;
	AUTO_FREE struct firmware_accept *accepts =
	        mem_zalloc(count_accepts(vendor) + 1, sizeof(*accepts));
	AUTO_FREE char *model = mem_printf("any %s router that a stick rescues", vendor->title);
	struct firmware_demand demand = {
		.model = model,
		.accepts = accepts,
		.unpacked = transform_is_packed(first),
		.code_model = knowledge_code_model,
		.context = inputs->knowledge,
	};

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		for (size_t j = 0; recipe_is_built(recipe) && j < recipe->file_count; j++)
			slot_add_accepts(&recipe->files[j], accepts, &demand.accept_count);
	}
	return demand.accept_count == 0 || firmware_is_archive(first) ||
	       firmware_fits(first, &demand, why);
}
