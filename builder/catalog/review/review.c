#include "catalog/review/review.h"

#include "base/mem.h"
#include "base/text/spelling.h"
#include "catalog/keysfile.h"
#include "catalog/vendorfile/vendorfile.h"

#include <stdlib.h>
#include <string.h>

/* Passes a file's problems on, each once: what a procedure shares is seen with every model. */
struct collector {
	struct json_problems problems;
	const struct review_request *request;
	struct review_counts *counts;
	const char *path;
	char **reported;
	size_t reported_count;
};

static bool is_reported(const struct collector *collector, const char *line)
{
	for (size_t i = 0; i < collector->reported_count; i++) {
		if (strcmp(collector->reported[i], line) == 0)
			return true;
	}
	return false;
}

static void pass_on(struct json_problems *problems, const char *pointer, const char *text)
{
	struct collector *collector = (struct collector *)problems;
	const struct review_problem problem = { collector->path, pointer, text };
	AUTO_FREE char *line = mem_printf("%s: %s", pointer, text);

	if (is_reported(collector, line))
		return;
	collector->reported = mem_grow(collector->reported, collector->reported_count,
	                               sizeof(*collector->reported));
	collector->reported[collector->reported_count++] = TAKE(line);
	collector->counts->problems++;
	collector->request->report(collector->request->context, &problem);
}

static void collector_done(struct collector *collector)
{
	for (size_t i = 0; i < collector->reported_count; i++)
		free(collector->reported[i]);
	free(collector->reported);
}

struct review {
	const struct review_request *request;
	struct review_counts *counts;
	struct vendor_file *files;
	size_t file_count;
};

static void count(struct review_counts *counts, const struct vendor_file *file)
{
	counts->vendors++;
	counts->models += file->model_count;
	for (size_t i = 0; i < file->model_count; i++) {
		enum method method;

		counts->built += recipe_is_built(&file->recipes[i]);
		if (vendordocument_method(file, i, &method))
			counts->by_method[method]++;
	}
}

/* As it is compared when a vendor is looked up. */
static bool is_vendor(const struct vendor_file *file, const char *name)
{
	return (file->vendor && spelling_equal(file->vendor, name)) ||
	       spelling_among(name, file->aliases, file->alias_count);
}

/* A file for one of the program's vendors adds to it; any other would hide its name. */
static void check_known(const struct review *review, const struct vendor_file *file,
                        const char *name, const struct json_place *place,
                        struct json_problems *problems)
{
	for (size_t i = 0; i < review->request->known_count; i++) {
		const struct vendor *known = &review->request->known[i];

		if (file->vendor && strcmp(file->vendor, known->name) == 0)
			continue;
		if (spelling_equal(known->name, name) ||
		    spelling_among(name, known->aliases, known->alias_count))
			json_wrong(problems, place,
			           "'%s' is a name of the program's vendor '%s'; a file for that "
			           "maker has \"vendor\": \"%s\"",
			           name, known->name, known->name);
	}
}

static void check_name(const struct review *review, const struct vendor_file *file,
                       const char *name, const struct json_place *place,
                       struct json_problems *problems)
{
	check_known(review, file, name, place, problems);
	for (size_t i = 0; i < review->file_count; i++) {
		const struct vendor_file *other = &review->files[i];

		if (is_vendor(other, name))
			json_wrong(problems, place, "'%s' is already a name of the vendor '%s'",
			           name, other->vendor ? other->vendor : "without a name");
	}
}

/* Against the files before it. */
static void check_names(const struct review *review, const struct vendor_file *file,
                        struct json_problems *problems)
{
	const struct json_place top = { NULL, NULL, 0 };
	const struct json_place vendor = { &top, "vendor", 0 };
	const struct json_place aliases = { &top, "aliases", 0 };

	if (file->vendor)
		check_name(review, file, file->vendor, &vendor, problems);
	for (size_t i = 0; i < file->alias_count; i++) {
		const struct json_place alias = { &aliases, NULL, i };

		check_name(review, file, file->aliases[i], &alias, problems);
	}
}

static void check_file(struct review *review, const char *path)
{
	struct collector collector = {
		.problems = { pass_on, 0 },
		.request = review->request,
		.counts = review->counts,
		.path = path,
	};
	struct vendor_file file;
	struct failure why;

	if (vendorfile_examine(&file, path, FOLDER_ANYBODY, &collector.problems, &why)) {
		reviewfile(review->request, &file, path, &collector.problems);
		check_names(review, &file, &collector.problems);
		count(review->counts, &file);
		review->files = mem_grow(review->files, review->file_count, sizeof(*review->files));
		review->files[review->file_count++] = file;
	} else {
		review->counts->problems++;
		review->request->report(review->request->context,
		                        &(struct review_problem){ path, NULL, why.text });
	}
	collector_done(&collector);
}

static void check_keys(struct review *review)
{
	static const struct json_place top = { NULL, NULL, 0 };
	const struct json_place list = { &top, "keys", 0 };
	AUTO_FREE char *path = mem_printf("%s/keys.json", review->request->folder);
	struct collector collector = {
		.problems = { pass_on, 0 },
		.request = review->request,
		.counts = review->counts,
		.path = path,
	};
	struct keys_file file;
	struct failure why;

	if (!keysfile_examine(&file, review->request->folder, FOLDER_ANYBODY, &collector.problems,
	                      &why)) {
		json_wrong(&collector.problems, &top, "%s", why.text);
		file.key_count = 0;
	}
	for (size_t i = 0; i < file.key_count; i++) {
		const struct json_place place = { &list, NULL, i };

		if (file.keys[i].name && file.keys[i].use &&
		    !review->request->takes_key(review->request->context, &file.keys[i], &why))
			json_wrong(&collector.problems, &place, "%s", why.text);
	}
	keysfile_done(&file);
	collector_done(&collector);
}

bool review_run(const struct review_request *request, struct review_counts *counts,
                struct failure *why)
{
	struct review review = { .request = request, .counts = counts };
	struct folder folder;

	*counts = (struct review_counts){ 0 };
	if (!folder_read(&folder, request->folder, why))
		return false;
	for (size_t i = 0; i < folder.count; i++)
		check_file(&review, folder.paths[i]);
	check_keys(&review);
	for (size_t i = 0; i < review.file_count; i++)
		vendorfile_done(&review.files[i]);
	free(review.files);
	folder_done(&folder);
	return true;
}
