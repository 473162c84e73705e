/* What is asked of a catalogue once it is there. */
#include "catalog/catalog.h"

#include "base/text/spelling.h"

#include <string.h>
#include <strings.h>

const struct vendor *catalog_vendor(const struct catalog *catalog, const char *name)
{
	const struct vendor *alias = NULL;

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		if (strcasecmp(vendor->name, name) == 0)
			return vendor;
		if (!alias && (spelling_equal(vendor->name, name) ||
		               spelling_among(name, vendor->aliases, vendor->alias_count)))
			alias = vendor;
	}
	return alias;
}

const struct recipe *catalog_recipe(const struct vendor *vendor, const char *model)
{
	const struct recipe *alias = NULL;
	size_t aliases = 0;

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (spelling_equal(recipe->model, model))
			return recipe;
		if (!spelling_among(model, recipe->aliases, recipe->alias_count))
			continue;
		alias = recipe;
		aliases++;
	}
	return aliases == 1 ? alias : NULL;
}

const struct layout *catalog_layout(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->layout_count; i++) {
		if (strcasecmp(catalog->layouts[i].name, name) == 0)
			return &catalog->layouts[i];
	}
	return NULL;
}

static bool accepts(const struct slot *file, const char *format, const char *code)
{
	for (size_t i = 0; i < file->accept_count; i++) {
		const struct accepted *accepted = &file->accepts[i];

		if (!accepted->format || strcmp(accepted->format, format) != 0)
			continue;
		for (size_t j = 0; j < accepted->code_count; j++) {
			if (strcmp(accepted->codes[j], code) == 0)
				return true;
		}
	}
	return false;
}

bool recipe_is_built(const struct recipe *recipe)
{
	return recipe->layout && !recipe->not_built;
}

/* An address that is not prescribed, or not needed, is answered whatever it is. */
static bool has_address(const struct network *network)
{
	for (size_t i = 0; i < network->pc_address_count; i++) {
		if (network->pc_addresses[i].kind != ADDRESS_UNKNOWN)
			return true;
	}
	return false;
}

/* The router has it, or is given it. */
static bool knows_router(const struct network *network)
{
	if (!network->device_address_count)
		return false;
	switch (network->device_addresses[0].kind) {
	case ADDRESS_STATED: return true;
	case ADDRESS_GIVEN_BY_US: return network->lease.first != 0;
	default: return false;
	}
}

/* EVA stores a file wherever it is told to, and over itself, too. */
static bool has_target(const struct recipe *recipe)
{
	const struct network *network = &recipe->network;

	return recipe->method != METHOD_FTP_EVA ||
	       (network->eva.media != EVA_UNKNOWN && network->eva.target && network->login);
}

/* One file is sent, to a known address and a known place. */
static bool can_speak_first(const struct recipe *recipe)
{
	return recipe->file_count == 1 && knows_router(&recipe->network) && has_target(recipe);
}

/* Several files are told apart by the names that the router asks for. */
static bool has_names(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].name && recipe->file_count > 1)
			return false;
	}
	return true;
}

bool recipe_is_carried_out(const struct recipe *recipe)
{
	const struct method_facts *facts = method_facts(recipe->method);

	if (!facts->is_carried_out || recipe->network.by_hand || !recipe->file_count ||
	    !has_names(recipe) || !has_address(&recipe->network) ||
	    (facts->speaks_first && !can_speak_first(recipe)))
		return false;
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (recipe->files[i].transform == TRANSFORM_BY_HAND && !recipe->files[i].optional)
			return false;
	}
	return true;
}

bool recipe_takes_folder(const struct recipe *recipe)
{
	return method_takes_folder(recipe->method) && recipe->file_count && !recipe->not_built;
}

bool recipe_takes_openwrt(const struct recipe *recipe)
{
	for (size_t i = 0; recipe->board_count && i < recipe->file_count; i++) {
		if (recipe->files[i].image_type_count && !recipe->files[i].unpublished)
			return true;
	}
	return false;
}

bool recipe_takes(const struct recipe *recipe, const char *format, const char *code)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (accepts(&recipe->files[i], format, code))
			return true;
	}
	return false;
}

const struct slot *recipe_file_named(const struct recipe *recipe, const char *name)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (recipe->files[i].name && strcmp(recipe->files[i].name, name) == 0)
			return &recipe->files[i];
	}
	return NULL;
}

bool recipe_same_router(const struct recipe *a, const struct recipe *b)
{
	return a->label && b->label && strcasecmp(a->label, b->label) == 0;
}

const struct recipe *catalog_recipe_for(const struct vendor *vendor, const char *format,
                                        const char *code)
{
	const struct recipe *found = NULL;

	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (!recipe_takes(recipe, format, code))
			continue;
		if (found && !recipe_same_router(found, recipe))
			return NULL;
		if (!found || !recipe_is_built(found))
			found = recipe;
	}
	return found;
}

const char *catalog_code_model(const struct vendor *vendor, const char *format, const char *code)
{
	for (size_t i = 0; i < vendor->code_count; i++) {
		const struct board_code *known = &vendor->codes[i];

		if (strcmp(known->format, format) == 0 && strcmp(known->code, code) == 0)
			return known->model;
	}
	return NULL;
}
