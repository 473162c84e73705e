#include "cli/knowledge.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool add_vendor_keys(struct keyring *keys, const struct vendor *vendor, struct failure *why)
{
	for (size_t i = 0; i < vendor->key_count; i++) {
		const struct vendor_key *key = &vendor->keys[i];

		if (!keyring_add_pem(keys, KEY_VENDOR, key->name, key->use, key->pem, why)) {
			why->kind = FAIL_CATALOG;
			return fail_while(why, "the key '%s' of vendor '%s'", key->name,
			                  vendor->name);
		}
	}
	return true;
}

bool knowledge_load(struct knowledge *out, const struct options *options, struct failure *why)
{
	*out = (struct knowledge){ 0 };
	if (!catalog_load(&out->catalog, options->catalog.items, options->catalog.count, why))
		return false;
	for (size_t i = 0; i < out->catalog.vendor_count; i++) {
		if (!add_vendor_keys(&out->keys, &out->catalog.vendors[i], why))
			return false;
	}
	for (size_t i = 0; i < options->trust.count; i++) {
		if (!keyring_add_file(&out->keys, options->trust.items[i], why))
			return false;
	}
	return true;
}

void knowledge_done(struct knowledge *knowledge)
{
	keyring_done(&knowledge->keys);
	catalog_done(&knowledge->catalog);
}

/* "a, b, c" of the names that `name_of` gives for 0, 1, 2 ... until NULL. */
static char *join(const void *of, const char *(*name_of)(const void *of, size_t i))
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return mem_strdup("");
	for (size_t i = 0; name_of(of, i); i++)
		fprintf(out, "%s%s", i ? ", " : "", name_of(of, i));
	fclose(out);
	return text;
}

static const char *vendor_name(const void *catalog_pointer, size_t i)
{
	const struct catalog *catalog = catalog_pointer;

	return i < catalog->vendor_count ? catalog->vendors[i].name : NULL;
}

static const char *model_name(const void *vendor_pointer, size_t i)
{
	const struct vendor *vendor = vendor_pointer;

	return i < vendor->recipe_count ? vendor->recipes[i].model : NULL;
}

static const char *layout_name(const void *catalog_pointer, size_t i)
{
	const struct catalog *catalog = catalog_pointer;

	return i < catalog->layout_count ? catalog->layouts[i].name : NULL;
}

bool knowledge_vendor(const struct knowledge *knowledge, const char *name,
                      const struct vendor **out, struct failure *why)
{
	AUTO_FREE char *known = join(&knowledge->catalog, vendor_name);

	*out = catalog_vendor(&knowledge->catalog, name);
	return *out || fail(why, FAIL_USAGE, "there is no vendor '%s'; there is: %s", name, known);
}

bool knowledge_recipe(const struct vendor *vendor, const char *model, const struct recipe **out,
                      struct failure *why)
{
	AUTO_FREE char *known = join(vendor, model_name);

	*out = catalog_recipe(vendor, model);
	return *out || fail(why, FAIL_USAGE, "vendor '%s' has no model '%s'; there is: %s",
	                    vendor->name, model, known);
}

bool knowledge_layout(const struct knowledge *knowledge, const char *name,
                      const struct layout **out, struct failure *why)
{
	AUTO_FREE char *known = join(&knowledge->catalog, layout_name);

	*out = catalog_layout(&knowledge->catalog, name);
	return *out || fail(why, FAIL_USAGE, "there is no layout '%s'; there is: %s", name, known);
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

const char *knowledge_code_model(const void *knowledge_pointer, const char *format,
                                 const char *code)
{
	const struct knowledge *knowledge = knowledge_pointer;

	for (size_t i = 0; i < knowledge->catalog.vendor_count; i++) {
		const char *model =
		        catalog_code_model(&knowledge->catalog.vendors[i], format, code);

		if (model)
			return model;
	}
	return NULL;
}
