/* GL.iNet's list: {"code": 0, "info": [{"version", "stage", "download": [{"name", ...}]}]} */
#include "fetch/makers/makerlist.h"

#include "base/mem.h"

#include <string.h>

static const char maker[] = "GL.iNet";

/* The stage has been seen missing; then the name of the file says it. */
static bool is_release(const json_t *entry, const json_t *download)
{
	const char *stage = makerlist_text(entry, "stage", MAKERLIST_WORD);
	const char *name = makerlist_text(download, "name", MAKERLIST_MAX);

	if (stage)
		return strcmp(stage, "RELEASE") == 0;
	return name && strstr(name, "_release");
}

static int64_t time_of(const json_t *download)
{
	return json_integer_value(json_object_get(download, "compile_time"));
}

/* The newest file of a release, and how many are as new. */
struct newest {
	const json_t *entry;
	const json_t *download;
	size_t count;
};

static void look_at(const json_t *entry, const json_t *download, struct newest *newest)
{
	const int64_t time = time_of(download);

	if (!is_release(entry, download) || time <= 0)
		return;
	if (newest->download && time <= time_of(newest->download)) {
		newest->count += time == time_of(newest->download);
		return;
	}
	*newest = (struct newest){ entry, download, 1 };
}

static struct newest find_newest(const json_t *info)
{
	struct newest newest = { 0 };

	for (size_t i = 0; i < json_array_size(info); i++) {
		const json_t *entry = json_array_get(info, i);
		const json_t *downloads = json_object_get(entry, "download");

		for (size_t j = 0; j < json_array_size(downloads); j++)
			look_at(entry, json_array_get(downloads, j), &newest);
	}
	return newest;
}

static bool read_proof(const json_t *download, struct makerlist_build *out)
{
	const json_t *size = json_object_get(download, "size");
	const char *digits = makerlist_text(download, "sha256", DIGEST_HEX - 1);

	if (size && (!json_is_integer(size) || json_integer_value(size) <= 0))
		return false;
	out->size = (uint64_t)json_integer_value(size);
	out->has_sha256 = digits && digest_from_hex(digits, &out->sha256);
	return out->has_sha256;
}

static bool read_build(const struct makerlist_answer *answer, const struct newest *newest,
                       struct makerlist_build *out, struct failure *why)
{
	const char *address = makerlist_text(newest->download, "link", MAKERLIST_MAX);
	const int64_t seconds = time_of(newest->download);

	if (!makerlist_read_version(newest->entry, out->version))
		return makerlist_fail(answer, maker, "it has no version", why);
	if (seconds > INT64_MAX / 1000 || !makerlist_day_of(seconds * 1000, out->date))
		return makerlist_fail(answer, maker, "its time is impossible", why);
	if (!address || !makerlist_is_address(address))
		return makerlist_fail(answer, maker, "its address is not one of a file", why);
	if (!read_proof(newest->download, out))
		return makerlist_fail(answer, maker, "it has no SHA-256, or an impossible size",
		                      why);
	out->address = mem_strdup(address);
	return true;
}

static bool read_info(const struct makerlist_answer *answer, const json_t *json, const char *code,
                      struct makerlist_build *out, struct failure *why)
{
	const json_t *info = json_object_get(json, "info");
	const struct newest newest = find_newest(info);

	if (!json_is_array(info))
		return makerlist_fail(answer, maker, "it has no list", why);
	if (!newest.count)
		return fail(why, FAIL_NO_BUILD, "GL.iNet's list has no release for '%s'", code);
	if (newest.count > 1)
		return fail(why, FAIL_FIRMWARE,
		            "GL.iNet's list has %zu files of its newest release for '%s'; choose "
		            "one on GL.iNet's page, and give it with --firmware FILE",
		            newest.count, code);
	return read_build(answer, &newest, out, why);
}

bool makerlist_read_glinet(const struct makerlist_answer *answer, const char *code,
                           struct makerlist_build *out, struct failure *why)
{
	const struct bytes text = { (const uint8_t *)answer->text, answer->size };
	json_t *json;
	bool good;

	*out = (struct makerlist_build){ 0 };
	if (!makerlist_parse(answer, text, maker, &json, why))
		return false;
	good = read_info(answer, json, code, out, why);
	json_decref(json);
	return good;
}
