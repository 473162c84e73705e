/* Xiaomi's list: {"code": 0, "data": {"list": [{"realType", "version", "url", "time"}]}} */
#include "fetch/makers/makerlist.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <string.h>

static const char maker[] = "Xiaomi";

#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static struct bytes trimmed(struct bytes text)
{
	while (text.size && is_blank((char)text.data[0]))
		text = bytes_part(text, 1, text.size - 1);
	while (text.size && is_blank((char)text.data[text.size - 1]))
		text.size--;
	return text;
}

/* The length of "jQuery.callback1" at its beginning. */
static uint64_t name_length(struct bytes text)
{
	uint64_t length = 0;

	while (length < text.size && text.data[length] && strchr(LETTERS "_$.", text.data[length]))
		length++;
	return length;
}

/* What a call of JSONP has in its brackets; any other text as it is. It is never run. */
static struct bytes unwrapped(struct bytes text)
{
	const struct bytes whole = trimmed(text);
	const uint64_t name = name_length(whole);
	struct bytes call = trimmed(bytes_part(whole, name, whole.size - name));

	if (!name || !call.size || call.data[0] != '(')
		return whole;
	if (call.data[call.size - 1] == ';')
		call = trimmed((struct bytes){ call.data, call.size - 1 });
	if (call.size < 2 || call.data[call.size - 1] != ')')
		return whole;
	return bytes_part(call, 1, call.size - 2);
}

/* Without a time the date is unknown; a wrong one is refused. */
static bool read_date(const json_t *entry, char date[MAKERLIST_DATE])
{
	const json_t *value = json_object_get(entry, "time");

	date[0] = '\0';
	if (!value || json_is_null(value))
		return true;
	return json_is_integer(value) && makerlist_day_of(json_integer_value(value), date);
}

static bool read_build(const struct makerlist_answer *answer, const json_t *entry, const char *code,
                       struct makerlist_build *out, struct failure *why)
{
	const char *type = makerlist_text(entry, "realType", MAKERLIST_WORD - 1);
	const char *address = makerlist_text(entry, "url", MAKERLIST_MAX);
	char shown[MAKERLIST_WORD];

	text_clean(shown, sizeof(shown), type ? type : "");
	if (!type || strcmp(type, code) != 0)
		return fail(why, FAIL_FIRMWARE,
		            "'%s' is about '%s' instead of '%s': the build of another model or "
		            "channel",
		            answer->name, shown, code);
	if (!makerlist_read_version(entry, out->version))
		return makerlist_fail(answer, maker, "it has no version", why);
	if (!read_date(entry, out->date))
		return makerlist_fail(answer, maker, "its time is impossible", why);
	if (!address || !makerlist_is_address(address))
		return makerlist_fail(answer, maker, "its address is not one of a file", why);
	out->address = mem_strdup(address);
	return true;
}

static bool read_list(const struct makerlist_answer *answer, const json_t *json, const char *code,
                      struct makerlist_build *out, struct failure *why)
{
	const json_t *list = json_object_get(json_object_get(json, "data"), "list");

	if (!json_is_array(list))
		return makerlist_fail(answer, maker, "it has no list", why);
	if (json_array_size(list) == 0)
		return fail(why, FAIL_NO_BUILD, "Xiaomi's list has no build for '%s'", code);
	return read_build(answer, json_array_get(list, 0), code, out, why);
}

bool makerlist_read_xiaomi(const struct makerlist_answer *answer, const char *code,
                           struct makerlist_build *out, struct failure *why)
{
	const struct bytes text =
	        unwrapped((struct bytes){ (const uint8_t *)answer->text, answer->size });
	json_t *json;
	bool good;

	*out = (struct makerlist_build){ 0 };
	if (!makerlist_parse(answer, text, maker, &json, why))
		return false;
	good = read_list(answer, json, code, out, why);
	json_decref(json);
	return good;
}
