#include "catalog/catalog.h"

#include "base/mem.h"
#include "catalog/layoutfile.h"
#include "catalog/vendorfile.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Everything the catalogue's texts are borrowed from. */
struct documents {
	struct vendor_file *vendors;
	size_t vendor_count;
	struct layout_file *layouts;
	size_t layout_count;
};

static int is_data_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && strcmp(dot, ".json") == 0 && entry->d_name[0] != '.' &&
	       strcmp(entry->d_name, "schema.json") != 0;
}

/* Calls `load` for every data file of a directory, in the order of their names. */
static bool for_each_file(struct catalog *catalog, const char *directory,
                          bool (*load)(struct catalog *catalog, const char *path,
                                       struct failure *why),
                          struct failure *why)
{
	struct dirent **entries = NULL;
	int count = scandir(directory, &entries, is_data_file, alphasort);
	bool good = true;

	if (count < 0)
		return fail_errno(why, FAIL_CATALOG, "cannot read the catalogue '%s'", directory);
	if (count == 0)
		good = fail(why, FAIL_CATALOG, "there is no .json file in '%s'", directory);
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *path = mem_printf("%s/%s", directory, entries[i]->d_name);

		good = good && load(catalog, path, why);
		free(entries[i]);
	}
	free(entries);
	return good;
}

static bool load_layout(struct catalog *catalog, const char *path, struct failure *why)
{
	struct documents *documents = catalog->documents;
	struct layout_file file;

	if (!layoutfile_read(&file, path, why))
		return false;
	documents->layouts = mem_grow(documents->layouts, documents->layout_count, sizeof(file));
	documents->layouts[documents->layout_count++] = file;
	catalog->layouts =
	        mem_grow(catalog->layouts, catalog->layout_count, sizeof(*catalog->layouts));
	catalog->layouts[catalog->layout_count++] = file.layout;
	return true;
}

static struct vendor *vendor_of(struct catalog *catalog, const struct vendor_file *file)
{
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		if (strcmp(catalog->vendors[i].name, file->vendor) == 0)
			return &catalog->vendors[i];
	}
	catalog->vendors =
	        mem_grow(catalog->vendors, catalog->vendor_count, sizeof(*catalog->vendors));
	catalog->vendors[catalog->vendor_count] = (struct vendor){
		.name = file->vendor,
		.title = file->title,
		.aliases = file->aliases,
		.alias_count = file->alias_count,
	};
	return &catalog->vendors[catalog->vendor_count++];
}

static bool has_model(const struct vendor *vendor, const char *model)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		if (strcmp(vendor->recipes[i].model, model) == 0)
			return true;
	}
	return false;
}

/* What is there already came from a directory searched earlier, and stays. */
static void add_to_vendor(struct vendor *vendor, const struct vendor_file *file)
{
	for (size_t i = 0; i < file->key_count; i++) {
		vendor->keys = mem_grow(vendor->keys, vendor->key_count, sizeof(*vendor->keys));
		vendor->keys[vendor->key_count++] = file->keys[i];
	}
	for (size_t i = 0; i < file->code_count; i++) {
		vendor->codes = mem_grow(vendor->codes, vendor->code_count, sizeof(*vendor->codes));
		vendor->codes[vendor->code_count++] = file->codes[i];
	}
	for (size_t i = 0; i < file->model_count; i++) {
		if (has_model(vendor, file->models[i].model))
			continue;
		vendor->recipes =
		        mem_grow(vendor->recipes, vendor->recipe_count, sizeof(*vendor->recipes));
		vendor->recipes[vendor->recipe_count++] = vendorfile_recipe(file, i);
	}
}

static bool load_vendor(struct catalog *catalog, const char *path, struct failure *why)
{
	struct documents *documents = catalog->documents;
	struct vendor_file file;

	if (!vendorfile_read(&file, path, why))
		return false;
	documents->vendors = mem_grow(documents->vendors, documents->vendor_count, sizeof(file));
	documents->vendors[documents->vendor_count++] = file;
	add_to_vendor(vendor_of(catalog, &file), &file);
	return true;
}

static bool check_layouts(const struct catalog *catalog, struct failure *why)
{
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		for (size_t j = 0; j < vendor->recipe_count; j++) {
			const char *layout = vendor->recipes[j].layout;

			if (layout && !catalog_layout(catalog, layout))
				return fail(why, FAIL_CATALOG,
				            "model '%s' of vendor '%s' wants the layout '%s', "
				            "which does not exist",
				            vendor->recipes[j].model, vendor->name, layout);
		}
	}
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct vendor *)a)->name, ((const struct vendor *)b)->name);
}

static bool load_all(struct catalog *out, const char *data, const char *const *extra,
                     size_t extra_count, struct failure *why)
{
	AUTO_FREE char *vendors = mem_printf("%s/vendors", data);
	AUTO_FREE char *layouts = mem_printf("%s/templates/layouts", data);

	for (size_t i = 0; i < extra_count; i++) {
		if (!for_each_file(out, extra[i], load_vendor, why))
			return false;
	}
	return for_each_file(out, vendors, load_vendor, why) &&
	       for_each_file(out, layouts, load_layout, why) && check_layouts(out, why);
}

bool catalog_load_from(struct catalog *out, const char *data, const char *const *extra,
                       size_t extra_count, struct failure *why)
{
	*out = (struct catalog){ .documents = mem_zalloc(1, sizeof(struct documents)) };
	if (!load_all(out, data, extra, extra_count, why)) {
		catalog_done(out);
		return false;
	}
	qsort(out->vendors, out->vendor_count, sizeof(*out->vendors), by_name);
	return true;
}

bool catalog_data(char **out, struct failure *why)
{
	static const char *const places[] = { "share/mkrescue-usb", "../share/mkrescue-usb" };
	char program[PATH_MAX];
	ssize_t length = readlink("/proc/self/exe", program, sizeof(program) - 1);
	char *slash;

	*out = NULL;
	if (length < 0)
		return fail_errno(why, FAIL_CATALOG, "cannot find where the program lies");
	program[length] = '\0';
	slash = strrchr(program, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		AUTO_FREE char *data = mem_printf("%s/%s", program, places[i]);

		if (access(data, F_OK) == 0) {
			*out = mem_strdup(data);
			return true;
		}
	}
	return fail(why, FAIL_CATALOG,
	            "the program's data is missing: neither '%s/%s' nor '%s/%s' is there", program,
	            places[0], program, places[1]);
}

bool catalog_load(struct catalog *out, const char *const *extra, size_t extra_count,
                  struct failure *why)
{
	AUTO_FREE char *data = NULL;

	*out = (struct catalog){ 0 };
	return catalog_data(&data, why) && catalog_load_from(out, data, extra, extra_count, why);
}

void catalog_done(struct catalog *catalog)
{
	struct documents *documents = catalog->documents;

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		free(catalog->vendors[i].keys);
		free(catalog->vendors[i].codes);
		free(catalog->vendors[i].recipes);
	}
	for (size_t i = 0; documents && i < documents->vendor_count; i++)
		vendorfile_done(&documents->vendors[i]);
	for (size_t i = 0; documents && i < documents->layout_count; i++)
		layoutfile_done(&documents->layouts[i]);
	if (documents) {
		free(documents->vendors);
		free(documents->layouts);
	}
	free(documents);
	free(catalog->vendors);
	free(catalog->layouts);
	*catalog = (struct catalog){ 0 };
}

static bool is_one_of(const char *name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (strcasecmp(name, names[i]) == 0)
			return true;
	}
	return false;
}

const struct vendor *catalog_vendor(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->vendor_count; i++) {
		const struct vendor *vendor = &catalog->vendors[i];

		if (strcasecmp(vendor->name, name) == 0 ||
		    is_one_of(name, vendor->aliases, vendor->alias_count))
			return vendor;
	}
	return NULL;
}

const struct recipe *catalog_recipe(const struct vendor *vendor, const char *model)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		if (strcasecmp(recipe->model, model) == 0 ||
		    is_one_of(model, recipe->aliases, recipe->alias_count))
			return recipe;
	}
	return NULL;
}

const struct layout *catalog_layout(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; i < catalog->layout_count; i++) {
		if (strcasecmp(catalog->layouts[i].name, name) == 0)
			return &catalog->layouts[i];
	}
	return NULL;
}

static bool accepts(const struct wanted_file *file, const char *format, const char *code)
{
	for (size_t i = 0; i < file->accept_count; i++) {
		const struct accepted *accepted = &file->accepts[i];

		if (strcmp(accepted->format, format) != 0)
			continue;
		for (size_t j = 0; j < accepted->code_count; j++) {
			if (strcmp(accepted->codes[j], code) == 0)
				return true;
		}
	}
	return false;
}

const struct recipe *catalog_recipe_for(const struct vendor *vendor, const char *format,
                                        const char *code)
{
	for (size_t i = 0; i < vendor->recipe_count; i++) {
		const struct recipe *recipe = &vendor->recipes[i];

		for (size_t j = 0; j < recipe->file_count; j++) {
			if (accepts(&recipe->files[j], format, code))
				return recipe;
		}
	}
	return NULL;
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
