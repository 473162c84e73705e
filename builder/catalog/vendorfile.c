#include "catalog/vendorfile.h"

#include "base/mem.h"
#include "catalog/vendorshape.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

enum { KEY_FILE_MAX = 16 << 10, FAT_NAME_MAX = 255 };
static const uint64_t size_limit = UINT64_C(1) << 30; /* bytes: no layout holds more */

/* One model of one file, for messages. */
struct here {
	const char *name;
	size_t model;
};

static bool wrong(const struct here *here, const char *member, const char *problem,
                  struct failure *why)
{
	return fail(why, FAIL_CATALOG, "'%s' at /models/%zu/%s: %s", here->name, here->model,
	            member, problem);
}

/* What people type: lower case letters, digits and hyphens. */
static bool is_name(const char *text)
{
	size_t length = strlen(text);

	return length && text[0] != '-' &&
	       strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == length;
}

static bool has_control(const char *text)
{
	for (; *text; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			return true;
	}
	return false;
}

static bool is_fat_name(const char *name)
{
	size_t length = strlen(name);

	return length && length <= FAT_NAME_MAX && !strpbrk(name, "\"*/:<>?\\|") &&
	       !has_control(name) && strcmp(name, ".") != 0 && strcmp(name, "..") != 0 &&
	       name[length - 1] != ' ' && name[length - 1] != '.';
}

static bool is_directory(const char *path)
{
	return path[0] == '/' && !has_control(path) && !strpbrk(path, "\"*:<>?\\|") &&
	       !strstr(path, "//") && !strstr(path, "..") &&
	       (path[1] == '\0' || path[strlen(path) - 1] != '/');
}

static bool check_file_name(const struct here *here, const struct recipe *recipe,
                            const struct wanted_file *file, struct failure *why)
{
	if (!file->name)
		return !recipe->layout || wrong(here, "files", "a file on a stick has a name", why);
	return is_fat_name(file->name) ||
	       wrong(here, "files", "a file's name must be one that FAT can hold", why);
}

static bool check_file(const struct here *here, const struct recipe *recipe,
                       const struct wanted_file *file, struct failure *why)
{
	if (!check_file_name(here, recipe, file, why))
		return false;
	if (!is_directory(file->directory))
		return wrong(here, "files", "a directory starts with '/' and ends without", why);
	if (!file->accept_count)
		return wrong(here, "files", "a file accepts at least one format", why);
	if (file->size_max > size_limit)
		return wrong(here, "files", "size_max is more than any layout holds", why);
	return true;
}

static bool check_stick(const struct here *here, const struct recipe *recipe, struct failure *why)
{
	if (!recipe->works_when)
		return wrong(here, "works_when", "is missing", why);
	if (recipe->not_built)
		return true;
	if (!recipe->layout)
		return wrong(here, "layout", "is missing", why);
	return recipe->file_count || wrong(here, "files", "a stick holds at least one file", why);
}

/* What a model needs follows from its method. */
static bool check_method(const struct here *here, const struct recipe *recipe, struct failure *why)
{
	if (recipe->method == METHOD_USB_STICK) {
		if (!check_stick(here, recipe, why))
			return false;
	} else if (!recipe->instead) {
		return wrong(here, "instead", "must say what this model needs", why);
	} else if (recipe->layout && recipe->method != METHOD_DISK_IMAGE) {
		return wrong(here, "layout", "only sticks and cards have one", why);
	}
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!check_file(here, recipe, &recipe->files[i], why))
			return false;
	}
	return true;
}

static bool is_called(const struct recipe *recipe, const char *name)
{
	if (strcmp(recipe->model, name) == 0)
		return true;
	for (size_t i = 0; i < recipe->alias_count; i++) {
		if (strcmp(recipe->aliases[i], name) == 0)
			return true;
	}
	return false;
}

static bool is_taken(const struct vendor_file *file, size_t before, const char *name)
{
	for (size_t i = 0; i < before; i++) {
		if (is_called(&file->models[i], name))
			return true;
	}
	return false;
}

static bool check_names(const struct here *here, const struct vendor_file *file,
                        struct failure *why)
{
	const struct recipe *recipe = &file->models[here->model];

	if (!is_name(recipe->model))
		return wrong(here, "model", "must be lower case letters, digits and '-'", why);
	if (is_taken(file, here->model, recipe->model))
		return wrong(here, "model", "another model is called so", why);
	for (size_t i = 0; i < recipe->alias_count; i++) {
		if (!is_name(recipe->aliases[i]))
			return wrong(here, "aliases", "must be lower case letters, digits and '-'",
			             why);
		if (is_taken(file, here->model, recipe->aliases[i]))
			return wrong(here, "aliases", "another model is called so", why);
	}
	return true;
}

static const struct procedure *find_procedure(const struct vendor_file *file, const char *name)
{
	for (size_t i = 0; name && i < file->procedure_count; i++) {
		if (strcmp(file->procedures[i].name, name) == 0)
			return &file->procedures[i];
	}
	return NULL;
}

/* What the file says of one model: the objects as written. */
struct given {
	const json_t *model;
	const json_t *procedure; /* NULL: none */
};

static struct given given_for(const struct vendor_file *file, size_t index)
{
	const struct procedure *shared = find_procedure(file, file->models[index].procedure);
	struct given given = {
		.model = json_array_get(json_object_get(file->document, "models"), index),
	};

	if (shared)
		given.procedure = json_array_get(json_object_get(file->document, "procedures"),
		                                 (size_t)(shared - file->procedures));
	return given;
}

/* A choice that nobody made would silently be the first one. */
static bool check_given(const struct here *here, const struct vendor_file *file,
                        struct failure *why)
{
	static const char *const wanted[] = { "method", "confidence", "confidence_basis",
		                              "sources" };
	const struct given given = given_for(file, here->model);

	for (size_t i = 0; i < ARRAY_LEN(wanted); i++) {
		if (!json_object_get(given.model, wanted[i]) &&
		    !json_object_get(given.procedure, wanted[i]))
			return wrong(here, wanted[i], "is missing", why);
	}
	return true;
}

static bool check_model(const struct here *here, const struct vendor_file *file,
                        struct failure *why)
{
	const struct recipe *written = &file->models[here->model];
	struct recipe recipe;

	if (written->procedure && !find_procedure(file, written->procedure))
		return wrong(here, "procedure", "the vendor has no such procedure", why);
	recipe = vendorfile_recipe(file, here->model);
	if (!check_names(here, file, why) || !check_given(here, file, why))
		return false;
	if (!recipe.source_count)
		return wrong(here, "sources", "at least one is wanted", why);
	return check_method(here, &recipe, why);
}

static bool check_keys(const struct vendor_file *file, const char *name, struct failure *why)
{
	for (size_t i = 0; i < file->key_count; i++) {
		const char *path = file->keys[i].file;

		if (!path[0] || path[0] == '/' || strstr(path, "..") || has_control(path))
			return fail(why, FAIL_CATALOG,
			            "'%s' at /keys/%zu/file: must lie beside the vendor file", name,
			            i);
	}
	return true;
}

static bool check_all(const struct vendor_file *file, const char *name, struct failure *why)
{
	struct here here = { .name = name };

	if (!is_name(file->vendor))
		return fail(why, FAIL_CATALOG,
		            "'%s' at /vendor: must be lower case letters, digits and '-'", name);
	for (; here.model < file->model_count; here.model++) {
		if (!check_model(&here, file, why))
			return false;
	}
	return check_keys(file, name, why);
}

/* What is left out and has a usual value. */
static void fill_in(struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!recipe->files[i].directory)
			recipe->files[i].directory = "/";
	}
}

static void fill_in_all(struct vendor_file *file)
{
	for (size_t i = 0; i < file->procedure_count; i++)
		fill_in(&file->procedures[i].gives);
	for (size_t i = 0; i < file->model_count; i++)
		fill_in(&file->models[i]);
}

static bool bind_and_check(struct vendor_file *out, json_t *document, const char *name,
                           struct failure *why)
{
	if (!json_bind(document, &vendor_shape, name, FAIL_CATALOG, out, why)) {
		json_decref(document);
		return false;
	}
	out->document = document;
	fill_in_all(out);
	if (check_all(out, name, why))
		return true;
	vendorfile_done(out);
	return false;
}

bool vendorfile_read_text(struct vendor_file *out, const char *text, size_t size, const char *name,
                          struct failure *why)
{
	json_t *document;

	*out = (struct vendor_file){ 0 };
	return json_read_text(text, size, name, FAIL_CATALOG, &document, why) &&
	       bind_and_check(out, document, name, why);
}

static bool read_key(struct vendor_key *key, const char *vendor_path, struct failure *why)
{
	const char *slash = strrchr(vendor_path, '/');
	int directory = slash ? (int)(slash + 1 - vendor_path) : 0;
	AUTO_FREE char *path = mem_printf("%.*s%s", directory, vendor_path, key->file);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	ssize_t n = -1;

	key->pem = mem_zalloc(1, KEY_FILE_MAX + 1);
	if (fd != -1)
		n = read(fd, key->pem, KEY_FILE_MAX + 1);
	if (n < 0)
		return fail_errno(why, FAIL_CATALOG, "cannot read the key '%s'", path);
	key->pem[n > KEY_FILE_MAX ? 0 : n] = '\0';
	return n <= KEY_FILE_MAX || fail(why, FAIL_CATALOG, "'%s' is no key: too large", path);
}

bool vendorfile_read(struct vendor_file *out, const char *path, struct failure *why)
{
	json_t *document;

	*out = (struct vendor_file){ 0 };
	if (!json_read_file(path, FAIL_CATALOG, &document, why) ||
	    !bind_and_check(out, document, path, why))
		return false;
	for (size_t i = 0; i < out->key_count; i++) {
		if (!read_key(&out->keys[i], path, why)) {
			vendorfile_done(out);
			return false;
		}
	}
	return true;
}

void vendorfile_done(struct vendor_file *file)
{
	json_t *document = file->document;

	if (!document)
		return;
	for (size_t i = 0; i < file->key_count; i++)
		free(file->keys[i].pem);
	json_release(&vendor_shape, file);
	json_decref(document);
	*file = (struct vendor_file){ 0 };
}

struct recipe vendorfile_recipe(const struct vendor_file *file, size_t index)
{
	struct recipe recipe = file->models[index];
	const struct procedure *shared = find_procedure(file, recipe.procedure);

	recipe.vendor = file->vendor;
	if (shared)
		json_inherit(&recipe_shape, given_for(file, index).model, &recipe, &shared->gives);
	return recipe;
}
