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

static bool check_file(const struct here *here, const struct wanted_file *file, struct failure *why)
{
	if (!is_fat_name(file->name))
		return wrong(here, "files", "a file's name must be one that FAT can hold", why);
	if (!is_directory(file->directory))
		return wrong(here, "files", "a directory starts with '/' and ends without", why);
	if (!file->accept_count)
		return wrong(here, "files", "a file accepts at least one format", why);
	if (file->size_max > size_limit)
		return wrong(here, "files", "size_max is more than any layout holds", why);
	return true;
}

/* What a model needs follows from its method. */
static bool check_method(const struct here *here, const struct recipe *recipe, struct failure *why)
{
	if (recipe->method != METHOD_USB_STICK) {
		if (!recipe->instead)
			return wrong(here, "instead", "must say what this model needs", why);
		return !recipe->file_count ||
		       wrong(here, "files", "only the method 'usb-stick' has files", why);
	}
	if (!recipe->layout)
		return wrong(here, "layout", "is missing", why);
	if (!recipe->file_count)
		return wrong(here, "files", "a stick holds at least one file", why);
	if (!recipe->works_when)
		return wrong(here, "works_when", "is missing", why);
	for (size_t i = 0; i < recipe->file_count; i++) {
		if (!check_file(here, &recipe->files[i], why))
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

static bool check_model(const struct here *here, const struct vendor_file *file,
                        struct failure *why)
{
	const struct recipe *recipe = &file->models[here->model];

	if (recipe->procedure && !find_procedure(file, recipe->procedure))
		return wrong(here, "procedure", "the vendor has no such procedure", why);
	if (!recipe->source_count)
		return wrong(here, "sources", "at least one is wanted", why);
	return check_names(here, file, why) && check_method(here, recipe, why);
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

static bool bind_and_check(struct vendor_file *out, json_t *document, const char *name,
                           struct failure *why)
{
	if (!json_bind(document, &vendor_shape, name, FAIL_CATALOG, out, why)) {
		json_decref(document);
		return false;
	}
	out->document = document;
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

/* A list that the model gives itself stays; one that it leaves out comes from `shared`. */
static void inherit(void *list, size_t *count, const void *shared, size_t shared_count)
{
	if (*count)
		return;
	memcpy(list, shared, sizeof(void *)); /* one pointer, whatever it points to */
	*count = shared_count;
}

struct recipe vendorfile_recipe(const struct vendor_file *file, size_t index)
{
	struct recipe recipe = file->models[index];
	const struct procedure *shared = find_procedure(file, recipe.procedure);

	recipe.vendor = file->vendor;
	if (!shared)
		return recipe;
	inherit(&recipe.before, &recipe.before_count, &shared->before, shared->before_count);
	inherit(&recipe.steps, &recipe.step_count, &shared->steps, shared->step_count);
	inherit(&recipe.lights, &recipe.light_count, &shared->lights, shared->light_count);
	inherit(&recipe.failure_signs, &recipe.failure_sign_count, &shared->failure_signs,
	        shared->failure_sign_count);
	inherit(&recipe.gotchas, &recipe.gotcha_count, &shared->gotchas, shared->gotcha_count);
	return recipe;
}
