#include "catalog/vendorfile/vendorfile.h"

#include "base/mem.h"
#include "catalog/vendorfile/upgrade.h"
#include "catalog/vendorfile/vendorcheck.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

static struct recipe complete(const struct vendor_file *file, size_t model)
{
	struct recipe recipe = file->models[model];
	const struct procedure *shared = vendordocument_procedure(file, model);

	recipe.vendor = file->vendor;
	if (shared)
		json_inherit(&recipe_shape, &recipe, &shared->gives);
	return recipe;
}

static void complete_and_check(struct vendor_file *out, struct json_problems *problems)
{
	fill_in_all(out);
	vendordocument_link(out);
	out->recipes = mem_zalloc(out->model_count + 1, sizeof(*out->recipes));
	for (size_t i = 0; i < out->model_count; i++)
		out->recipes[i] = complete(out, i);
	vendorcheck(out, problems);
}

static void bind_and_check(struct vendor_file *out, json_t *document,
                           struct json_problems *problems)
{
	json_t *upgraded = upgrade_is_needed(document) ? upgrade_document(document, NULL) : NULL;

	json_bind_all(upgraded ? upgraded : document, &vendor_shape, problems, out);
	out->document = upgraded ? upgraded : json_incref(document);
	out->is_old = upgraded != NULL;
	json_decref(document);
	out->texts = json_keep_texts(&vendor_shape, out);
	complete_and_check(out, problems);
}

bool vendorfile_examine_text(struct vendor_file *out, const char *text, size_t size,
                             struct json_problems *problems, struct failure *why)
{
	json_t *document;

	*out = (struct vendor_file){ 0 };
	if (!json_read_text(text, size, "the text", FAIL_CATALOG, &document, why))
		return false;
	bind_and_check(out, document, problems);
	return true;
}

bool vendorfile_examine(struct vendor_file *out, const char *path, uid_t owner,
                        struct json_problems *problems, struct failure *why)
{
	AUTO_CLOSE int fd = folder_open(path, owner, why);
	json_t *document;

	*out = (struct vendor_file){ 0 };
	if (fd == -1 || !json_read_fd(fd, path, FAIL_CATALOG, &document, why))
		return false;
	bind_and_check(out, document, problems);
	return true;
}

static void ignore(struct json_problems *problems, const char *pointer, const char *problem)
{
	(void)problems;
	(void)pointer;
	(void)problem;
}

bool vendorfile_read_text(struct vendor_file *out, char *text)
{
	struct json_problems problems = { ignore, 0 };

	if (!json_bind_text(text, &vendor_shape, out, &out->lists))
		return false;
	if (out->schema == UPGRADE_SCHEMA)
		complete_and_check(out, &problems);
	if (out->schema == UPGRADE_SCHEMA && !problems.count)
		return true;
	vendorfile_done(out);
	return false;
}

static bool read_names_text(struct vendor_file *out, char *text)
{
	if (!json_bind_part(text, &vendor_name_shape, out, &out->lists))
		return false;
	if (out->schema != UPGRADE_SCHEMA) {
		vendorfile_done(out);
		return false;
	}
	out->texts = json_keep_texts(&vendor_name_shape, out);
	vendordocument_link(out);
	for (size_t i = 0; i < out->model_count; i++) {
		const struct procedure *shared = vendordocument_procedure(out, i);

		out->models[i].vendor = out->vendor;
		if (shared)
			json_inherit(&recipe_name_shape, &out->models[i], &shared->gives);
	}
	return true;
}

/* A file of this version without a mistake, as nearly all are. */
static bool read_quickly(struct vendor_file *out, const char *path,
                         const struct vendorfile_request *request)
{
	struct failure ignored;
	AUTO_CLOSE int fd = folder_open(path, request->owner, &ignored);
	struct json_written *written = request->written;

	if (fd == -1 || !json_read_whole(fd, path, FAIL_CATALOG, written, &ignored) ||
	    strlen(written->text) != written->size)
		return false;
	if (request->names_only)
		return read_names_text(out, written->text);
	if (!vendorfile_read_text(out, written->text))
		return false;
	out->texts = TAKE(written->text);
	written->room = 0;
	return true;
}

bool vendorfile_read(struct vendor_file *out, const char *path,
                     const struct vendorfile_request *request, struct failure *why)
{
	struct json_first first = json_first(path, FAIL_CATALOG, why);

	if (read_quickly(out, path, request))
		return true;
	if (!vendorfile_examine(out, path, request->owner, &first.problems, why))
		return false;
	if (first.problems.count)
		vendorfile_done(out);
	json_decref(out->document);
	out->document = NULL;
	return !first.problems.count;
}

void vendorfile_done(struct vendor_file *file)
{
	if (!file->lists)
		json_unbind(&vendor_shape, file);
	json_lists_done(file->lists);
	json_decref(file->document);
	free(file->texts);
	free(file->recipes);
	free(file->shared);
	*file = (struct vendor_file){ 0 };
}
