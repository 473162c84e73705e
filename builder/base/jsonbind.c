/* Objects bound to structs, by tables. */
#include "base/json.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "base/text/text.h"

#include <stdlib.h>
#include <string.h>

static const struct json_member *find_member(const struct json_shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		const char *known = shape->members[i].name;

		if (known[0] == name[0] && strcmp(known, name) == 0)
			return &shape->members[i];
	}
	return NULL;
}

static void bind_object(const json_t *object, const struct json_shape *shape,
                        const struct json_place *place, struct json_problems *problems, char *out);

static void wrong_value(const struct json_value *type, const struct json_place *place,
                        struct json_problems *problems)
{
	struct joined text = { 0 };
	AUTO_FREE char *whole = NULL;

	joined_add(&text, "", "%s", type->problem);
	for (size_t i = 0; type->choice && type->choice(i); i++)
		joined_add(&text, i ? ", " : "; use one of: ", "%s", type->choice(i));
	whole = joined_take(&text);
	json_wrong(problems, place, "%s", whole);
}

static void bind_value(const json_t *value, const struct json_value *type,
                       const struct json_place *place, struct json_problems *problems, void *out)
{
	if (!json_is_string(value) || !type->read(json_string_value(value), out))
		wrong_value(type, place, problems);
}

/* Texts end up on terminals. */
static void bind_text(const json_t *value, const struct json_place *place,
                      struct json_problems *problems, const char **out)
{
	if (!json_is_string(value))
		json_wrong(problems, place, "must be a string");
	else if (!text_is_harmless(json_string_value(value)))
		json_wrong(problems, place, "contains an unprintable character");
	else
		*out = json_string_value(value);
}

static void bind_texts(const json_t *array, const struct json_place *place,
                       struct json_problems *problems, const char ***out, size_t *count)
{
	if (!json_is_array(array)) {
		json_wrong(problems, place, "must be a list of strings");
		return;
	}
	*out = mem_zalloc(json_array_size(array) + 1, sizeof(**out));
	for (*count = 0; *count < json_array_size(array); ++*count) {
		const struct json_place item = { place, NULL, *count };

		(*out)[*count] = "";
		bind_text(json_array_get(array, *count), &item, problems, &(*out)[*count]);
	}
}

static void bind_many(const json_t *array, const struct json_member *member,
                      const struct json_place *place, struct json_problems *problems, char *out)
{
	const size_t count = json_array_size(array);
	char *elements;

	if (!json_is_array(array)) {
		json_wrong(problems, place, "must be a list");
		return;
	}
	elements = mem_zalloc(count + 1, member->shape->size);
	memcpy(out + member->offset, &elements, sizeof(elements));
	memcpy(out + member->count_offset, &count, sizeof(count));
	for (size_t i = 0; i < count; i++) {
		const struct json_place item = { place, NULL, i };

		bind_object(json_array_get(array, i), member->shape, &item, problems,
		            elements + i * member->shape->size);
	}
}

static void bind_number(const json_t *value, const struct json_place *place,
                        struct json_problems *problems, uint64_t *out)
{
	if (json_is_integer(value) && json_integer_value(value) >= 0)
		*out = (uint64_t)json_integer_value(value);
	else
		json_wrong(problems, place, "must be a non-negative integer");
}

static void bind_flag(const json_t *value, const struct json_place *place,
                      struct json_problems *problems, bool *out)
{
	*out = json_is_true(value);
	if (!json_is_boolean(value))
		json_wrong(problems, place, "must be true or false");
}

static void bind_member(const json_t *value, const struct json_member *member,
                        const struct json_place *place, struct json_problems *problems, char *out)
{
	void *to = out + member->offset;
	void *count = out + member->count_offset;

	switch (member->kind) {
	case JSON_TEXT: bind_text(value, place, problems, to); break;
	case JSON_NUMBER: bind_number(value, place, problems, to); break;
	case JSON_FLAG: bind_flag(value, place, problems, to); break;
	case JSON_VALUE: bind_value(value, member->value, place, problems, to); break;
	case JSON_TEXTS: bind_texts(value, place, problems, to, count); break;
	case JSON_ONE: bind_object(value, member->shape, place, problems, to); break;
	case JSON_MANY: bind_many(value, member, place, problems, out); break;
	}
}

static uint64_t written_in(const struct json_shape *shape, const void *bound)
{
	uint64_t written = 0;

	if (shape->written_offset)
		memcpy(&written, (const char *)bound + shape->written_offset, sizeof(written));
	return written;
}

static void note_written(const struct json_shape *shape, char *out, uint64_t more)
{
	const uint64_t written = written_in(shape, out) | more;

	if (shape->written_offset)
		memcpy(out + shape->written_offset, &written, sizeof(written));
}

bool json_is_written(const struct json_shape *shape, const void *bound, const char *member)
{
	const struct json_member *found = find_member(shape, member);

	return found && (written_in(shape, bound) & json_bit((size_t)(found - shape->members)));
}

static void bind_object(const json_t *object, const struct json_shape *shape,
                        const struct json_place *place, struct json_problems *problems, char *out)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object)) {
		json_wrong(problems, place, "must be an object");
		return;
	}
	note_written(shape, out, JSON_IS_OBJECT);
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		const struct json_member *member = find_member(shape, key);
		const struct json_place inner = { place, key, 0 };

		if (!member) {
			json_wrong(problems, &inner, "is unknown");
			continue;
		}
		note_written(shape, out, json_bit((size_t)(member - shape->members)));
		bind_member(value, member, &inner, problems, out);
	}
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_place inner = { place, shape->members[i].name, 0 };

		if (shape->members[i].required && !json_object_get(object, inner.key))
			json_wrong(problems, &inner, "is missing");
	}
}

void json_bind_all(const json_t *object, const struct json_shape *shape,
                   struct json_problems *problems, void *out)
{
	const struct json_place top = { NULL, NULL, 0 };

	memset(out, 0, shape->size);
	bind_object(object, shape, &top, problems, out);
}

bool json_bind(const json_t *object, const struct json_shape *shape, const char *name,
               enum fail_kind kind, void *out, struct failure *why)
{
	struct json_first first = json_first(name, kind, why);

	json_bind_all(object, shape, &first.problems, out);
	if (first.problems.count)
		json_unbind(shape, out);
	return !first.problems.count;
}

static size_t size_of(const struct json_member *member)
{
	switch (member->kind) {
	case JSON_NUMBER: return sizeof(uint64_t);
	case JSON_FLAG: return sizeof(bool);
	case JSON_VALUE: return member->value->size;
	case JSON_ONE: return member->shape->size;
	case JSON_TEXT:
	case JSON_TEXTS:
	case JSON_MANY: break;
	}
	return sizeof(void *); /* one pointer, whatever it points to */
}

void json_inherit(const struct json_shape *shape, void *out, const void *from)
{
	const uint64_t written = written_in(shape, out);

	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];
		const bool is_written = written & json_bit(i);
		char *to = (char *)out + member->offset;
		const char *source = (const char *)from + member->offset;

		if (is_written && member->kind == JSON_ONE)
			json_inherit(member->shape, to, source);
		if (is_written)
			continue;
		memcpy(to, source, size_of(member));
		if (member->kind == JSON_TEXTS || member->kind == JSON_MANY)
			memcpy((char *)out + member->count_offset,
			       (const char *)from + member->count_offset, sizeof(size_t));
	}
}

/* A block being filled; without one, the space it will need is counted. */
struct texts {
	char *block;
	size_t used;
};

static void keep_text(struct texts *texts, const char **text)
{
	const size_t size = *text ? strlen(*text) + 1 : 0;

	if (texts->block && size)
		*text = memcpy(texts->block + texts->used, *text, size);
	texts->used += size;
}

static void keep_all(struct texts *texts, const struct json_shape *shape, char *bound);

static void keep_list(struct texts *texts, const struct json_member *member, char *bound)
{
	char *list;
	size_t count;

	memcpy(&list, bound + member->offset, sizeof(list));
	memcpy(&count, bound + member->count_offset, sizeof(count));
	for (size_t i = 0; i < count; i++) {
		if (member->kind == JSON_TEXTS)
			keep_text(texts, &((const char **)(void *)list)[i]);
		else
			keep_all(texts, member->shape, list + i * member->shape->size);
	}
}

static void keep_all(struct texts *texts, const struct json_shape *shape, char *bound)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];
		void *at = bound + member->offset;

		if (member->kind == JSON_TEXT)
			keep_text(texts, at);
		else if (member->kind == JSON_ONE)
			keep_all(texts, member->shape, at);
		else if (member->kind == JSON_TEXTS || member->kind == JSON_MANY)
			keep_list(texts, member, bound);
	}
}

char *json_keep_texts(const struct json_shape *shape, void *bound)
{
	struct texts texts = { 0 };

	keep_all(&texts, shape, bound);
	texts = (struct texts){ .block = mem_zalloc(texts.used + 1, 1) };
	keep_all(&texts, shape, bound);
	return texts.block;
}

static void unbind_many(const struct json_shape *shape, char **elements, size_t count)
{
	for (size_t i = 0; *elements && i < count; i++)
		json_unbind(shape, *elements + i * shape->size);
	free(*elements);
	*elements = NULL;
}

void json_unbind(const struct json_shape *shape, void *bound)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];
		char *at = (char *)bound + member->offset;
		size_t count = 0;

		if (member->kind == JSON_TEXTS || member->kind == JSON_MANY)
			memcpy(&count, (char *)bound + member->count_offset, sizeof(count));
		if (member->kind == JSON_ONE)
			json_unbind(member->shape, at);
		else if (member->kind == JSON_MANY)
			unbind_many(member->shape, (char **)(void *)at, count);
		else if (member->kind == JSON_TEXTS)
			mem_auto_free(at);
	}
}
