#include "stick/image/manifest.h"

#include "base/bytes.h"
#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/image/plan.h"

#include <inttypes.h>
#include <stdlib.h>

enum { VERSION = 1, FILES_MAX = 64, TEXT_MAX = 1024, CHECK_LINE = DIGEST_HEX };

/* The first member is the version: how a manifest of any version begins. */
static const char beginning[] = "{\n  \"manifest\": ";

/* Where the text stands, for messages. */
static const char label[] = "the manifest";

/* As in the text: digests are hexadecimal. */
struct file_text {
	const char *path;
	uint64_t size;
	const char *sha256;
	const char *origin;
	const char *address;
	const char *vouched;
	const char *model;
	const char *only;
};

struct manifest_text {
	uint64_t manifest; /* the version */
	const char *program;
	const char *recipe;
	const char *layout;
	uint64_t length;
	const char *sha256;
	struct file_text *files;
	size_t file_count;
};

#define MEMBER(struct_, name_, kind_, required_) \
	{ \
		.name = #name_, .kind = (kind_), .required = (required_), \
		.offset = offsetof(struct struct_, name_) \
	}

static const struct json_member file_members[] = {
	MEMBER(file_text, path, JSON_TEXT, true),     MEMBER(file_text, size, JSON_NUMBER, true),
	MEMBER(file_text, sha256, JSON_TEXT, true),   MEMBER(file_text, origin, JSON_TEXT, true),
	MEMBER(file_text, address, JSON_TEXT, false), MEMBER(file_text, vouched, JSON_TEXT, true),
	MEMBER(file_text, model, JSON_TEXT, false),   MEMBER(file_text, only, JSON_TEXT, false),
};

static const struct json_shape file_shape = {
	.members = file_members,
	.member_count = ARRAY_LEN(file_members),
	.size = sizeof(struct file_text),
};

static const struct json_member members[] = {
	MEMBER(manifest_text, manifest, JSON_NUMBER, true),
	MEMBER(manifest_text, program, JSON_TEXT, true),
	MEMBER(manifest_text, recipe, JSON_TEXT, true),
	MEMBER(manifest_text, layout, JSON_TEXT, true),
	MEMBER(manifest_text, length, JSON_NUMBER, true),
	MEMBER(manifest_text, sha256, JSON_TEXT, true),
	{ .name = "files",
	  .kind = JSON_MANY,
	  .required = true,
	  .offset = offsetof(struct manifest_text, files),
	  .count_offset = offsetof(struct manifest_text, file_count),
	  .shape = &file_shape },
};

static const struct json_shape shape = {
	.members = members,
	.member_count = ARRAY_LEN(members),
	.size = sizeof(struct manifest_text),
};

/* The memory a read manifest borrows from. */
struct document {
	json_t *json;
	struct manifest_text text;
};

/* Texts end up on terminals: what would be cleaned there does not belong in a manifest. */
static bool plain(const char *text)
{
	char clean[TEXT_MAX];

	if (!text)
		return true;
	text_clean(clean, sizeof(clean), text);
	return strcmp(clean, text) == 0;
}

static const char *file_flaw(const struct manifest_file *file, uint64_t length)
{
	if (!plain(file->path) || !plain(file->origin) || !plain(file->address) ||
	    !plain(file->vouched) || !plain(file->model) || !plain(file->only))
		return "a text of a file is too long or not printable";
	if (file->path[0] != '/' || !file->path[1])
		return "the path of a file is not absolute";
	if (file->size > length)
		return "a file is larger than the stick";
	return NULL;
}

/* What no manifest may say, or NULL. */
static const char *manifest_flaw(const struct manifest *manifest)
{
	const char *flaw = NULL;

	if (!plain(manifest->program) || !plain(manifest->recipe) || !plain(manifest->layout))
		return "a text is too long or not printable";
	if (manifest->length < MANIFEST_START + MANIFEST_SIZE || manifest->length > INT64_MAX)
		return "the length is invalid";
	if (manifest->file_count == 0 || manifest->file_count > FILES_MAX)
		return "it lists no file or too many";
	for (size_t i = 0; i < manifest->file_count && !flaw; i++)
		flaw = file_flaw(&manifest->files[i], manifest->length);
	return flaw;
}

static json_t *digest_json(const struct digest *digest)
{
	char hex[DIGEST_HEX];

	digest_to_hex(digest, hex);
	return json_string(hex);
}

static json_t *file_json(const struct manifest_file *file)
{
	return json_pack("{s:s, s:I, s:o, s:s, s:s*, s:s, s:s*, s:s*}", "path", file->path, "size",
	                 (json_int_t)file->size, "sha256", digest_json(&file->sha256), "origin",
	                 file->origin, "address", file->address, "vouched", file->vouched, "model",
	                 file->model, "only", file->only);
}

static json_t *manifest_json(const struct manifest *manifest)
{
	json_t *files = json_array();

	for (size_t i = 0; i < manifest->file_count; i++)
		json_array_append_new(files, file_json(&manifest->files[i]));
	return json_pack("{s:i, s:s, s:s, s:s, s:I, s:o, s:o}", "manifest", VERSION, "program",
	                 manifest->program, "recipe", manifest->recipe, "layout", manifest->layout,
	                 "length", (json_int_t)manifest->length, "sha256",
	                 digest_json(&manifest->sha256), "files", files);
}

static void put_check_line(const uint8_t *area, size_t size, char line[CHECK_LINE])
{
	struct digest digest =
	        digest_of(DIGEST_SHA256, (struct bytes){ .data = area, .size = size });

	digest_to_hex(&digest, line);
	line[CHECK_LINE - 1] = '\n';
}

bool manifest_write(const struct manifest *manifest, uint8_t area[MANIFEST_SIZE],
                    struct failure *why)
{
	const char *flaw = manifest_flaw(manifest);
	json_t *json = flaw ? NULL : manifest_json(manifest);
	size_t size;

	if (flaw)
		return fail(why, FAIL_CATALOG, "the manifest cannot be written: %s", flaw);
	memset(area, 0, MANIFEST_SIZE);
	size = json_dumpb(json, (char *)area, MANIFEST_SIZE, JSON_INDENT(2));
	json_decref(json);
	if (size == 0 || size + 1 + CHECK_LINE >= MANIFEST_SIZE)
		return fail(why, FAIL_CATALOG, "the manifest of this stick is larger than %d bytes",
		            MANIFEST_SIZE);
	area[size++] = '\n';
	put_check_line(area, size, (char *)area + size);
	return true;
}

bool manifest_present(const uint8_t *area, size_t size)
{
	size_t length = strlen(beginning);

	return size >= length && memcmp(area, beginning, length) == 0;
}

/* A fuzzer never guesses a SHA-256. */
static bool check_line_is_right(const uint8_t *area, size_t text_size)
{
#ifdef MKRESCUE_FUZZING
	(void)area;
	(void)text_size;
	return true;
#else
	char line[CHECK_LINE];

	put_check_line(area, text_size, line);
	return memcmp(area + text_size, line, CHECK_LINE) == 0;
#endif
}

/* How long the text above the last line is; 0 when the area is damaged. */
static size_t sound_text(const uint8_t *area)
{
	size_t size = strnlen((const char *)area, MANIFEST_SIZE);
	const struct bytes rest = { .data = area + size, .size = MANIFEST_SIZE - size };

	if (size <= CHECK_LINE || !bytes_all_zero(rest))
		return 0;
	size -= CHECK_LINE;
	return check_line_is_right(area, size) ? size : 0;
}

static bool check_version(const json_t *json, struct failure *why)
{
	json_int_t version = json_integer_value(json_object_get(json, "manifest"));

	if (version > VERSION)
		return fail(why, FAIL_VERIFY,
		            "its manifest was made by a newer version of this program; use that "
		            "version");
	return version == VERSION ||
	       fail(why, FAIL_VERIFY, "the version of its manifest is unknown");
}

static bool take_digest(const char *hex, struct digest *out, struct failure *why)
{
	return digest_from_hex(hex, out) ||
	       fail(why, FAIL_VERIFY, "%s contains an invalid SHA-256", label);
}

static bool take_files(const struct manifest_text *text, struct manifest *out, struct failure *why)
{
	out->file_count = text->file_count;
	out->files = mem_zalloc(text->file_count + 1, sizeof(*out->files));
	for (size_t i = 0; i < text->file_count; i++) {
		const struct file_text *from = &text->files[i];

		out->files[i] = (struct manifest_file){
			.path = from->path,
			.size = from->size,
			.origin = from->origin,
			.address = from->address,
			.vouched = from->vouched,
			.model = from->model,
			.only = from->only,
		};
		if (!take_digest(from->sha256, &out->files[i].sha256, why))
			return false;
	}
	return true;
}

static bool take(const struct manifest_text *text, struct manifest *out, struct failure *why)
{
	const char *flaw;

	out->program = text->program;
	out->recipe = text->recipe;
	out->layout = text->layout;
	out->length = text->length;
	if (!take_digest(text->sha256, &out->sha256, why) || !take_files(text, out, why))
		return false;
	flaw = manifest_flaw(out);
	return !flaw || fail(why, FAIL_VERIFY, "its manifest is damaged: %s", flaw);
}

static bool read_document(const uint8_t *area, size_t size, struct document *document,
                          struct failure *why)
{
	return json_read_text((const char *)area, size, label, FAIL_VERIFY, &document->json, why) &&
	       check_version(document->json, why) &&
	       json_bind(document->json, &shape, label, FAIL_VERIFY, &document->text, why);
}

bool manifest_read(const uint8_t area[MANIFEST_SIZE], struct manifest *out, struct failure *why)
{
	size_t size = sound_text(area);
	struct document *document;

	*out = (struct manifest){ 0 };
	if (!manifest_present(area, MANIFEST_SIZE))
		return fail(why, FAIL_NO_MANIFEST,
		            "it does not contain a manifest of this program");
	if (size == 0)
		return fail(why, FAIL_VERIFY, "its manifest is damaged; make the stick again");
	document = mem_zalloc(1, sizeof(*document));
	out->document = document;
	if (read_document(area, size, document, why) && take(&document->text, out, why))
		return true;
	manifest_done(out);
	return false;
}

void manifest_done(struct manifest *manifest)
{
	struct document *document = manifest->document;

	if (document) {
		free(manifest->files);
		json_unbind(&shape, &document->text);
		json_decref(document->json);
		free(document);
	}
	*manifest = (struct manifest){ 0 };
}

bool manifest_is_of_rescue_pc(const struct manifest *manifest)
{
	return strcmp(manifest->recipe, MANIFEST_RESCUE_PC) == 0;
}

uint32_t manifest_volume_id(const struct manifest *manifest)
{
	struct digest_stream stream;
	struct digest sum;

	if (!manifest_is_of_rescue_pc(manifest))
		return PLAN_VOLUME_ID;
	digest_begin(&stream, DIGEST_SHA256);
	for (size_t i = 0; i < manifest->file_count; i++)
		digest_add(&stream, manifest->files[i].sha256.bytes, DIGEST_SHA256_SIZE);
	sum = digest_end(&stream);
	return get_le32(sum.bytes) | 1;
}
