#include "app/sources/lock_file.h"

#include "app/sources/url_source.h"
#include "base/files/file.h"
#include "base/files/newfile.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { VERSION = 1, TEXT_MAX = 1024, FILES_MAX = 64 };

#define TEXT(name_) \
	{ \
		.name = #name_, .kind = JSON_TEXT, .required = true, \
		.offset = offsetof(struct lock_file, name_) \
	}

static const struct json_member file_members[] = {
	TEXT(path),
	TEXT(name),
	{ .name = "addresses",
	  .kind = JSON_TEXTS,
	  .offset = offsetof(struct lock_file, addresses),
	  .count_offset = offsetof(struct lock_file, address_count) },
	{ .name = "size",
	  .kind = JSON_NUMBER,
	  .required = true,
	  .offset = offsetof(struct lock_file, size) },
	TEXT(sha256),
	TEXT(content),
	TEXT(trust),
	TEXT(vouched),
	TEXT(origin),
	{ .name = "model", .kind = JSON_TEXT, .offset = offsetof(struct lock_file, model) },
	TEXT(seen),
};

static const struct json_shape file_shape = { file_members, ARRAY_LEN(file_members),
	                                      sizeof(struct lock_file), 0 };

#define MEMBER(name_, kind_) \
	{ \
		.name = #name_, .kind = (kind_), .required = true, \
		.offset = offsetof(struct lock, name_) \
	}

static const struct json_member members[] = {
	MEMBER(version, JSON_NUMBER),
	MEMBER(program, JSON_TEXT),
	MEMBER(recipe, JSON_TEXT),
	MEMBER(layout, JSON_TEXT),
	{ .name = "files",
	  .kind = JSON_MANY,
	  .required = true,
	  .offset = offsetof(struct lock, files),
	  .count_offset = offsetof(struct lock, file_count),
	  .shape = &file_shape },
};

static const struct json_shape shape = { members, ARRAY_LEN(members), sizeof(struct lock), 0 };

/* The texts end up on terminals and in manifests. */
static bool is_plain(const char *text)
{
	return strlen(text) < TEXT_MAX && text_is_harmless(text);
}

static const char *flaw_of(const struct lock_file *file)
{
	struct digest digest;
	enum trust trust;

	if (!is_plain(file->path) || !is_plain(file->name) || !is_plain(file->vouched) ||
	    !is_plain(file->origin) || (file->model && !is_plain(file->model)))
		return "it contains a text that is too long or not printable";
	if (!digest_from_hex(file->sha256, &digest) || !digest_from_hex(file->content, &digest))
		return "it contains an invalid SHA-256 (64 hexadecimal digits)";
	if (!trust_named(file->trust, &trust))
		return "it contains an unknown value of 'trust'";
	for (size_t i = 0; i < file->address_count; i++) {
		if (!is_plain(file->addresses[i]) || !url_source_is(file->addresses[i]))
			return "it contains an invalid address";
	}
	return NULL;
}

static bool check(const struct lock *lock, const char *path, struct failure *why)
{
	const char *flaw = NULL;

	if (lock->version != VERSION)
		flaw = "another version of mkrescue-usb made it";
	else if (!lock->file_count || lock->file_count > FILES_MAX || !is_plain(lock->recipe))
		flaw = "it lists no files, or too many";
	for (size_t i = 0; !flaw && i < lock->file_count; i++)
		flaw = flaw_of(&lock->files[i]);
	return !flaw || fail(why, FAIL_USAGE, "'%s' is not a usable lock file: %s", path, flaw);
}

/* Takes the document over. */
static bool take(struct lock *out, json_t *json, const char *name, struct failure *why)
{
	if (!json_bind(json, &shape, name, FAIL_USAGE, out, why)) {
		json_decref(json);
		return false;
	}
	out->document = json;
	if (check(out, name, why))
		return true;
	lock_done(out);
	return false;
}

bool lock_read(struct lock *out, const char *path, struct failure *why)
{
	json_t *json;

	*out = (struct lock){ 0 };
	if (access(path, R_OK) < 0)
		return fail_errno(why, FAIL_IO,
		                  "cannot read the lock file '%s'; make it with 'mkrescue-usb "
		                  "lock', or name another with --lock-file",
		                  path);
	return json_read_file(path, FAIL_USAGE, &json, why) && take(out, json, path, why);
}

bool lock_parse(struct lock *out, const char *text, size_t size, const char *name,
                struct failure *why)
{
	json_t *json;

	*out = (struct lock){ 0 };
	return json_read_text(text, size, name, FAIL_USAGE, &json, why) &&
	       take(out, json, name, why);
}

void lock_done(struct lock *lock)
{
	if (!lock->document)
		return;
	json_unbind(&shape, lock);
	json_decref(lock->document);
	*lock = (struct lock){ 0 };
}

json_t *lock_json(const struct lock *lock)
{
	json_t *files = json_array();

	for (size_t i = 0; i < lock->file_count; i++) {
		const struct lock_file *file = &lock->files[i];
		json_t *addresses = json_array();

		for (size_t j = 0; j < file->address_count; j++)
			json_array_append_new(addresses, json_string(file->addresses[j]));
		json_array_append_new(
		        files, json_pack("{s:s, s:s*, s:s, s:s, s:o, s:I, s:s, s:s, s:s, s:s, s:s}",
		                         "origin", file->origin, "model", file->model, "path",
		                         file->path, "name", file->name, "addresses", addresses,
		                         "size", (json_int_t)file->size, "sha256", file->sha256,
		                         "content", file->content, "trust", file->trust, "vouched",
		                         file->vouched, "seen", file->seen));
	}
	return json_pack("{s:i, s:s, s:s, s:s, s:o}", "version", VERSION, "program", lock->program,
	                 "recipe", lock->recipe, "layout", lock->layout, "files", files);
}

const char *lock_file_path(const struct request_firmware *firmware)
{
	return firmware->lock_file ? firmware->lock_file : LOCK_FILE;
}

/* Of one model or of a fleet. */
static bool is_lock(const json_t *json)
{
	return json_is_integer(json_object_get(json, "version")) &&
	       (json_is_array(json_object_get(json, "files")) ||
	        json_is_object(json_object_get(json, "images")));
}

/* Firmware, a key or the fleet's own file may have been named by mistake. */
static bool may_replace(const char *path, struct failure *why)
{
	struct failure unread;
	struct stat file;
	json_t *json = NULL;
	bool is_one;

	if (stat(path, &file) == -1 || (S_ISREG(file.st_mode) && file.st_size == 0))
		return true;
	is_one = S_ISREG(file.st_mode) && json_read_file(path, FAIL_USAGE, &json, &unread) &&
	         is_lock(json);
	json_decref(json);
	return is_one || fail(why, FAIL_EXISTS,
	                      "'%s' exists and is not a lock file; remove it, or give another name "
	                      "with --lock-file",
	                      path);
}

bool lock_save(json_t *document, const char *path, struct failure *why)
{
	AUTO_FREE char *text = document ? json_dumps(document, JSON_INDENT(2)) : NULL;
	AUTO_FREE char *lines = text ? mem_printf("%s\n", text) : NULL;

	json_decref(document);
	if (!lines)
		return fail(why, FAIL_USAGE, "cannot write '%s': a name in it is not valid UTF-8",
		            path);
	return may_replace(path, why) && newfile_put(path, true, lines, why);
}

static const struct slot *slot_at(const struct recipe *recipe, const char *path)
{
	for (size_t i = 0; i < recipe->file_count; i++) {
		const struct slot *slot = &recipe->files[i];
		AUTO_FREE char *terms = file_in(slot->directory, slot->name);

		if (strcmp(terms, path) == 0)
			return slot;
	}
	return NULL;
}

static bool fetch_one(const struct lock_file *file, struct supply *supply,
                      const struct recipe *recipe, struct supplies *out, struct failure *why)
{
	const char **addresses = mem_zalloc(file->address_count + 1, sizeof(*addresses));
	struct supplied supplied;
	struct supply_order order = {
		.recipe = recipe,
		.slot = slot_at(recipe, file->path),
		.addresses = addresses,
		.name = file->name,
		.size = file->size,
		.provenance = { .trust = TRUST_PINNED, .has_sha256 = true },
	};
	bool good;

	for (size_t i = 0; i < file->address_count; i++)
		addresses[i] = file->addresses[i];
	good = digest_from_hex(file->sha256, &order.provenance.sha256) &&
	       (order.slot ||
	        fail(why, FAIL_VERIFY, "the lock file needs '%s', which '%s' does not have",
	             file->path, recipe->title)) &&
	       supply_fetch(supply, &order, &supplied, why);
	free(addresses);
	if (good)
		supplies_add(out, order.slot, &supplied);
	return good;
}

bool lock_fetch(const struct lock *lock, struct supply *supply, const struct recipe *recipe,
                struct supplies *out, struct failure *why)
{
	for (size_t i = 0; i < lock->file_count; i++) {
		if (!fetch_one(&lock->files[i], supply, recipe, out, why))
			return false;
	}
	return true;
}

const struct lock_file *lock_file_at(const struct lock *lock, const char *path)
{
	for (size_t i = 0; i < lock->file_count; i++) {
		if (strcmp(lock->files[i].path, path) == 0)
			return &lock->files[i];
	}
	return NULL;
}
