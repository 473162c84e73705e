#include "catalog/review/reviewfile.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "catalog/vendorfile/vendorcheck.h"

#include <string.h>
#include <strings.h>

static const struct json_place top = { NULL, NULL, 0 };

/* What is checked, and where problems go. */
struct review {
	const struct review_request *request;
	const struct vendor_file *file;
	struct json_problems *problems;
};

static void wrong(const struct review *review, const struct json_place *place, const char *member,
                  const char *problem)
{
	json_wrong_member(review->problems, place, member, problem);
}

/* Texts that are not readable, or that a comparison would miss. */
static void check_texts(const struct review *review, const json_t *value,
                        const struct json_place *place)
{
	const char *text = json_string_value(value);
	const char *key;
	json_t *member;

	if (text && (!text[0] || text[0] == ' ' || text[strlen(text) - 1] == ' '))
		json_wrong(review->problems, place, "is empty, or begins or ends with a blank");
	for (size_t i = 0; i < json_array_size(value); i++) {
		const struct json_place item = { place, NULL, i };

		check_texts(review, json_array_get(value, i), &item);
	}
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		const struct json_place inner = { place, key, 0 };

		if (strcmp(key, "aliases") != 0) /* their form was checked when they were read */
			check_texts(review, member, &inner);
	}
}

static const struct layout *find_layout(const struct review *review, const char *name)
{
	for (size_t i = 0; i < review->request->layout_count; i++) {
		if (strcmp(review->request->layouts[i].name, name) == 0)
			return &review->request->layouts[i];
	}
	return NULL;
}

static void check_layout_name(const struct review *review, const char *name,
                              const struct json_place *place)
{
	AUTO_FREE char *known = NULL;
	struct joined names = { 0 };

	if (!name || find_layout(review, name))
		return;
	for (size_t i = 0; i < review->request->layout_count; i++)
		joined_add(&names, ", ", "%s", review->request->layouts[i].name);
	known = joined_take(&names);
	json_wrong(review->problems, &(struct json_place){ place, "layout", 0 },
	           "unknown layout '%s'; known layouts: %s", name, known);
}

static void check_format(const struct review *review, const char *format,
                         const struct json_place *place)
{
	if (format && strcmp(format, "any") != 0 && !review->request->knows_format(format))
		json_wrong(review->problems, &(struct json_place){ place, "format", 0 },
		           "unknown firmware format '%s'; use 'any', or what 'mkrescue-usb inspect "
		           "FILE' prints as the container",
		           format);
}

static void check_form(const struct review *review, const char *format, const char *code,
                       const struct json_place *place)
{
	const char *form = format && code ? review->request->wrong_code(format, code) : NULL;

	if (form)
		json_wrong(review->problems, place,
		           "'%s' is not a code of the format '%s', which is %s", code, format,
		           form);
}

static void check_accepts(const struct review *review, const struct slot *file,
                          const struct json_place *place)
{
	const struct json_place accepts = { place, "accepts", 0 };

	for (size_t i = 0; i < file->accept_count; i++) {
		const struct json_place accepted = { &accepts, NULL, i };

		check_format(review, file->accepts[i].format, &accepted);
		for (size_t j = 0; j < file->accepts[i].code_count; j++)
			check_form(review, file->accepts[i].format, file->accepts[i].codes[j],
			           &accepted);
	}
}

/* An older form has steps without acts: they are shown, but cannot be drawn. */
static void check_kinds(const struct review *review, const struct recipe *recipe,
                        const struct json_place *place)
{
	const struct json_place steps = { place, "steps", 0 };
	const struct json_place before = { place, "before", 0 };

	for (size_t i = 0; i < recipe->step_count; i++) {
		if (recipe->steps[i].act == ACT_UNKNOWN)
			wrong(review, &(struct json_place){ &steps, NULL, i }, "act",
			      "is missing; it says what is done, such as 'hold'");
	}
	for (size_t i = 0; i < recipe->before_count; i++) {
		if (recipe->before[i].kind == CONDITION_UNKNOWN)
			wrong(review, &(struct json_place){ &before, NULL, i }, "kind",
			      "must be have, accept, prepare or only-if");
	}
}

/* What a model and a shared procedure name alike. */
static void check_references(const struct review *review, const struct recipe *recipe,
                             const struct json_place *place)
{
	const struct json_place files = { place, "files", 0 };
	const struct json_place excluded = { place, "excluded_layouts", 0 };

	check_layout_name(review, recipe->layout, place);
	check_kinds(review, recipe, place);
	for (size_t i = 0; i < recipe->excluded_layout_count; i++) {
		const struct json_place item = { &excluded, NULL, i };

		check_layout_name(review, recipe->excluded_layouts[i].layout, &item);
	}
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct json_place item = { &files, NULL, i };

		check_accepts(review, &recipe->files[i], &item);
	}
}

/* Whether FAT would take both for the same; a file may not be called as a folder either. */
static bool collide(const struct slot *a, const struct slot *b)
{
	AUTO_FREE char *path = file_in(a->directory, a->name);
	size_t length = strlen(path);

	if (strcasecmp(a->directory, b->directory) == 0 && strcasecmp(a->name, b->name) == 0)
		return true;
	return strncasecmp(path, b->directory, length) == 0 &&
	       (b->directory[length] == '/' || !b->directory[length]);
}

static void check_collisions(const struct review *review, const struct recipe *recipe,
                             const struct json_place *files)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *file = &recipe->files[i];
		const struct json_place place = { files, NULL, i };

		for (size_t j = 0; j < recipe->file_count && file->name; j++) {
			const struct slot *other = &recipe->files[j];

			if (i == j || !other->name || (!collide(file, other)))
				continue;
			if (i > j || !collide(other, file))
				json_wrong(review->problems, &place,
				           "collides on the stick with file %zu", j);
		}
	}
}

/* What the loader is said not to manage, the recipe must not ask of it. */
static void check_loader(const struct review *review, const struct recipe *recipe,
                         const struct json_place *loader)
{
	const struct layout *layout = find_layout(review, recipe->layout);
	size_t needed = 0;

	for (size_t i = 0; i < recipe->file_count; i++)
		needed += !recipe->files[i].optional;
	if (recipe->loader.one_file && needed > 1)
		wrong(review, loader, "one_file", "but the recipe needs several files");
	if (layout && recipe->loader.fat16_only && layout->fat_bits == 32)
		wrong(review, loader, "fat16_only", "but the recipe's layout is FAT32");
	if (layout && recipe->loader.cluster_max &&
	    layout->cluster_size > recipe->loader.cluster_max)
		wrong(review, loader, "cluster_max", "but the layout's clusters are larger");
}

/* The program makes a medium by it: then it must be possible, and of use. */
static void check_built(const struct review *review, size_t model, const struct recipe *recipe,
                        const struct json_place *place)
{
	struct written written;
	const struct json_place *files =
	        vendordocument_place(&written, review->file, model, "files");
	struct written loader;

	if (!recipe->step_count)
		wrong(review, place, "steps", "is missing; it says what to do with the stick");
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct json_place file = { files, NULL, i };

		if (recipe->files[i].transform == TRANSFORM_BY_HAND)
			wrong(review, &file, "transform",
			      "a file assembled by hand is not built; 'not_built' must say why");
	}
	check_collisions(review, recipe, files);
	check_loader(review, recipe, vendordocument_place(&loader, review->file, model, "loader"));
}

static void check_excluded(const struct review *review, size_t model, const struct recipe *recipe)
{
	struct written written;
	const struct json_place *place =
	        vendordocument_place(&written, review->file, model, "excluded_layouts");

	for (size_t i = 0; i < recipe->excluded_layout_count; i++) {
		const char *layout = recipe->excluded_layouts[i].layout;
		const struct json_place item = { place, NULL, i };

		if (layout && recipe->layout && strcmp(layout, recipe->layout) == 0)
			wrong(review, &item, "layout", "is the recipe's own layout");
	}
}

/* Two ways to rescue one router may take the same file; two routers must differ on the label. */
static void check_code(const struct review *review, size_t model, const char *format,
                       const char *code, const struct json_place *place)
{
	const struct recipe *recipe = &review->file->recipes[model];

	for (size_t i = 0; i < model; i++) {
		const struct recipe *other = &review->file->recipes[i];

		if (other->method == recipe->method && recipe_takes(other, format, code) &&
		    recipe_same_router(recipe, other))
			json_wrong(review->problems, place,
			           "/models/%zu has this code, too, and the same label; the two "
			           "cannot be distinguished",
			           i);
	}
}

static void check_codes(const struct review *review, size_t model, const struct recipe *recipe)
{
	struct written written;
	const struct json_place *files =
	        vendordocument_place(&written, review->file, model, "files");

	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct json_place file = { files, NULL, i };
		const struct json_place accepts = { &file, "accepts", 0 };

		for (size_t j = 0; j < recipe->files[i].accept_count; j++) {
			const struct accepted *accepted = &recipe->files[i].accepts[j];
			const struct json_place item = { &accepts, NULL, j };

			for (size_t k = 0; accepted->format && k < accepted->code_count; k++)
				check_code(review, model, accepted->format, accepted->codes[k],
				           &item);
		}
	}
}

/* What only users tell, or what cannot be looked up, makes nothing certain. */
static bool is_firm(const struct source *source)
{
	return source->ref && source->kind && strcmp(source->kind, "user-report") != 0 &&
	       strncmp(source->ref, "unnamed ", strlen("unnamed ")) != 0;
}

static void check_confidence(const struct review *review, const struct recipe *recipe,
                             const struct json_place *place)
{
	bool is_firmly_sourced = false;

	if (recipe->confidence != CONFIDENCE_GOOD)
		return;
	for (size_t i = 0; i < recipe->source_count; i++)
		is_firmly_sourced = is_firmly_sourced || is_firm(&recipe->sources[i]);
	if (recipe->source_count && !is_firmly_sourced)
		wrong(review, place, "confidence",
		      "is surer than its sources, which are users' reports or have no name; it is "
		      "partial at most");
	if (recipe->method == METHOD_FAMILY)
		wrong(review, place, "confidence",
		      "is surer than a maker's usual way, which is partial at most");
}

static void check_model(const struct review *review, size_t model)
{
	const struct json_place models = { &top, "models", 0 };
	const struct json_place place = { &models, NULL, model };
	const struct recipe *recipe = &review->file->recipes[model];

	check_references(review, &review->file->models[model], &place);
	check_excluded(review, model, recipe);
	check_codes(review, model, recipe);
	check_confidence(review, recipe, &place);
	if (recipe_is_built(recipe))
		check_built(review, model, recipe, &place);
}

static bool is_used(const struct vendor_file *file, const struct procedure *procedure)
{
	for (size_t i = 0; i < file->model_count; i++) {
		if (vendordocument_procedure(file, i) == procedure)
			return true;
	}
	return false;
}

static void check_procedures(const struct review *review)
{
	const struct json_place list = { &top, "procedures", 0 };

	for (size_t i = 0; i < review->file->procedure_count; i++) {
		const struct procedure *procedure = &review->file->procedures[i];
		const struct json_place place = { &list, NULL, i };

		check_references(review, &procedure->gives, &place);
		if (procedure->name && !is_used(review->file, procedure))
			wrong(review, &place, "name", "no model uses this procedure");
	}
}

static bool same_code(const struct board_code *a, const struct board_code *b)
{
	return a->format && b->format && a->code && b->code && strcmp(a->format, b->format) == 0 &&
	       strcmp(a->code, b->code) == 0;
}

static void check_code_table(const struct review *review)
{
	const struct json_place list = { &top, "codes", 0 };
	const struct vendor_file *file = review->file;

	for (size_t i = 0; i < file->code_count; i++) {
		const struct json_place place = { &list, NULL, i };

		check_format(review, file->codes[i].format, &place);
		check_form(review, file->codes[i].format, file->codes[i].code, &place);
		for (size_t j = 0; j < i; j++) {
			if (same_code(&file->codes[i], &file->codes[j]))
				json_wrong(review->problems, &place,
				           "is the same code as /codes/%zu", j);
		}
	}
}

static void check_file_name(const struct review *review, const char *path)
{
	AUTO_FREE char *wanted = mem_printf("%s.json", review->file->vendor);

	if (strcmp(file_name_in(path), wanted) != 0)
		json_wrong(review->problems, &(struct json_place){ &top, "vendor", 0 },
		           "the file must be called '%s'", wanted);
}

void reviewfile(const struct review_request *request, const struct vendor_file *file,
                const char *path, struct json_problems *problems)
{
	const struct review review = { request, file, problems };

	check_texts(&review, file->document, &top);
	if (file->is_old)
		wrong(&review, &top, "schema",
		      "is missing; 'mkrescue-usb check-catalog --fix DIR' rewrites the file");
	if (file->vendor)
		check_file_name(&review, path);
	check_code_table(&review);
	check_procedures(&review);
	for (size_t i = 0; i < file->model_count; i++)
		check_model(&review, i);
}
