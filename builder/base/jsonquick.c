/*
 * A document bound in one pass, without being made: a tenth of the time and of the memory. Only
 * right documents have to be quick, so that nothing is reported here.
 */
#include "base/json.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* A piece of memory for lists that are complete, one behind the other. */
struct json_lists {
	struct json_lists *before;
	size_t used;
	size_t room;
	max_align_t items[];
};

/* The text is written to: escapes become letters, and a NUL takes the place of each last quote. */
struct scan {
	char *at;
	bool passes_over; /* members that the shape does not have */
	struct json_lists *lists;
	char *open; /* the lists that are being read, the innermost last: they never move */
	size_t open_size;
	size_t open_room;
};

/* Bytes of lists, for a text of so many: usual ones need less. */
enum { DIGITS_MAX = 18, OPEN_LEAST = 16384, OPEN_PER_BYTE = 2 };

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

static size_t aligned(size_t size)
{
	const size_t unit = sizeof(max_align_t);

	return (size + unit - 1) / unit * unit;
}

/* Room for a list that is complete. */
static void *add_list(struct scan *scan, size_t wanted)
{
	const size_t size = aligned(wanted);
	struct json_lists *last = scan->lists;
	char *at;

	if (!last || size > last->room - last->used) {
		const size_t usual = scan->open_room / 4;
		const size_t room = size > usual ? size : usual;

		last = mem_resize(NULL, 1, sizeof(*last) + room);
		*last = (struct json_lists){ .before = scan->lists, .room = room };
		scan->lists = last;
	}
	at = (char *)last->items + last->used;
	last->used += size;
	return at;
}

void json_lists_done(struct json_lists *lists)
{
	while (lists) {
		struct json_lists *before = lists->before;

		free(lists);
		lists = before;
	}
}

/* One more behind those that are being read; NULL: there are more of them than is usual. */
static char *add_item(struct scan *scan, size_t size)
{
	char *item = scan->open + scan->open_size;

	if (size > scan->open_room - scan->open_size)
		return NULL;
	scan->open_size += size;
	return memset(item, 0, size);
}

static size_t size_of_item(const struct json_member *member)
{
	return member->kind == JSON_TEXTS ? sizeof(char *) : member->shape->size;
}

static bool read_item(struct scan *scan, const struct json_member *member)
{
	char *item = add_item(scan, size_of_item(member));

	if (!item)
		return false;
	return member->kind == JSON_TEXTS ? read_text(scan, (const char **)(void *)item)
	                                  : read_object(scan, member->shape, item);
}

static bool read_items(struct scan *scan, const struct json_member *member)
{
	bool good;

	do
		good = read_item(scan, member);
	while (good && take(scan, ','));
	return good && take(scan, ']');
}

/* A list that is there but empty is not NULL. */
static bool read_list(struct scan *scan, const struct json_member *member, char *out)
{
	const size_t before = scan->open_size;
	const size_t begin = aligned(before);
	size_t size;
	size_t count;
	void *list;

	if (!take(scan, '[') || begin > scan->open_room)
		return false;
	scan->open_size = begin;
	if (!take(scan, ']') && !read_items(scan, member))
		return false;
	size = scan->open_size - begin;
	count = size / size_of_item(member);
	list = memcpy(add_list(scan, size), scan->open + begin, size);
	scan->open_size = before;
	memcpy(out + member->offset, &list, sizeof(list));
	memcpy(out + member->count_offset, &count, sizeof(count));
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

static bool read_document(struct scan *scan, const struct json_shape *shape, void *out,
                          struct json_lists **lists)
{
	const size_t usual = OPEN_PER_BYTE * strlen(scan->at);
	const size_t room = usual > OPEN_LEAST ? usual : OPEN_LEAST;
	AUTO_FREE char *open = mem_resize(NULL, 1, room);

	scan->open = open;
	scan->open_room = room;
	memset(out, 0, shape->size);
	*lists = NULL;
	if (!read_object(scan, shape, out) || next_sign(scan) != '\0') {
		json_lists_done(scan->lists);
		return false;
	}
	*lists = scan->lists;
	return true;
}

bool json_bind_text(char *text, const struct json_shape *shape, void *out,
                    struct json_lists **lists)
{
	struct scan scan = { .at = text };

	return read_document(&scan, shape, out, lists);
}

bool json_bind_part(char *text, const struct json_shape *shape, void *out,
                    struct json_lists **lists)
{
	struct scan scan = { .at = text, .passes_over = true };

	return read_document(&scan, shape, out, lists);
}
