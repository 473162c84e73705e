#include "fetch/openwrtfiles.h"

#include "base/json.h"
#include "base/mem.h"
#include "base/text/joined.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOWER "abcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"
#define LETTERS LOWER "ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS

enum { BOARDS_MAX = 100, PLACES_MAX = 16 };

bool openwrt_is_version(const char *version)
{
	const char *at = version;

	for (int part = 0; part < 3; part++) {
		size_t digits = strspn(at, DIGITS);

		if (digits == 0 || digits > 4 || (part < 2 && at[digits] != '.'))
			return false;
		at += digits + (part < 2);
	}
	if (strncmp(at, "-rc", 3) != 0)
		return *at == '\0';
	at += 3;
	return strspn(at, DIGITS) == strlen(at) && *at && strlen(at) <= 4;
}

void openwrt_series(char series[OPENWRT_WORD], const char *version)
{
	const char *last = strrchr(version, '.');

	snprintf(series, OPENWRT_WORD, "%.*s", last ? (int)(last - version) : 0, version);
}

/* A text member that fits; false for anything else. */
static bool copy_text(const json_t *object, const char *name, char *out, size_t size)
{
	const char *text = json_string_value(json_object_get(object, name));
	size_t length = text ? strlen(text) : 0;

	if (!text || length >= size || length != json_string_length(json_object_get(object, name)))
		return false;
	memcpy(out, text, length + 1);
	return true;
}

static bool is_word(const char *text)
{
	return text[0] && text[0] != '.' && text[strspn(text, LETTERS "._+-")] == '\0';
}

/* "ramips/mt7621" */
static bool is_target(const char *text)
{
	const char *slash = strchr(text, '/');
	const char *allowed = LOWER DIGITS "_-";

	return slash && slash != text && slash[1] && text + strspn(text, allowed) == slash &&
	       slash[1 + strspn(slash + 1, allowed)] == '\0';
}

static bool read_json(const struct openwrt_text *file, json_t **out, struct failure *why)
{
	return json_read_text(file->text, file->size, file->name, FAIL_FIRMWARE, out, why);
}

bool openwrt_read_stable(const struct openwrt_text *versions, char version[OPENWRT_WORD],
                         struct failure *why)
{
	json_t *json;
	bool is_found;

	if (!read_json(versions, &json, why))
		return false;
	is_found = copy_text(json, "stable_version", version, OPENWRT_WORD) &&
	           openwrt_is_version(version);
	json_decref(json);
	return is_found ||
	       fail(why, FAIL_FIRMWARE, "'%s' does not name the stable release; give a version",
	            versions->name);
}

/* Profiles are named as boards are, but for the comma. */
static bool is_profile_of(const char *profile, const char *board)
{
	for (; *profile && *board; profile++, board++) {
		if (*profile != *board && !(*profile == '_' && *board == ','))
			return false;
	}
	return *profile == *board;
}

static bool is_wished(const char *profile, const char *target, const struct openwrt_wish *wish)
{
	if (wish->target && strcmp(wish->target, target) != 0)
		return false;
	for (const char *const *board = wish->boards; *board; board++) {
		if (is_profile_of(profile, *board))
			return true;
	}
	return false;
}

/* The profiles that are the boards', up to PLACES_MAX. */
static size_t find_places(const json_t *profiles, const struct openwrt_wish *wish,
                          struct openwrt_place places[PLACES_MAX])
{
	size_t found = 0;

	for (size_t i = 0; i < json_array_size(profiles) && found < PLACES_MAX; i++) {
		const json_t *profile = json_array_get(profiles, i);
		struct openwrt_place place;

		if (copy_text(profile, "id", place.profile, OPENWRT_WORD) &&
		    is_word(place.profile) &&
		    copy_text(profile, "target", place.target, OPENWRT_WORD) &&
		    is_target(place.target) && is_wished(place.profile, place.target, wish))
			places[found++] = place;
	}
	return found;
}

static bool have_one_name(const struct openwrt_place *places, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (strcmp(places[i].profile, places[0].profile) != 0)
			return false;
	}
	return true;
}

/* One board in several targets, or several boards that a recipe stands for. */
static bool fail_several(const struct openwrt_place *places, size_t count, const char *version,
                         struct failure *why)
{
	const bool in_targets = have_one_name(places, count);
	const char *first = in_targets ? places[0].target : places[0].profile;
	AUTO_FREE char *list = NULL;
	struct joined names = { 0 };

	for (size_t i = 0; i < count; i++)
		joined_add(&names, ", ", "%s", in_targets ? places[i].target : places[i].profile);
	list = joined_take(&names);
	if (in_targets)
		return fail(why, FAIL_USAGE,
		            "OpenWrt %s has '%s' in several targets: %s; give the target after the "
		            "version: openwrt:%s:%s",
		            version, places[0].profile, list, version, first);
	return fail(why, FAIL_USAGE,
	            "the recipe is for several boards of OpenWrt: %s; look at the router's label "
	            "and give the board after the version: openwrt:%s:%s",
	            list, version, first);
}

static bool choose_place(const struct openwrt_place *places, size_t count,
                         const struct openwrt_wish *wish, struct openwrt_image *out,
                         struct failure *why)
{
	size_t chosen = 0;

	if (count > 1 && !wish->choose)
		return fail_several(places, count, out->version, why);
	if (count > 1 && !wish->choose(wish->context, places, count, &chosen, why))
		return false;
	memcpy(out->profile, places[chosen].profile, OPENWRT_WORD);
	memcpy(out->target, places[chosen].target, OPENWRT_WORD);
	return true;
}

bool openwrt_read_place(const struct openwrt_text *overview, const struct openwrt_wish *wish,
                        struct openwrt_image *out, struct failure *why)
{
	struct openwrt_place places[PLACES_MAX];
	json_t *json;
	size_t found;

	if (!read_json(overview, &json, why))
		return false;
	found = find_places(json_object_get(json, "profiles"), wish, places);
	json_decref(json);
	if (found == 0)
		return fail(why, FAIL_NO_BUILD,
		            "there are no OpenWrt %s images for '%s'; try another release",
		            out->version, wish->boards[0]);
	return choose_place(places, found, wish, out, why);
}

static bool has_text(const json_t *object, const char *name, const char *expected)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && strcmp(text, expected) == 0;
}

static bool ends_with(const json_t *object, const char *name, const char *ending)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text && strlen(text) >= strlen(ending) &&
	       strcmp(text + strlen(text) - strlen(ending), ending) == 0;
}

/* What is asked of an image; NULL: nothing. */
struct traits {
	const char *type;
	const char *filesystem;
	const char *ending;
};

static bool suits(const json_t *image, const struct traits *traits)
{
	return has_text(image, "type", traits->type) &&
	       (!traits->filesystem || has_text(image, "filesystem", traits->filesystem)) &&
	       (!traits->ending || ends_with(image, "name", traits->ending));
}

static bool read_entry(const json_t *entry, struct openwrt_image *out)
{
	const json_t *size = json_object_get(entry, "size");
	char hex[DIGEST_HEX];

	if (!copy_text(entry, "name", out->name, sizeof(out->name)) || !is_word(out->name) ||
	    !copy_text(entry, "type", out->type, sizeof(out->type)) ||
	    !copy_text(entry, "sha256", hex, sizeof(hex)) || !digest_from_hex(hex, &out->sha256))
		return false;
	if (!copy_text(entry, "filesystem", out->filesystem, sizeof(out->filesystem)))
		out->filesystem[0] = '\0';
	out->size = json_integer_value(size) > 0 ? (uint64_t)json_integer_value(size) : 0;
	return true;
}

static size_t count_suiting(const json_t *images, const struct traits *traits, const json_t **last)
{
	size_t count = 0;

	for (size_t i = 0; i < json_array_size(images); i++) {
		const json_t *image = json_array_get(images, i);

		if (!suits(image, traits))
			continue;
		*last = image;
		count++;
	}
	return count;
}

/* How many are left of those of a type, after all wishes that leave any. */
static size_t narrow(const json_t *images, const struct openwrt_wish *wish, const char *type,
                     const json_t **last)
{
	struct traits traits = { .type = type };
	struct traits closer;

	for (const char *const *at = wish->filesystems; at && *at && !traits.filesystem; at++) {
		closer = (struct traits){ type, *at, NULL };
		if (count_suiting(images, &closer, last))
			traits = closer;
	}
	closer = traits;
	closer.ending = wish->ending;
	if (count_suiting(images, &traits, last) > 1 && count_suiting(images, &closer, last))
		traits = closer;
	return count_suiting(images, &traits, last);
}

static bool choose(const json_t *images, const struct openwrt_text *profiles,
                   const struct openwrt_wish *wish, struct openwrt_image *out, struct failure *why)
{
	const json_t *image = NULL;

	for (const char *const *type = wish->types; *type; type++) {
		const size_t count = narrow(images, wish, *type, &image);

		if (count > 1)
			return fail(why, FAIL_FIRMWARE,
			            "OpenWrt %s has %zu images of type '%s' for '%s'; the choice "
			            "is ambiguous",
			            out->version, count, *type, out->profile);
		if (count == 1)
			return read_entry(image, out) ||
			       fail(why, FAIL_FIRMWARE,
			            "'%s' contains an invalid description of an image for '%s'",
			            profiles->name, out->profile);
	}
	return fail(why, FAIL_NO_BUILD,
	            "there is no OpenWrt %s image of type '%s' for '%s', which the method needs",
	            out->version, wish->types[0] ? wish->types[0] : "", out->profile);
}

/* A folder may hold another release's files, properly signed for that one. */
static bool is_of(const json_t *json, const struct openwrt_text *profiles,
                  const struct openwrt_image *expected, struct failure *why)
{
	if (has_text(json, "version_number", expected->version) &&
	    has_text(json, "target", expected->target))
		return true;
	return fail(why, FAIL_FIRMWARE,
	            "'%s' is not for OpenWrt %s on %s, although its address says so; the server "
	            "offers files of another release",
	            profiles->name, expected->version, expected->target);
}

/* The profile and the names of its boards: "xiaomi_r3g xiaomi,r3g R3G". */
static char *boards_of(const char *name, const json_t *profile)
{
	const json_t *boards = json_object_get(profile, "supported_devices");
	char *text = mem_strdup(name);

	for (size_t i = 0; i < json_array_size(boards) && i < BOARDS_MAX; i++) {
		const char *board = json_string_value(json_array_get(boards, i));
		AUTO_FREE char *before = text;

		text = board && strlen(board) < OPENWRT_WORD ? mem_printf("%s %s", before, board)
		                                             : TAKE(before);
	}
	return text;
}

bool openwrt_read_image(const struct openwrt_text *profiles, const struct openwrt_wish *wish,
                        struct openwrt_image *out, struct failure *why)
{
	json_t *json;
	const json_t *profile;
	bool chosen;

	if (!read_json(profiles, &json, why))
		return false;
	profile = json_object_get(json_object_get(json, "profiles"), out->profile);
	chosen = is_of(json, profiles, out, why) &&
	         choose(json_object_get(profile, "images"), profiles, wish, out, why);
	if (chosen)
		out->boards = boards_of(out->profile, profile);
	json_decref(json);
	return chosen;
}
