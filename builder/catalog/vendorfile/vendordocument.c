#include "catalog/vendorfile/vendordocument.h"

#include "base/mem.h"

#include <string.h>

static bool is_called(const struct procedure *procedure, const char *name)
{
	return procedure->name && strcmp(procedure->name, name) == 0;
}

static const struct procedure *find_procedure(const struct vendor_file *file, const char *name)
{
	for (size_t i = 0; i < file->procedure_count; i++) {
		if (is_called(&file->procedures[i], name))
			return &file->procedures[i];
	}
	return NULL;
}

/* Models that share one follow each other. */
void vendordocument_link(struct vendor_file *file)
{
	const struct procedure *last = NULL;

	file->shared = mem_zalloc(file->model_count + 1, sizeof(struct procedure *));
	for (size_t i = 0; i < file->model_count; i++) {
		const char *name = file->models[i].procedure;

		if (!name)
			continue;
		if (!last || !is_called(last, name))
			last = find_procedure(file, name);
		file->shared[i] = last;
	}
}

const struct procedure *vendordocument_procedure(const struct vendor_file *file, size_t index)
{
	return file->shared[index];
}

static bool is_own(const struct vendor_file *file, size_t model, const char *member)
{
	return json_is_written(&recipe_shape, &file->models[model], member);
}

const struct json_place *vendordocument_place(struct written *out, const struct vendor_file *file,
                                              size_t model, const char *member)
{
	static const struct json_place top = { NULL, NULL, 0 };
	const struct procedure *shared = vendordocument_procedure(file, model);
	const bool own = !shared || is_own(file, model, member);

	out->list = (struct json_place){ &top, own ? "models" : "procedures", 0 };
	out->item = (struct json_place){ &out->list, NULL,
		                         own ? model : (size_t)(shared - file->procedures) };
	out->member = (struct json_place){ &out->item, member, 0 };
	return &out->member;
}

bool vendordocument_has(const struct vendor_file *file, size_t model, const char *member)
{
	const struct procedure *shared = vendordocument_procedure(file, model);

	return is_own(file, model, member) ||
	       (shared && json_is_written(&procedure_shape, shared, member));
}

static const json_t *item(const struct vendor_file *file, const char *list, size_t index)
{
	return json_array_get(json_object_get(file->document, list), index);
}

/* Without the document, every method that is written was understood. */
bool vendordocument_method(const struct vendor_file *file, size_t model, enum method *out)
{
	const struct procedure *shared = vendordocument_procedure(file, model);
	const json_t *writer;
	const char *name;

	*out = file->recipes[model].method;
	if (!vendordocument_has(file, model, "method") || !file->document)
		return vendordocument_has(file, model, "method");
	writer = is_own(file, model, "method")
	                 ? item(file, "models", model)
	                 : item(file, "procedures", (size_t)(shared - file->procedures));
	name = json_string_value(json_object_get(writer, "method"));
	return name && method_named(name, out);
}
