/*
 * A document bound in one pass, without being made: a tenth of the time and of the memory. Only
 * right documents have to be quick, so that nothing is reported here.
 */
#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>

/* The text is written to: escapes become letters, and a NUL takes the place of each last quote. */
struct scan {
	char *at;
	bool passes_over; /* members that the shape does not have */
};

enum { DIGITS_MAX = 18, LIST_BEGINS = 4 };

static bool read_object(struct scan *scan, const struct json_shape *shape, char *out);

static char next_sign(struct scan *scan)
{
	while (*scan->at == ' ' || *scan->at == '\t' || *scan->at == '\n' || *scan->at == '\r')
		scan->at++;
	return *scan->at;
}

static bool take(struct scan *scan, char sign)
{
	if (next_sign(scan) != sign)
		return false;
	scan->at++;
	return true;
}

/* What most texts consist of: it ends at quotes, escapes, control characters and beyond ASCII. */
static size_t count_plain(const char *text)
{
	size_t count = 0;

	while (text[count] >= ' ' && text[count] < 0x7f && text[count] != '"' &&
	       text[count] != '\\')
		count++;
	return count;
}

/* Behind a backslash it stands for itself. */
static bool is_escaped(char letter)
{
	return letter == '"' || letter == '\\' || letter == '/';
}

static bool read_rest(char *from, char **end)
{
	char *to = from;

	for (; *from != '"'; from++) {
		if (*from == '\\') {
			from++;
			if (!is_escaped(*from))
				return false;
		} else if ((unsigned char)*from < ' ') {
			return false;
		}
		*to++ = *from;
	}
	*to = '\0';
	*end = from;
	return true;
}

static bool read_text(struct scan *scan, const char **out)
{
	char *text;
	char *end;

	if (!take(scan, '"'))
		return false;
	text = scan->at;
	end = text + count_plain(text);
	*out = text;
	if (*end == '"')
		*end = '\0';
	else if (!read_rest(end, &end) || !text_is_harmless(text))
		return false;
	scan->at = end + 1;
	return true;
}

static bool read_number(struct scan *scan, uint64_t *out)
{
	const bool is_zero = next_sign(scan) == '0';
	size_t digits = 0;

	*out = 0;
	for (; *scan->at >= '0' && *scan->at <= '9' && digits < DIGITS_MAX; digits++)
		*out = *out * 10 + (uint64_t)(*scan->at++ - '0');
	return digits && (!is_zero || digits == 1) && strchr(",]} \t\r\n", *scan->at) && *scan->at;
}

static bool read_flag(struct scan *scan, bool *out)
{
	static const char yes[] = "true";
	static const char no[] = "false";

	*out = next_sign(scan) == 't';
	if (strncmp(scan->at, *out ? yes : no, strlen(*out ? yes : no)) != 0)
		return false;
	scan->at += strlen(*out ? yes : no);
	return true;
}

static bool read_choice(struct scan *scan, const struct json_value *value, void *out)
{
	const char *text;

	return read_text(scan, &text) && value->read(text, out);
}

/* A list that grows; what it holds is always reachable. */
struct list {
	char *items;
	size_t count;
	size_t size; /* of an item */
};

static void grow(struct list *list, size_t room)
{
	list->items = mem_resize(list->items, room, list->size);
}

static char *add_item(struct list *list)
{
	return memset(list->items + list->count++ * list->size, 0, list->size);
}

static void keep(const struct list *list, const struct json_member *member, char *out)
{
	memcpy(out + member->offset, &list->items, sizeof(list->items));
	memcpy(out + member->count_offset, &list->count, sizeof(list->count));
}

static bool read_item(struct scan *scan, const struct json_member *member, char *item)
{
	return member->kind == JSON_TEXTS ? read_text(scan, (const char **)(void *)item)
	                                  : read_object(scan, member->shape, item);
}

static bool read_items(struct scan *scan, const struct json_member *member, struct list *list,
                       char *out)
{
	size_t room = LIST_BEGINS;
	bool good = true;

	grow(list, room);
	do {
		char *item;

		if (list->count == room)
			grow(list, room *= 2);
		item = add_item(list);
		keep(list, member, out);
		good = read_item(scan, member, item);
	} while (good && take(scan, ','));
	return good && take(scan, ']');
}

static bool read_list(struct scan *scan, const struct json_member *member, char *out)
{
	struct list list = {
		.size = member->kind == JSON_TEXTS ? sizeof(char *) : member->shape->size,
	};

	if (!take(scan, '['))
		return false;
	if (!take(scan, ']')) {
		if (!read_items(scan, member, &list, out))
			return false;
	}
	/* A list that is there but empty is not NULL. */
	list.items = mem_resize(list.items, list.count ? list.count : 1, list.size);
	keep(&list, member, out);
	return true;
}

static bool read_member(struct scan *scan, const struct json_member *member, char *out)
{
	void *to = out + member->offset;

	switch (member->kind) {
	case JSON_TEXT: return read_text(scan, to);
	case JSON_NUMBER: return read_number(scan, to);
	case JSON_FLAG: return read_flag(scan, to);
	case JSON_VALUE: return read_choice(scan, member->value, to);
	case JSON_ONE: return read_object(scan, member->shape, to);
	case JSON_TEXTS:
	case JSON_MANY: return read_list(scan, member, out);
	}
	return false;
}

/* Whether the sign there is one of the text, since an odd number of backslashes is before it. */
static bool is_in_text(const char *begin, const char *sign)
{
	const char *at = sign;

	while (at > begin && at[-1] == '\\')
		at--;
	return (sign - at) % 2;
}

/* At a quote: to what is behind the next one that no backslash escapes. */
static bool pass_text(struct scan *scan)
{
	const char *begin = scan->at + 1;
	char *end = scan->at;

	do
		end = strchr(end + 1, '"');
	while (end && is_in_text(begin, end));
	if (end)
		scan->at = end + 1;
	return end != NULL;
}

/* What nobody asks for, up to the comma or bracket behind it; only its brackets must match. */
static bool pass_over(struct scan *scan)
{
	size_t depth = 0;

	while (*scan->at) {
		const bool opens = *scan->at == '{' || *scan->at == '[';
		const bool closes = *scan->at == '}' || *scan->at == ']';

		if (*scan->at == '"') {
			if (!pass_text(scan))
				return false;
			continue;
		}
		if (!depth && (closes || *scan->at == ','))
			return true;
		depth += opens;
		depth -= closes;
		scan->at++;
	}
	return false;
}

/* The one behind the last is the likeliest; member_count: none. */
static size_t find_member(const struct json_shape *shape, const char *name, size_t likeliest)
{
	size_t at = likeliest < shape->member_count ? likeliest : 0;

	for (size_t i = 0; i < shape->member_count; i++) {
		const char *known = shape->members[at].name;

		if (known[0] == name[0] && strcmp(known, name) == 0)
			return at;
		at = at + 1 < shape->member_count ? at + 1 : 0;
	}
	return shape->member_count;
}

/* Also false when the member was there before. */
static bool read_pair(struct scan *scan, const struct json_shape *shape, size_t *next,
                      uint64_t *written, char *out)
{
	const char *name;
	size_t member;

	if (!read_text(scan, &name) || !take(scan, ':'))
		return false;
	member = find_member(shape, name, *next);
	if (member == shape->member_count && scan->passes_over)
		return pass_over(scan);
	*next = member + 1;
	if (member == shape->member_count || (*written & json_bit(member)))
		return false;
	*written |= json_bit(member);
	return read_member(scan, &shape->members[member], out);
}

static bool has_required(const struct json_shape *shape, uint64_t written)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		if (shape->members[i].required && !(written & json_bit(i)))
			return false;
	}
	return true;
}

static bool read_object(struct scan *scan, const struct json_shape *shape, char *out)
{
	uint64_t written = 0;
	size_t next = 0;
	bool good;

	if (!take(scan, '{'))
		return false;
	good = take(scan, '}');
	if (!good) {
		do {
			good = read_pair(scan, shape, &next, &written, out);
		} while (good && take(scan, ','));
		good = good && take(scan, '}');
	}
	written |= JSON_IS_OBJECT;
	if (shape->written_offset)
		memcpy(out + shape->written_offset, &written, sizeof(written));
	return good && has_required(shape, written);
}

static bool read_document(struct scan *scan, const struct json_shape *shape, void *out)
{
	memset(out, 0, shape->size);
	if (read_object(scan, shape, out) && next_sign(scan) == '\0')
		return true;
	json_unbind(shape, out);
	return false;
}

bool json_bind_text(char *text, const struct json_shape *shape, void *out)
{
	struct scan scan = { text, false };

	return read_document(&scan, shape, out);
}

bool json_bind_part(char *text, const struct json_shape *shape, void *out)
{
	struct scan scan = { text, true };

	return read_document(&scan, shape, out);
}
