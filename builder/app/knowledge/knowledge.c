#include "app/knowledge/knowledge.h"

#include "app/knowledge/search/nearest.h"
#include "base/libraries/crypto_library.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "catalog/left_out.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool knowledge_add_key(struct keyring *keys, const struct vendor_key *key, struct failure *why)
{
	const struct key_figures figures = {
		.name = key->name,
		.use = key->use,
		.modulus = key->modulus,
		.exponent = key->exponent,
		.key = key->key,
		.usign_id = key->usign_id,
	};

	if (keyring_add_figures(keys, &figures, why))
		return true;
	why->kind = FAIL_CATALOG;
	return false;
}

static struct catalog_request request_of(const struct knowledge *knowledge, const char *vendor)
{
	return (struct catalog_request){
		.data = knowledge->data,
		.places = knowledge->search_path.items,
		.place_count = knowledge->search_path.count,
		.vendor = vendor,
	};
}

bool knowledge_add_keys(struct knowledge *knowledge, const struct request *request,
                        struct failure *why)
{
	struct catalog *catalog = &knowledge->catalog;

	if (!crypto_library_load(why))
		return false;
	if (request->firmware.keys) {
		keyring_share(&knowledge->keys, request->firmware.keys);
		return true;
	}
	for (size_t i = 0; i < catalog->key_count; i++) {
		if (knowledge_add_key(&knowledge->keys, &catalog->keys[i], why))
			continue;
		if (i >= catalog->own_key_count)
			return false;
		catalog_warn(catalog, "%s; the key '%s' is left out; correct it in keys.json",
		             why->text, catalog->keys[i].name);
	}
	for (size_t i = 0; i < request->firmware.trusted.count; i++) {
		if (!keyring_add_file(&knowledge->keys, request->firmware.trusted.items[i], why))
			return false;
	}
	return true;
}

/* How much of the catalogue is read. */
typedef bool catalog_loader(struct catalog *out, const struct catalog_request *request,
                            struct failure *why);

static bool load(struct knowledge *out, const struct request *request, catalog_loader *load_part,
                 struct failure *why)
{
	const struct caller caller = caller_here();
	struct catalog_request reading;

	*out = (struct knowledge){ .keys.sandboxed = true,
		                   .whole = mem_zalloc(1, sizeof(*out->whole)),
		                   .parts = mem_zalloc(1, sizeof(*out->parts)),
		                   .boards = mem_zalloc(1, sizeof(*out->boards)) };
	search_path_find(&out->search_path, &request->router.catalogs, &caller);
	if (!catalog_data(&out->data, why))
		return false;
	reading = request_of(out, request->router.vendor);
	return load_part(&out->catalog, &reading, why);
}

bool knowledge_load(struct knowledge *out, const struct request *request, struct failure *why)
{
	return load(out, request, catalog_load, why) && knowledge_add_keys(out, request, why);
}

bool knowledge_load_recipes(struct knowledge *out, const struct request *request,
                            struct failure *why)
{
	return load(out, request, catalog_load, why);
}

static bool load_names(struct catalog *out, const struct catalog_request *request,
                       struct failure *why)
{
	struct catalog_request names = *request;

	names.names_only = true;
	return catalog_load(out, &names, why);
}

bool knowledge_load_names(struct knowledge *out, const struct request *request, struct failure *why)
{
	return load(out, request, load_names, why);
}

bool knowledge_load_keys(struct knowledge *out, const struct request *request, struct failure *why)
{
	return load(out, request, catalog_load_keys, why) && knowledge_add_keys(out, request, why);
}

static bool has_everything(const struct catalog *catalog)
{
	return !catalog->partial && !catalog->names_only;
}

bool knowledge_complete(const struct knowledge *knowledge, struct failure *why)
{
	const struct catalog_request request = request_of(knowledge, NULL);

	return has_everything(&knowledge->catalog) || knowledge->whole->vendor_count ||
	       catalog_load(knowledge->whole, &request, why);
}

void knowledge_warn(struct knowledge *knowledge, struct ui *ui)
{
	while (knowledge->told < knowledge->catalog.warning_count)
		ui_warning(ui, "%s", knowledge->catalog.warnings[knowledge->told++]);
}

void knowledge_done(struct knowledge *knowledge)
{
	keyring_done(&knowledge->keys);
	catalog_done(&knowledge->catalog);
	if (knowledge->whole)
		catalog_done(knowledge->whole);
	free(knowledge->whole);
	for (size_t i = 0; knowledge->parts && i < knowledge->parts->count; i++) {
		catalog_done(knowledge->parts->items[i]);
		free(knowledge->parts->items[i]);
	}
	if (knowledge->parts)
		free(knowledge->parts->items);
	free(knowledge->parts);
	if (knowledge->boards)
		board_list_done(knowledge->boards);
	free(knowledge->boards);
	free(knowledge->data);
	search_path_done(&knowledge->search_path);
}

const struct catalog *knowledge_everything(const struct knowledge *knowledge)
{
	struct failure ignored; /* what was asked for is there: another file is broken */

	return !has_everything(&knowledge->catalog) && knowledge_complete(knowledge, &ignored)
	               ? knowledge->whole
	               : &knowledge->catalog;
}

const struct catalog *knowledge_names(const struct knowledge *knowledge)
{
	return knowledge->catalog.names_only ? &knowledge->catalog
	                                     : knowledge_everything(knowledge);
}

/* Reads it where it was not needed before. */
static bool part_of(const struct knowledge *knowledge, const char *vendor,
                    const struct catalog **out, struct failure *why)
{
	const struct catalog_request request = request_of(knowledge, vendor);
	struct catalog_parts *parts = knowledge->parts;
	struct catalog *part;

	for (size_t i = 0; i < parts->count; i++) {
		*out = parts->items[i];
		if (catalog_vendor(*out, vendor))
			return true;
	}
	part = mem_zalloc(1, sizeof(*part));
	parts->items = mem_grow(parts->items, parts->count, sizeof(struct catalog *));
	parts->items[parts->count++] = part;
	*out = part;
	return catalog_load(part, &request, why);
}

bool knowledge_whole_recipe(const struct knowledge *knowledge, const struct recipe *named,
                            const struct recipe **out, struct failure *why)
{
	const struct catalog *catalog;
	const struct vendor *vendor;

	*out = named;
	if (!named || !knowledge->catalog.names_only)
		return true;
	if (!part_of(knowledge, named->vendor, &catalog, why))
		return false;
	vendor = catalog_vendor(catalog, named->vendor);
	*out = vendor ? catalog_recipe(vendor, named->model) : NULL;
	return *out ||
	       fail(why, FAIL_CATALOG, "the model %s/%s was there a moment ago; start again",
	            named->vendor, named->model);
}

bool knowledge_vendor(const struct knowledge *knowledge, const char *name,
                      const struct vendor **out, struct failure *why)
{
	const struct failure *left_out;
	AUTO_FREE char *question = NULL;
	struct nearest nearest;

	*out = catalog_vendor(&knowledge->catalog, name);
	left_out = catalog_why_left_out(&knowledge->catalog, *out ? (*out)->name : name);
	if (left_out)
		return fail_like(
		        why, left_out,
		        "your own file for '%s' is left out: %s; correct it, or move it to "
		        "another folder",
		        name, left_out->text);
	if (*out)
		return true;
	nearest_vendors(&nearest, name, knowledge_everything(knowledge));
	question = nearest_question(&nearest);
	return fail(why, FAIL_UNKNOWN_VENDOR,
	            "unknown vendor '%s'%s; 'mkrescue-usb list' lists all vendors", name, question);
}

/* "a, b, c" */
static char *layout_names(const struct catalog *catalog)
{
	struct joined names = { 0 };

	for (size_t i = 0; i < catalog->layout_count; i++)
		joined_add(&names, ", ", "%s", catalog->layouts[i].name);
	return joined_take(&names);
}

bool knowledge_layout(const struct knowledge *knowledge, const char *name,
                      const struct layout **out, struct failure *why)
{
	AUTO_FREE char *known = layout_names(&knowledge->catalog);

	*out = catalog_layout(&knowledge->catalog, name);
	return *out || fail(why, FAIL_UNKNOWN_LAYOUT, "unknown layout '%s'; known layouts: %s",
	                    name, known);
}

const struct recipe *knowledge_recipe_named(const struct knowledge *knowledge, const char *name)
{
	AUTO_FREE char *vendor_name_only = mem_strdup(name);
	char *slash = strchr(vendor_name_only, '/');
	const struct vendor *vendor;

	if (!slash)
		return NULL;
	*slash = '\0';
	vendor = catalog_vendor(&knowledge->catalog, vendor_name_only);
	return vendor ? catalog_recipe(vendor, slash + 1) : NULL;
}

static const char *find_code(const struct catalog *catalog, const char *format, const char *code)
{
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const char *model = catalog_code_model(&catalog->vendors[i], format, code);

		if (model)
			return model;
	}
	return NULL;
}

static const char *find_model(const struct catalog *catalog, const char *format, const char *code)
{
	const char *model = find_code(catalog, format, code);
	const char *revision = strrchr(code, ' ');
	AUTO_FREE char *without = NULL;

	if (model || !revision)
		return model;
	without = mem_printf("%.*s", (int)(revision - code), code);
	return find_code(catalog, format, without);
}

/* The vendor that was asked for most likely knows; reading all others takes its time. */
const char *knowledge_code_model(const void *knowledge_pointer, const char *format,
                                 const char *code)
{
	const struct knowledge *knowledge = knowledge_pointer;
	const char *model = find_model(&knowledge->catalog, format, code);

	return model ? model : find_model(knowledge_everything(knowledge), format, code);
}

bool knowledge_boards(const struct knowledge *knowledge, const struct board_list **out,
                      struct failure *why)
{
	*out = knowledge->boards;
	return knowledge->boards->text || board_list_read(knowledge->boards, knowledge->data, why);
}
