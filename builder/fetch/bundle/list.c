#include "fetch/bundle/list.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "base/text/url.h"
#include "fetch/storefile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define FORMAT "mkrescue-usb cache"

enum { VERSION = 1 };

char *bundlelist_object_path(const struct bundle_object *object)
{
	char path[STORE_OBJECT];
	char hex[DIGEST_HEX];

	digest_to_hex(&object->sha256, hex);
	storefile_object(path, hex);
	return mem_printf("sha256/%s", path);
}

char *bundlelist_file_path(const struct bundle_file *file)
{
	return mem_printf("catalogue/%s", file->path);
}

bool bundlelist_is_address(const char *text)
{
	return url_scheme(text) && strlen(text) <= BUNDLE_ADDRESS_MAX && !strchr(text, ' ') &&
	       text_is_harmless(text);
}

/* Folders and names that are hidden nowhere, lead nowhere, and mean nothing to a shell. */
static bool is_path(const char *path)
{
	const size_t length = strlen(path);

	if (length == 0 || length > BUNDLE_PATH_MAX || strchr("./", path[0]) ||
	    path[length - 1] == '/' || strstr(path, "//") || strstr(path, "/."))
		return false;
	return strspn(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	                    "._-+/ ") == length;
}

static const char *object_flaw(const struct bundle_object *object)
{
	if (object->size > BUNDLE_OBJECT_MAX)
		return "an object is larger than 1 GiB";
	for (size_t i = 0; i < object->address_count; i++) {
		if (!bundlelist_is_address(object->addresses[i]))
			return "the address of an object is not a web address";
	}
	return NULL;
}

static bool is_before(const struct digest *a, const struct digest *b)
{
	return memcmp(a->bytes, b->bytes, DIGEST_SHA256_SIZE) < 0;
}

static const char *objects_flaw(const struct bundle *bundle)
{
	const char *flaw = NULL;
	size_t addresses = 0;
	uint64_t size = 0;

	if (bundle->object_count > BUNDLE_OBJECTS_MAX)
		return "there are too many objects";
	for (size_t i = 0; i < bundle->object_count && !flaw; i++) {
		const struct bundle_object *object = &bundle->objects[i];

		flaw = object_flaw(object);
		if (i && !is_before(&object[-1].sha256, &object->sha256))
			flaw = "an object is listed twice or in the wrong order";
		size += object->size;
		if (size > BUNDLE_OBJECTS_SIZE)
			flaw = "the objects are larger than 64 GiB in total";
		addresses += object->address_count;
		if (addresses > BUNDLE_ADDRESSES_MAX)
			flaw = "there are too many addresses";
	}
	return flaw;
}

static const char *files_flaw(const struct bundle *bundle)
{
	uint64_t size = 0;

	if (bundle->file_count > BUNDLE_FILES_MAX)
		return "the catalogue has too many files";
	for (size_t i = 0; i < bundle->file_count; i++) {
		const struct bundle_file *file = &bundle->files[i];

		size += file->size;
		if (file->size > BUNDLE_FILE_MAX || size > BUNDLE_FILES_SIZE)
			return "the catalogue is too large";
		if (i && strcmp(file[-1].path, file->path) >= 0)
			return "a catalogue file is listed twice or in the wrong order";
	}
	return NULL;
}

bool bundlelist_check(const struct bundle *bundle, const char *name, enum fail_kind kind,
                      struct failure *why)
{
	const char *flaw = objects_flaw(bundle);

	if (!flaw)
		flaw = files_flaw(bundle);
	if (flaw)
		return fail(why, kind, "'%s' cannot be a cache export: %s", name, flaw);
	for (size_t i = 0; i < bundle->file_count; i++) {
		char shown[BUNDLE_PATH_MAX];

		text_clean(shown, sizeof(shown), bundle->files[i].path);
		if (!is_path(bundle->files[i].path))
			return fail(why, kind,
			            "'%s' is not a valid file name in a cache export; use letters, "
			            "digits, '.', '_', '-' and '+'",
			            shown);
	}
	return true;
}

static json_t *object_json(const struct bundle_object *object)
{
	json_t *addresses = json_array();
	char hex[DIGEST_HEX];

	digest_to_hex(&object->sha256, hex);
	for (size_t i = 0; i < object->address_count; i++)
		json_array_append_new(addresses, json_string(object->addresses[i]));
	return json_pack("{s:s, s:I, s:o}", "sha256", hex, "size", (json_int_t)object->size,
	                 "addresses", addresses);
}

static json_t *file_json(const struct bundle_file *file)
{
	char hex[DIGEST_HEX];

	digest_to_hex(&file->sha256, hex);
	return json_pack("{s:s, s:I, s:s}", "path", file->path, "size", (json_int_t)file->size,
	                 "sha256", hex);
}

bool bundlelist_text(const struct bundle *bundle, const char *program, char **out,
                     struct failure *why)
{
	json_t *objects = json_array();
	json_t *files = json_array();
	json_t *json;

	for (size_t i = 0; i < bundle->object_count; i++)
		json_array_append_new(objects, object_json(&bundle->objects[i]));
	for (size_t i = 0; i < bundle->file_count; i++)
		json_array_append_new(files, file_json(&bundle->files[i]));
	json = json_pack("{s:s, s:i, s:s, s:o, s:o}", "format", FORMAT, "version", VERSION,
	                 "program", program, "objects", objects, "catalogue", files);
	*out = json_dumps(json, JSON_INDENT(1));
	json_decref(json);
	if (*out && strlen(*out) <= BUNDLE_MANIFEST_MAX)
		return true;
	free(TAKE(*out));
	return fail(why, FAIL_USAGE, "the cache has too many objects for one export");
}

struct listed_object {
	const char *sha256;
	uint64_t size;
	const char **addresses;
	size_t address_count;
};

struct listed_file {
	const char *path;
	uint64_t size;
	const char *sha256;
};

struct listed {
	const char *format;
	uint64_t version;
	const char *program;
	struct listed_object *objects;
	size_t object_count;
	struct listed_file *files;
	size_t file_count;
};

#define MEMBER(type, member, kind_) \
	{ \
		.name = #member, .kind = (kind_), .required = true, \
		.offset = offsetof(struct type, member) \
	}

static const struct json_member object_members[] = {
	MEMBER(listed_object, sha256, JSON_TEXT),
	MEMBER(listed_object, size, JSON_NUMBER),
	{ .name = "addresses",
	  .kind = JSON_TEXTS,
	  .required = true,
	  .offset = offsetof(struct listed_object, addresses),
	  .count_offset = offsetof(struct listed_object, address_count) },
};

static const struct json_shape object_shape = {
	.members = object_members,
	.member_count = ARRAY_LEN(object_members),
	.size = sizeof(struct listed_object),
};

static const struct json_member file_members[] = {
	MEMBER(listed_file, path, JSON_TEXT),
	MEMBER(listed_file, size, JSON_NUMBER),
	MEMBER(listed_file, sha256, JSON_TEXT),
};

static const struct json_shape file_shape = {
	.members = file_members,
	.member_count = ARRAY_LEN(file_members),
	.size = sizeof(struct listed_file),
};

static const struct json_member members[] = {
	MEMBER(listed, format, JSON_TEXT),
	MEMBER(listed, version, JSON_NUMBER),
	MEMBER(listed, program, JSON_TEXT),
	{ .name = "objects",
	  .kind = JSON_MANY,
	  .required = true,
	  .offset = offsetof(struct listed, objects),
	  .count_offset = offsetof(struct listed, object_count),
	  .shape = &object_shape },
	{ .name = "catalogue",
	  .kind = JSON_MANY,
	  .required = true,
	  .offset = offsetof(struct listed, files),
	  .count_offset = offsetof(struct listed, file_count),
	  .shape = &file_shape },
};

static const struct json_shape shape = {
	.members = members,
	.member_count = ARRAY_LEN(members),
	.size = sizeof(struct listed),
};

static bool no_digest(const char *name, struct failure *why)
{
	return fail(why, FAIL_VERIFY, "the manifest in '%s' contains an invalid SHA-256", name);
}

static bool take_objects(struct bundle *out, struct listed *listed, const char *name,
                         struct failure *why)
{
	out->objects = mem_zalloc(listed->object_count + 1, sizeof(*out->objects));
	for (size_t i = 0; i < listed->object_count; i++) {
		struct bundle_object *object = &out->objects[out->object_count++];

		object->size = listed->objects[i].size;
		object->address_count = listed->objects[i].address_count;
		object->addresses = TAKE(listed->objects[i].addresses);
		if (!digest_from_hex(listed->objects[i].sha256, &object->sha256))
			return no_digest(name, why);
	}
	return true;
}

static bool take_files(struct bundle *out, const struct listed *listed, const char *name,
                       struct failure *why)
{
	out->files = mem_zalloc(listed->file_count + 1, sizeof(*out->files));
	for (size_t i = 0; i < listed->file_count; i++) {
		struct bundle_file *file = &out->files[out->file_count++];

		file->path = mem_strdup(listed->files[i].path);
		file->size = listed->files[i].size;
		if (!digest_from_hex(listed->files[i].sha256, &file->sha256))
			return no_digest(name, why);
	}
	return true;
}

/* A later version may list unknown members: the version is reported, not the first member. */
static bool check_version(const json_t *json, const char *name, struct failure *why)
{
	const char *format = json_string_value(json_object_get(json, "format"));
	const json_t *version = json_object_get(json, "version");

	if (!format || strcmp(format, FORMAT) != 0)
		return fail(why, FAIL_VERIFY, "'%s' is not a cache export", name);
	return json_integer_value(version) == VERSION ||
	       fail(why, FAIL_VERIFY,
	            "'%s' was made by another version of mkrescue-usb; this version does not "
	            "support its format",
	            name);
}

static bool take_listed(struct bundle *out, const char *name, struct failure *why)
{
	AUTO_FREE char *inside = mem_printf("%s:" BUNDLE_MANIFEST, name);
	struct listed listed;
	bool good;

	if (!check_version(out->document, name, why) ||
	    !json_bind(out->document, &shape, inside, FAIL_VERIFY, &listed, why))
		return false;
	good = take_objects(out, &listed, name, why) && take_files(out, &listed, name, why) &&
	       bundlelist_check(out, name, FAIL_VERIFY, why);
	json_unbind(&shape, &listed);
	return good;
}

bool bundlelist_parse(struct bundle *out, struct bytes text, const char *name, struct failure *why)
{
	AUTO_FREE char *inside = mem_printf("%s:" BUNDLE_MANIFEST, name);
	json_t *json;

	*out = (struct bundle){ 0 };
	if (!json_read_text((const char *)text.data, (size_t)text.size, inside, FAIL_VERIFY, &json,
	                    why))
		return false;
	out->manifest = digest_of(DIGEST_SHA256, text);
	out->document = json;
	if (take_listed(out, name, why))
		return true;
	bundle_done(out);
	return false;
}

void bundle_done(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->object_count; i++)
		free(bundle->objects[i].addresses);
	for (size_t i = 0; i < bundle->file_count; i++) {
		free(bundle->files[i].path);
		free(bundle->files[i].data);
	}
	free(bundle->objects);
	free(bundle->files);
	store_notes_done(&bundle->notes);
	json_decref(bundle->document);
	*bundle = (struct bundle){ 0 };
}
