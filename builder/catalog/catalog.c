#include "catalog/catalog.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "catalog/keysfile.h"
#include "catalog/layoutfile.h"
#include "catalog/left_out.h"
#include "catalog/vendorfile/vendorfile.h"
#include "catalog/vendorfile/vendorname.h"

#include <ctype.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/auxv.h>
#include <unistd.h>

/* Everything the catalogue's texts are borrowed from. */
struct documents {
	struct vendor_file *vendors;
	size_t vendor_count;
	struct layout_file *layouts;
	size_t layout_count;
	struct keys_file *keys;
	size_t key_count;
};

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

static struct recipe *recipes_of(const struct vendor_file *file)
{
	return file->recipes ? file->recipes : file->models;
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

/* Before it grows. */
static void own_recipes(struct vendor *vendor)
{
	const struct recipe *borrowed = vendor->recipes;

	if (!vendor->borrows_recipes)
		return;
	vendor->recipes = mem_zalloc(vendor->recipe_count + 1, sizeof(*vendor->recipes));
	memcpy(vendor->recipes, borrowed, vendor->recipe_count * sizeof(*borrowed));
	vendor->borrows_recipes = false;
}

/* What is there already came from a directory searched earlier, and stays. */
static void add_recipes(struct vendor *vendor, const struct vendor_file *file)
{
	own_recipes(vendor);
	for (size_t i = 0; i < file->model_count; i++) {
		if (has_model(vendor, file->models[i].model))
			continue;
		vendor->recipes = mem_resize(vendor->recipes, vendor->recipe_count + 1,
		                             sizeof(*vendor->recipes));
		vendor->recipes[vendor->recipe_count++] = recipes_of(file)[i];
	}
}

/* A user's file need not repeat them. */
static void add_aliases(struct vendor *vendor, const struct vendor_file *file)
{
	for (size_t i = 0; i < file->alias_count; i++) {
		vendor->aliases =
		        mem_grow(vendor->aliases, vendor->alias_count, sizeof(*vendor->aliases));
		vendor->aliases[vendor->alias_count++] = file->aliases[i];
	}
}

/* The first file's recipes are taken over: most vendors have no other, and a copy takes memory. */
static void add_to_vendor(struct vendor *vendor, struct vendor_file *file)
{
	add_aliases(vendor, file);
	for (size_t i = 0; i < file->code_count; i++) {
		vendor->codes = mem_grow(vendor->codes, vendor->code_count, sizeof(*vendor->codes));
		vendor->codes[vendor->code_count++] = file->codes[i];
	}
	if (vendor->recipes) {
		add_recipes(vendor, file);
		return;
	}
	vendor->recipe_count = file->model_count;
	vendor->borrows_recipes = !file->recipes;
	vendor->recipes = recipes_of(file);
	file->recipes = NULL;
}

static void warn_of_old_file(struct catalog *catalog, const char *path)
{
	const char *name = file_name_in(path);

	catalog_warn(catalog,
	             "'%s' has no \"schema\": 2 and is read as an older vendor file; 'mkrescue-usb "
	             "check-catalog --fix %.*s' rewrites it",
	             path, (int)(name - path), path);
}

static void keep_vendor(struct catalog *catalog, const struct vendor_file *file, const char *path)
{
	struct documents *documents = catalog->documents;

	if (file->is_old)
		warn_of_old_file(catalog, path);
	documents->vendors = mem_grow(documents->vendors, documents->vendor_count, sizeof(*file));
	documents->vendors[documents->vendor_count] = *file;
	add_to_vendor(vendor_of(catalog, file), &documents->vendors[documents->vendor_count++]);
}

static bool check_layouts(const struct catalog *catalog, const struct vendor_file *file,
                          const char *path, struct failure *why)
{
	for (size_t i = 0; i < file->model_count; i++) {
		const char *layout = recipes_of(file)[i].layout;

		if (layout && !catalog_layout(catalog, layout))
			return fail(why, FAIL_CATALOG,
			            "'%s': model '%s' of vendor '%s' needs the layout '%s', which "
			            "does not exist",
			            path, file->models[i].model, file->vendor, layout);
	}
	return true;
}

static bool load_vendor(struct catalog *catalog, const char *path, struct failure *why)
{
	struct json_written written = { 0 };
	struct vendor_file file;
	const bool was_read = vendorfile_read(
	        &file, path, &(struct vendorfile_request){ FOLDER_ANYBODY, false, &written }, why);

	free(written.text);
	if (!was_read)
		return false;
	if (!check_layouts(catalog, &file, path, why)) {
		vendorfile_done(&file);
		return false;
	}
	keep_vendor(catalog, &file, path);
	return true;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(((const struct vendor *)a)->name, ((const struct vendor *)b)->name);
}

/* Takes the file over, or frees it. */
static bool take_outcome(struct catalog *catalog, struct vendor_outcome *outcome, const char *path,
                         struct failure *why)
{
	const bool was_read = outcome->good;

	if (!was_read)
		*why = outcome->why;
	else if (check_layouts(catalog, &outcome->file, path, why)) {
		keep_vendor(catalog, &outcome->file, path);
		return true;
	}
	if (was_read)
		vendorfile_done(&outcome->file);
	return false;
}

/* A bad file of the program's own is a failure, one of the user's is left out. */
static bool load_vendors(struct catalog *catalog, const struct catalog_place *place, bool is_own,
                         struct failure *why)
{

	AUTO_FREE struct vendor_outcome *outcomes = NULL;
	struct folder folder;
	bool good = true;

	if (!folder_read(&folder, place->folder, why))
		return false;
	outcomes = vendorfiles_read(&folder, place->owner, catalog->names_only && !is_own);
	for (size_t i = 0; i < folder.count; i++) {
		struct failure bad;

		if (take_outcome(catalog, &outcomes[i], folder.paths[i], &bad))
			continue;
		if (is_own)
			left_out_vendor(catalog, folder.paths[i], place->owner, &bad);
		else if (good)
			*why = bad;
		good = good && is_own;
	}
	folder_done(&folder);
	return good;
}

static bool load_keys(struct catalog *catalog, const char *folder, uid_t owner, struct failure *why)
{
	struct documents *documents = catalog->documents;
	struct keys_file file;

	if (!keysfile_read(&file, folder, owner, why))
		return false;
	for (size_t i = 0; i < file.key_count; i++) {
		catalog->keys = mem_grow(catalog->keys, catalog->key_count, sizeof(*catalog->keys));
		catalog->keys[catalog->key_count++] = file.keys[i];
	}
	documents->keys = mem_grow(documents->keys, documents->key_count, sizeof(file));
	documents->keys[documents->key_count++] = file;
	return true;
}

static bool load_layouts(struct catalog *catalog, const char *data, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/templates/layouts", data);
	struct folder folder;
	bool good = folder_read(&folder, path, why);

	for (size_t i = 0; good && i < folder.count; i++)
		good = load_layout(catalog, folder.paths[i], why);
	folder_done(&folder);
	return good;
}

static void load_own_keys(struct catalog *catalog, const struct catalog_request *request)
{
	for (size_t i = 0; i < request->place_count; i++) {
		const struct catalog_place *place = &request->places[i];
		struct failure bad;

		if (!load_keys(catalog, place->folder, place->owner, &bad))
			left_out_keys(catalog, &bad);
	}
	catalog->own_key_count = catalog->key_count;
}

static bool load_places(struct catalog *catalog, const struct catalog_request *request,
                        struct failure *why)
{
	for (size_t i = 0; i < request->place_count; i++) {
		const struct catalog_place *place = &request->places[i];

		if (place->may_lack && folder_is_empty(place->folder))
			continue;
		if (load_vendors(catalog, place, true, why))
			continue;
		if (!place->may_lack)
			return false;
		left_out_folder(catalog, why);
	}
	load_own_keys(catalog, request);
	return true;
}

/* The program's own file of that name; NULL when there is none. To be freed. */
static char *file_of(const char *vendors, const char *vendor)
{
	AUTO_FREE char *name = mem_strdup(vendor ? vendor : "");
	AUTO_FREE char *path = NULL;

	for (char *letter = name; *letter; letter++)
		*letter = (char)tolower((unsigned char)*letter);
	path = mem_printf("%s/%s.json", vendors, name);
	return vendorname_is_name(name) && access(path, F_OK) == 0 ? TAKE(path) : NULL;
}

/* Whether what was read has a vendor of that very name; an alias could belong to another vendor. */
static bool has_vendor(const struct catalog *catalog, const char *name)
{
	for (size_t i = 0; name && i < catalog->vendor_count; i++) {
		if (strcasecmp(catalog->vendors[i].name, name) == 0)
			return true;
	}
	return false;
}

static bool load_own(struct catalog *out, const struct catalog_request *request,
                     const char *vendors, struct failure *why)
{
	AUTO_FREE char *only = file_of(vendors, request->vendor);

	out->partial = only || has_vendor(out, request->vendor);
	out->names_only = request->names_only && !out->partial;
	if (!out->partial)
		return load_vendors(out, &(struct catalog_place){ vendors, FOLDER_ANYBODY, false },
		                    false, why);
	return !only || load_vendor(out, only, why);
}

static bool load_all(struct catalog *out, const struct catalog_request *request,
                     struct failure *why)
{
	AUTO_FREE char *vendors = mem_printf("%s/vendors", request->data);

	return load_layouts(out, request->data, why) && load_places(out, request, why) &&
	       load_own(out, request, vendors, why) && load_keys(out, vendors, FOLDER_ANYBODY, why);
}

bool catalog_load(struct catalog *out, const struct catalog_request *request, struct failure *why)
{
	*out = (struct catalog){ .documents = mem_zalloc(1, sizeof(struct documents)) };
	if (!load_all(out, request, why)) {
		catalog_done(out);
		return false;
	}
	qsort(out->vendors, out->vendor_count, sizeof(*out->vendors), by_name);
	return true;
}

bool catalog_load_keys(struct catalog *out, const struct catalog_request *request,
                       struct failure *why)
{
	AUTO_FREE char *vendors = mem_printf("%s/vendors", request->data);

	*out = (struct catalog){ .documents = mem_zalloc(1, sizeof(struct documents)),
		                 .partial = true };
	load_own_keys(out, request);
	if (load_keys(out, vendors, FOLDER_ANYBODY, why))
		return true;
	catalog_done(out);
	return false;
}

bool catalog_load_layouts(struct catalog *out, const char *data, struct failure *why)
{
	*out = (struct catalog){ .documents = mem_zalloc(1, sizeof(struct documents)) };
	if (load_layouts(out, data, why))
		return true;
	catalog_done(out);
	return false;
}

/* Without /proc the path that it was started by has to do. False with errno. */
static bool own_path(char out[PATH_MAX])
{
	const ssize_t length = readlink("/proc/self/exe", out, PATH_MAX - 1);

	if (length >= 0) {
		out[length] = '\0';
		return true;
	}
	/* NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel gives addresses as numbers */
	return realpath((const char *)getauxval(AT_EXECFN), out);
}

bool catalog_data(char **out, struct failure *why)
{
	static const char *const places[] = { "share/mkrescue-usb", "../share/mkrescue-usb" };
	char program[PATH_MAX];
	char *slash;

	if (!own_path(program))
		return fail_errno(why, FAIL_CATALOG,
		                  "cannot find the program's own folder; mount /proc");
	slash = strrchr(program, '/');
	if (slash)
		*slash = '\0';
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		*out = mem_printf("%s/%s", program, places[i]);
		if (access(*out, F_OK) == 0)
			return true;
		free(*out);
	}
	*out = NULL;
	return fail(why, FAIL_CATALOG,
	            "the program's data is missing: neither '%s/%s' nor '%s/%s' is there", program,
	            places[0], program, places[1]);
}

void catalog_done(struct catalog *catalog)
{
	struct documents *documents = catalog->documents;

	for (size_t i = 0; i < catalog->vendor_count; i++) {
		free(catalog->vendors[i].aliases);
		free(catalog->vendors[i].codes);
		if (!catalog->vendors[i].borrows_recipes)
			free(catalog->vendors[i].recipes);
	}
	for (size_t i = 0; documents && i < documents->vendor_count; i++)
		vendorfile_done(&documents->vendors[i]);
	for (size_t i = 0; documents && i < documents->layout_count; i++)
		layoutfile_done(&documents->layouts[i]);
	for (size_t i = 0; documents && i < documents->key_count; i++)
		keysfile_done(&documents->keys[i]);
	if (documents) {
		free(documents->vendors);
		free(documents->layouts);
		free(documents->keys);
	}
	free(documents);
	left_out_done(catalog);
	free(catalog->vendors);
	free(catalog->layouts);
	free(catalog->keys);
	*catalog = (struct catalog){ 0 };
}
