#include "catalog/vendorfile/vendordocument.h"

#include <string.h>

const struct procedure *vendordocument_procedure(const struct vendor_file *file, size_t index)
{
	const char *name = file->models[index].procedure;

	for (size_t i = 0; name && i < file->procedure_count; i++) {
		const struct procedure *procedure = &file->procedures[i];

		if (procedure->name && strcmp(procedure->name, name) == 0)
			return procedure;
	}
	return NULL;
}

const json_t *vendordocument_written(const struct vendor_file *file, const char *list, size_t index)
{
	return json_array_get(json_object_get(file->document, list), index);
}

const struct json_place *vendordocument_place(struct written *out, const struct vendor_file *file,
                                              size_t model, const char *member)
{
	static const struct json_place top = { NULL, NULL, 0 };
	const struct procedure *shared = vendordocument_procedure(file, model);
	bool own =
	        !shared || json_object_get(vendordocument_written(file, "models", model), member);

	out->list = (struct json_place){ &top, own ? "models" : "procedures", 0 };
	out->item = (struct json_place){ &out->list, NULL,
		                         own ? model : (size_t)(shared - file->procedures) };
	out->member = (struct json_place){ &out->item, member, 0 };
	return &out->member;
}

const json_t *vendordocument_member(const struct vendor_file *file, size_t model,
                                    const char *member)
{
	const struct procedure *shared = vendordocument_procedure(file, model);
	const json_t *own = json_object_get(vendordocument_written(file, "models", model), member);
	const json_t *procedure;

	if (own || !shared)
		return own;
	procedure = vendordocument_written(file, "procedures", (size_t)(shared - file->procedures));
	return json_object_get(procedure, member);
}

bool vendordocument_method(const struct vendor_file *file, size_t model, enum method *out)
{
	const char *name = json_string_value(vendordocument_member(file, model, "method"));

	return name && method_named(name, out);
}
