/* The members a vendor file may have, and where each goes. */
#include "base/mem.h"
#include "catalog/vendordocument.h"

JSON_CHOICE(method_value, enum method, method_name, METHOD_NONE);
JSON_CHOICE(confidence_value, enum confidence, confidence_name, CONFIDENCE_INFERRED);
JSON_CHOICE(works_class_value, enum works_class, works_class_name, WORKS_INTERNAL_STICK);
JSON_CHOICE(transform_value, enum transform, transform_name, TRANSFORM_BY_HAND);
JSON_CHOICE(power_value, enum power, power_name, POWER_OFF);
JSON_CHOICE(button_value, enum button, button_name, BUTTON_PRESS);

#define TEXT(key, required, type, field) \
	{ \
		key, JSON_TEXT, required, JSON_OFFSET(type, field, const char *), 0, NULL, NULL \
	}
#define NUMBER(key, type, field) \
	{ \
		key, JSON_NUMBER, false, JSON_OFFSET(type, field, uint64_t), 0, NULL, NULL \
	}
#define FLAG(key, type, field) \
	{ \
		key, JSON_FLAG, false, JSON_OFFSET(type, field, bool), 0, NULL, NULL \
	}
#define VALUE(key, type, field, of, value) \
	{ \
		key, JSON_VALUE, false, JSON_OFFSET(type, field, of), 0, &(value), NULL \
	}
#define ONE(key, type, field, shape) \
	{ \
		key, JSON_ONE, false, offsetof(type, field), 0, NULL, &(shape) \
	}
#define TEXTS(key, type, field, count) \
	{ \
		key, JSON_TEXTS, false, JSON_OFFSET(type, field, const char **), \
		        JSON_OFFSET(type, count, size_t), NULL, NULL \
	}
#define MANY(key, required, type, field, count, shape) \
	{ \
		key, JSON_MANY, required, offsetof(type, field), JSON_OFFSET(type, count, size_t), \
		        NULL, &(shape) \
	}
#define SHAPE(name, type, members) \
	const struct json_shape name = { members, ARRAY_LEN(members), sizeof(type) }

static const struct json_member accepted_members[] = {
	TEXT("format", true, struct accepted, format),
	TEXTS("codes", struct accepted, codes, code_count),
};
static SHAPE(accepted_shape, struct accepted, accepted_members);

static const struct json_member file_members[] = {
	TEXT("name", false, struct wanted_file, name),
	TEXT("directory", false, struct wanted_file, directory),
	TEXT("what", true, struct wanted_file, what),
	TEXT("from", false, struct wanted_file, from),
	TEXTS("image_types", struct wanted_file, image_types, image_type_count),
	FLAG("optional", struct wanted_file, optional),
	VALUE("transform", struct wanted_file, transform, enum transform, transform_value),
	MANY("accepts", true, struct wanted_file, accepts, accept_count, accepted_shape),
	NUMBER("size_max", struct wanted_file, size_max),
	FLAG("only_candidate", struct wanted_file, only_candidate),
	TEXT("candidate_suffix", false, struct wanted_file, candidate_suffix),
};
static SHAPE(file_shape, struct wanted_file, file_members);

static const struct json_member step_members[] = {
	TEXT("do", true, struct step, action),
	VALUE("power", struct step, power, enum power, power_value),
	VALUE("button", struct step, button, enum button, button_value),
	TEXT("until", false, struct step, until),
	NUMBER("seconds", struct step, seconds),
	TEXT("lights", false, struct step, lights),
};
static SHAPE(step_shape, struct step, step_members);

static const struct json_member light_members[] = {
	TEXT("shows", true, struct light, shows),
	TEXT("means", true, struct light, means),
};
static SHAPE(light_shape, struct light, light_members);

static const struct json_member download_members[] = {
	TEXT("url", true, struct known_download, url),
	TEXT("md5_tail", false, struct known_download, md5_tail),
	TEXT("sha256", false, struct known_download, sha256),
	NUMBER("size", struct known_download, size),
	TEXT("channel", false, struct known_download, channel),
	TEXT("region", false, struct known_download, region),
	TEXTS("beside", struct known_download, beside, beside_count),
	TEXT("seen", false, struct known_download, seen),
	TEXT("redistribution", false, struct known_download, redistribution),
	TEXT("note", false, struct known_download, note),
};
static SHAPE(download_shape, struct known_download, download_members);

static const struct json_member source_members[] = {
	TEXT("ref", true, struct source, ref),
	TEXT("kind", true, struct source, kind),
};
static SHAPE(source_shape, struct source, source_members);

static const struct json_member network_members[] = {
	TEXT("pc_address", false, struct network, pc_address),
	TEXT("device_address", false, struct network, device_address),
	NUMBER("port", struct network, port),
	TEXT("socket", false, struct network, socket),
	TEXT("path", false, struct network, path),
	TEXT("field", false, struct network, field),
	TEXT("login", false, struct network, login),
	TEXT("done", false, struct network, done),
	TEXT("command", false, struct network, command),
	NUMBER("wait_seconds", struct network, wait_seconds),
};
static SHAPE(network_shape, struct network, network_members);

static const struct json_member excluded_members[] = {
	TEXT("layout", true, struct excluded_layout, layout),
	TEXT("why", true, struct excluded_layout, why),
};
static SHAPE(excluded_shape, struct excluded_layout, excluded_members);

static const struct json_member loader_members[] = {
	FLAG("fat16_only", struct loader_limits, fat16_only),
	FLAG("one_file", struct loader_limits, one_file),
	NUMBER("cluster_max", struct loader_limits, cluster_max),
	TEXT("why", true, struct loader_limits, why),
};
static SHAPE(loader_shape, struct loader_limits, loader_members);

/* What a model may say itself or leave to a procedure; `at` is where in `type`. */
#define SHARED_MEMBERS(type, at) \
	VALUE("method", type, at method, enum method, method_value), \
	        TEXT("layout", false, type, at layout), \
	        MANY("files", false, type, at files, at file_count, file_shape), \
	        TEXT("not_built", false, type, at not_built), \
	        MANY("excluded_layouts", false, type, at excluded_layouts, \
	             at excluded_layout_count, excluded_shape), \
	        ONE("loader", type, at loader, loader_shape), \
	        ONE("network", type, at network, network_shape), \
	        VALUE("works_class", type, at works_class, enum works_class, works_class_value), \
	        TEXT("works_when", false, type, at works_when), \
	        TEXT("port", false, type, at port), \
	        TEXTS("before", type, at before, at before_count), \
	        MANY("steps", false, type, at steps, at step_count, step_shape), \
	        MANY("lights", false, type, at lights, at light_count, light_shape), \
	        TEXTS("after", type, at after, at after_count), \
	        TEXTS("failure_signs", type, at failure_signs, at failure_sign_count), \
	        TEXTS("gotchas", type, at gotchas, at gotcha_count), \
	        TEXT("instead", false, type, at instead), \
	        VALUE("confidence", type, at confidence, enum confidence, confidence_value), \
	        TEXT("confidence_basis", false, type, at confidence_basis), \
	        MANY("downloads", false, type, at downloads, at download_count, download_shape), \
	        MANY("sources", false, type, at sources, at source_count, source_shape), \
	        TEXTS("records", type, at records, at record_count)

static const struct json_member recipe_members[] = {
	TEXT("model", true, struct recipe, model),
	TEXT("title", true, struct recipe, title),
	TEXT("label", true, struct recipe, label),
	TEXTS("aliases", struct recipe, aliases, alias_count),
	TEXTS("boards", struct recipe, boards, board_count),
	TEXT("procedure", false, struct recipe, procedure),
	SHARED_MEMBERS(struct recipe, ),
};
SHAPE(recipe_shape, struct recipe, recipe_members);

static const struct json_member procedure_members[] = {
	TEXT("name", true, struct procedure, name),
	SHARED_MEMBERS(struct procedure, gives.),
};
static SHAPE(procedure_shape, struct procedure, procedure_members);

static const struct json_member code_members[] = {
	TEXT("format", true, struct board_code, format),
	TEXT("code", true, struct board_code, code),
	TEXT("model", true, struct board_code, model),
};
static SHAPE(code_shape, struct board_code, code_members);

static const struct json_member vendor_members[] = {
	TEXT("vendor", true, struct vendor_file, vendor),
	TEXT("title", true, struct vendor_file, title),
	TEXTS("aliases", struct vendor_file, aliases, alias_count),
	MANY("codes", false, struct vendor_file, codes, code_count, code_shape),
	MANY("procedures", false, struct vendor_file, procedures, procedure_count, procedure_shape),
	MANY("models", true, struct vendor_file, models, model_count, recipe_shape),
};
SHAPE(vendor_shape, struct vendor_file, vendor_members);
