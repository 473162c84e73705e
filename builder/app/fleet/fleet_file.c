#include "app/fleet/fleet_file.h"

#include "app/sources/remote.h"
#include "base/files/file.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/medium/compress.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VERSION = 1, ENTRIES_MAX = 10000, TEXT_MAX = 1024 };

#define MEMBER(name_, kind_, required_) \
	{ \
		.name = #name_, .kind = (kind_), .required = (required_), \
		.offset = offsetof(struct fleet_entry, name_) \
	}

static const struct json_member entry_members[] = {
	MEMBER(vendor, JSON_TEXT, true),
	MEMBER(model, JSON_TEXT, true),
	MEMBER(image, JSON_TEXT, false),
	{ .name = "firmware",
	  .kind = JSON_TEXTS,
	  .offset = offsetof(struct fleet_entry, firmware.items),
	  .count_offset = offsetof(struct fleet_entry, firmware.count) },
	{ .name = "sha256",
	  .kind = JSON_TEXTS,
	  .offset = offsetof(struct fleet_entry, sha256.items),
	  .count_offset = offsetof(struct fleet_entry, sha256.count) },
	MEMBER(layout, JSON_TEXT, false),
	{ .name = "accept",
	  .kind = JSON_TEXTS,
	  .offset = offsetof(struct fleet_entry, accepts.items),
	  .count_offset = offsetof(struct fleet_entry, accepts.count) },
};

static const struct json_shape entry_shape = { entry_members, ARRAY_LEN(entry_members),
	                                       sizeof(struct fleet_entry), 0 };

struct document {
	uint64_t version;
	struct fleet_entry *entries;
	size_t count;
};

static const struct json_member members[] = {
	{ .name = "version",
	  .kind = JSON_NUMBER,
	  .required = true,
	  .offset = offsetof(struct document, version) },
	{ .name = "images",
	  .kind = JSON_MANY,
	  .required = true,
	  .offset = offsetof(struct document, entries),
	  .count_offset = offsetof(struct document, count),
	  .shape = &entry_shape },
};

static const struct json_shape shape = { members, ARRAY_LEN(members), sizeof(struct document), 0 };

/* What an entry may accept, and where a request says so. */
static const struct {
	const char *name;
	size_t offset;
} acceptances[] = {
	{ "unsigned", offsetof(struct request_firmware, accept_unsigned) },
	{ "unstated-model", offsetof(struct request_firmware, accept_unstated_model) },
	{ "unproven", offsetof(struct request_firmware, accept_unproven) },
	{ "developer", offsetof(struct request_firmware, accept_developer) },
};

static bool set_acceptance(struct request_firmware *firmware, const char *name)
{
	for (size_t i = 0; i < ARRAY_LEN(acceptances); i++) {
		if (strcmp(acceptances[i].name, name) != 0)
			continue;
		*(bool *)(void *)((char *)firmware + acceptances[i].offset) = true;
		return true;
	}
	return false;
}

static bool is_plain(const char *text)
{
	return text[0] && strlen(text) < TEXT_MAX && text_is_harmless(text);
}

/* A file of the output folder, and nothing else. */
static bool is_image_name(const char *name)
{
	return is_plain(name) && name[0] != '.' && !strchr(name, '/') &&
	       compression_names_image(name);
}

static const char *flaw_of(const struct fleet_entry *entry)
{
	struct request_firmware ignored = { 0 };

	if (!is_plain(entry->vendor) || !is_plain(entry->model))
		return "its vendor or model is empty, too long or not printable";
	if (!is_image_name(entry->image))
		return "its image must be a file name that ends with .img, or with .img.gz, "
		       ".img.xz, .img.zst or .img.bz2";
	for (size_t i = 0; i < entry->accepts.count; i++) {
		if (!set_acceptance(&ignored, entry->accepts.items[i]))
			return "it may accept 'unsigned', 'unstated-model', 'unproven' and "
			       "'developer', and nothing else";
	}
	return NULL;
}

static bool check_entry(const struct fleet *fleet, size_t index, const char *path,
                        struct failure *why)
{
	const struct fleet_entry *entry = &fleet->entries[index];
	const char *flaw = flaw_of(entry);

	if (flaw)
		return fail(why, FAIL_USAGE, "'%s': number %zu in its list: %s", path, index + 1,
		            flaw);
	for (size_t i = 0; i < index; i++) {
		if (strcmp(fleet->entries[i].image, entry->image) == 0)
			return fail(why, FAIL_USAGE,
			            "'%s': number %zu in its list has the same image '%s' as "
			            "number %zu; give one of them another name with \"image\"",
			            path, index + 1, entry->image, i + 1);
	}
	return true;
}

static bool check(const struct fleet *fleet, uint64_t version, const char *path,
                  struct failure *why)
{
	if (version != VERSION)
		return fail(why, FAIL_USAGE,
		            "'%s' is not a usable fleet file: its version must be %d", path,
		            VERSION);
	if (!fleet->count || fleet->count > ENTRIES_MAX)
		return fail(why, FAIL_USAGE, "'%s' lists %zu images; list 1 to %d", path,
		            fleet->count, ENTRIES_MAX);
	for (size_t i = 0; i < fleet->count; i++) {
		if (!check_entry(fleet, i, path, why))
			return false;
	}
	return true;
}

static const char *keep(struct fleet *fleet, char *text)
{
	fleet->texts = mem_grow(fleet->texts, fleet->text_count, sizeof(char *));
	return fleet->texts[fleet->text_count++] = text;
}

/* "xiaomi-r3g.img": what a vendor or model may have beyond that becomes a '-'. */
static char *usual_image(const struct fleet_entry *entry)
{
	char *name = mem_printf("%s-%s.img", entry->vendor, entry->model);

	for (char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr("._-+", *c))
			*c = '-';
	}
	return name;
}

/* Where `word` is a file, or NAME=FILE, FILE is in the fleet file's folder. */
static const char *in_folder(struct fleet *fleet, const char *folder, const char *word)
{
	AUTO_FREE char *whole = file_in(folder, word);
	const char *equals = strchr(word, '=');
	AUTO_FREE char *file = NULL;

	if (remote_is(word) || word[0] == '/' || !folder[0])
		return word;
	if (!equals || access(whole, F_OK) == 0)
		return keep(fleet, TAKE(whole));
	if (remote_is(equals + 1) || equals[1] == '/')
		return word;
	file = file_in(folder, equals + 1);
	return keep(fleet, mem_printf("%.*s=%s", (int)(equals - word), word, file));
}

static void complete(struct fleet *fleet, const char *path)
{
	const size_t length = (size_t)(file_name_in(path) - path);
	AUTO_FREE char *folder = mem_printf("%.*s", (int)(length ? length - 1 : 0), path);

	if (length == 1)
		folder[0] = '\0'; /* the root: names in it begin with a slash anyway */
	for (size_t i = 0; i < fleet->count; i++) {
		struct fleet_entry *entry = &fleet->entries[i];

		if (!entry->image)
			entry->image = keep(fleet, usual_image(entry));
		for (size_t j = 0; j < entry->firmware.count; j++)
			entry->firmware.items[j] =
			        in_folder(fleet, folder, entry->firmware.items[j]);
	}
}

bool fleet_take(struct fleet *out, json_t *json, const char *path, struct failure *why)
{
	struct document document;

	*out = (struct fleet){ 0 };
	if (!json_bind(json, &shape, path, FAIL_USAGE, &document, why)) {
		json_decref(json);
		return false;
	}
	out->document = json;
	out->entries = document.entries;
	out->count = document.count;
	out->selected = document.count;
	complete(out, path);
	if (check(out, document.version, path, why))
		return true;
	fleet_done(out);
	return false;
}

bool fleet_read(struct fleet *out, const char *path, struct failure *why)
{
	json_t *json;

	*out = (struct fleet){ 0 };
	if (access(path, R_OK) < 0)
		return fail_errno(why, FAIL_IO, "cannot read the fleet file '%s'", path);
	return json_read_file(path, FAIL_USAGE, &json, why) && fleet_take(out, json, path, why);
}

void fleet_done(struct fleet *fleet)
{
	struct document document = { .entries = fleet->entries, .count = fleet->count };

	if (!fleet->document)
		return;
	json_unbind(&shape, &document);
	json_decref(fleet->document);
	for (size_t i = 0; i < fleet->text_count; i++)
		free(fleet->texts[i]);
	free(fleet->texts);
	*fleet = (struct fleet){ 0 };
}

static bool is_selected(const struct fleet_entry *entry, const struct request_router *router)
{
	return (!router->vendor || strcmp(router->vendor, entry->vendor) == 0) &&
	       (!router->model || strcmp(router->model, entry->model) == 0);
}

bool fleet_select(struct fleet *fleet, const struct request_router *router, struct failure *why)
{
	size_t kept = 0;

	for (size_t i = 0; i < fleet->count; i++) {
		const struct fleet_entry entry = fleet->entries[i];

		if (!is_selected(&entry, router))
			continue;
		fleet->entries[i] = fleet->entries[kept]; /* each list still has one owner */
		fleet->entries[kept++] = entry;
	}
	if (!kept)
		return fail(why, FAIL_USAGE, "the fleet has no router '%s%s%s'",
		            router->vendor ? router->vendor : "",
		            router->vendor && router->model ? "/" : "",
		            router->model ? router->model : "");
	fleet->selected = kept;
	return true;
}

char *fleet_router(const struct fleet_entry *entry)
{
	return mem_printf("%s/%s", entry->vendor, entry->model);
}

struct request fleet_request(const struct fleet_entry *entry, const struct request *fleet)
{
	struct request request = *fleet;

	request.fleet = NULL;
	request.router.vendor = entry->vendor;
	request.router.model = entry->model;
	request.firmware.files = entry->firmware;
	request.firmware.sha256 = entry->sha256;
	request.target.output_dir = NULL;
	if (entry->layout)
		request.target.layout = entry->layout;
	for (size_t i = 0; i < entry->accepts.count; i++)
		(void)set_acceptance(&request.firmware, entry->accepts.items[i]);
	return request;
}
