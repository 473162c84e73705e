/* The members a vendor file may have, and where each goes. */
#include "catalog/vendorshape.h"
#include "base/mem.h"
#include "catalog/vendorfile.h"

const char *const method_names[] = {
	"usb-stick",  "tftp-serve", "bootp-tftp-serve", "tftp-put",   "http-post", "nmrp",
	"netinstall", "dual-boot",  "ftp-eva",          "disk-image", "none",      NULL,
};
const char *const confidence_names[] = { "good", "partial", "thin", NULL };

const char *method_name(int method)
{
	return method_names[method];
}

const char *confidence_name(int confidence)
{
	return confidence_names[confidence];
}

#define TEXT(key, required, type, field) \
	{ \
		key, JSON_TEXT, required, offsetof(type, field), 0, NULL, NULL \
	}
#define NUMBER(key, type, field) \
	{ \
		key, JSON_NUMBER, false, offsetof(type, field), 0, NULL, NULL \
	}
#define FLAG(key, type, field) \
	{ \
		key, JSON_FLAG, false, offsetof(type, field), 0, NULL, NULL \
	}
#define CHOICE(key, type, field, choices) \
	{ \
		key, JSON_CHOICE, true, offsetof(type, field), 0, choices, NULL \
	}
#define TEXTS(key, type, field, count) \
	{ \
		key, JSON_TEXTS, false, offsetof(type, field), offsetof(type, count), NULL, NULL \
	}
#define MANY(key, required, type, field, count, shape) \
	{ \
		key, JSON_MANY, required, offsetof(type, field), offsetof(type, count), NULL, \
		        &(shape) \
	}
#define SHAPE(name, type, members) \
	const struct json_shape name = { members, ARRAY_LEN(members), sizeof(type) }

static const struct json_member accepted_members[] = {
	TEXT("format", true, struct accepted, format),
	TEXTS("codes", struct accepted, codes, code_count),
};
static SHAPE(accepted_shape, struct accepted, accepted_members);

static const struct json_member file_members[] = {
	TEXT("name", true, struct wanted_file, name),
	TEXT("directory", true, struct wanted_file, directory),
	TEXT("what", true, struct wanted_file, what),
	MANY("accepts", true, struct wanted_file, accepts, accept_count, accepted_shape),
	NUMBER("size_max", struct wanted_file, size_max),
	FLAG("only_candidate", struct wanted_file, only_candidate),
	TEXT("candidate_suffix", false, struct wanted_file, candidate_suffix),
};
static SHAPE(file_shape, struct wanted_file, file_members);

static const struct json_member step_members[] = {
	TEXT("do", true, struct step, action),
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
	TEXT("url", true, struct download, url),
	TEXT("md5_tail", false, struct download, md5_tail),
	TEXT("note", false, struct download, note),
};
static SHAPE(download_shape, struct download, download_members);

static const struct json_member source_members[] = {
	TEXT("ref", true, struct source, ref),
	TEXT("kind", true, struct source, kind),
};
static SHAPE(source_shape, struct source, source_members);

static const struct json_member recipe_members[] = {
	TEXT("model", true, struct recipe, model),
	TEXT("title", true, struct recipe, title),
	TEXT("label", true, struct recipe, label),
	TEXTS("aliases", struct recipe, aliases, alias_count),
	TEXTS("boards", struct recipe, boards, board_count),
	CHOICE("method", struct recipe, method, method_names),
	TEXT("layout", false, struct recipe, layout),
	MANY("files", false, struct recipe, files, file_count, file_shape),
	TEXT("procedure", false, struct recipe, procedure),
	TEXT("works_when", false, struct recipe, works_when),
	TEXTS("before", struct recipe, before, before_count),
	MANY("steps", false, struct recipe, steps, step_count, step_shape),
	MANY("lights", false, struct recipe, lights, light_count, light_shape),
	TEXTS("failure_signs", struct recipe, failure_signs, failure_sign_count),
	TEXTS("gotchas", struct recipe, gotchas, gotcha_count),
	TEXT("instead", false, struct recipe, instead),
	CHOICE("confidence", struct recipe, confidence, confidence_names),
	TEXT("confidence_basis", true, struct recipe, confidence_basis),
	MANY("downloads", false, struct recipe, downloads, download_count, download_shape),
	MANY("sources", true, struct recipe, sources, source_count, source_shape),
};
static SHAPE(recipe_shape, struct recipe, recipe_members);

static const struct json_member procedure_members[] = {
	TEXT("name", true, struct procedure, name),
	TEXTS("before", struct procedure, before, before_count),
	MANY("steps", true, struct procedure, steps, step_count, step_shape),
	MANY("lights", false, struct procedure, lights, light_count, light_shape),
	TEXTS("failure_signs", struct procedure, failure_signs, failure_sign_count),
	TEXTS("gotchas", struct procedure, gotchas, gotcha_count),
};
static SHAPE(procedure_shape, struct procedure, procedure_members);

static const struct json_member key_members[] = {
	TEXT("name", true, struct vendor_key, name),
	TEXT("use", true, struct vendor_key, use),
	TEXT("file", true, struct vendor_key, file),
};
static SHAPE(key_shape, struct vendor_key, key_members);

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
	MANY("keys", false, struct vendor_file, keys, key_count, key_shape),
	MANY("codes", false, struct vendor_file, codes, code_count, code_shape),
	MANY("procedures", false, struct vendor_file, procedures, procedure_count, procedure_shape),
	MANY("models", true, struct vendor_file, models, model_count, recipe_shape),
};
SHAPE(vendor_shape, struct vendor_file, vendor_members);
