#include "base/json.h"

#include "base/mem.h"
#include "base/text.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DOCUMENT_MAX = 16 << 20, POINTER_MAX = 256 };

/* Where in which document we are, for messages. */
struct place {
	const char *name;
	enum fail_kind kind;
	char pointer[POINTER_MAX]; /* JSON pointer, RFC 6901; cut where it is too long */
};

static bool wrong(const struct place *place, const char *problem, struct failure *why)
{
	return fail(why, place->kind, "'%s' at %s: %s", place->name,
	            place->pointer[0] ? place->pointer : "the top", problem);
}

static size_t put_letter(char to[2], char letter)
{
	const char *escaped = letter == '~' ? "~0" : letter == '/' ? "~1" : NULL;

	if (!escaped) {
		to[0] = letter;
		return 1;
	}
	memcpy(to, escaped, 2);
	return 2;
}

static struct place step_into(const struct place *place, const char *key)
{
	struct place inner = *place;
	size_t used = strlen(inner.pointer);

	if (used + 1 < POINTER_MAX)
		inner.pointer[used++] = '/';
	for (; *key && used + 2 < POINTER_MAX; key++)
		used += put_letter(inner.pointer + used, *key);
	inner.pointer[used] = '\0';
	return inner;
}

static struct place step_to(const struct place *place, size_t index)
{
	char key[24];

	snprintf(key, sizeof(key), "%zu", index);
	return step_into(place, key);
}

static bool read_whole(int fd, char *text, size_t size, size_t *used)
{
	ssize_t n;

	*used = 0;
	do {
		n = read(fd, text + *used, size - *used);
		if (n < 0 && errno != EINTR)
			return false;
		*used += n > 0 ? (size_t)n : 0;
	} while (n != 0 && *used < size);
	return true;
}

bool json_read_file(const char *path, enum fail_kind kind, json_t **out, struct failure *why)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	AUTO_FREE char *text = NULL;
	struct stat file;
	size_t used;

	if (fd == -1 || fstat(fd, &file) == -1)
		return fail_errno(why, kind, "cannot read '%s'", path);
	if (!S_ISREG(file.st_mode))
		return fail(why, kind, "'%s' is not a file", path);
	if (file.st_size > DOCUMENT_MAX)
		return fail(why, kind, "'%s' is larger than any such file", path);
	text = mem_zalloc(1, (size_t)file.st_size + 1);
	if (!read_whole(fd, text, (size_t)file.st_size, &used))
		return fail_errno(why, kind, "cannot read '%s'", path);
	return json_read_text(text, used, path, kind, out, why);
}

bool json_read_text(const char *text, size_t size, const char *name, enum fail_kind kind,
                    json_t **out, struct failure *why)
{
	json_error_t error;

	*out = json_loadb(text, size, JSON_REJECT_DUPLICATES, &error);
	return *out || fail(why, kind, "'%s', line %d, column %d: %s", name, error.line,
	                    error.column, error.text);
}

static const struct json_member *find_member(const struct json_shape *shape, const char *name)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		if (strcmp(shape->members[i].name, name) == 0)
			return &shape->members[i];
	}
	return NULL;
}

static bool check_members(const json_t *object, const struct json_shape *shape,
                          const struct place *place, struct failure *why)
{
	const char *key;
	json_t *value;

	if (!json_is_object(object))
		return wrong(place, "must be an object", why);
	json_object_foreach((json_t *)(uintptr_t)object, key, value)
	{
		if (!find_member(shape, key)) {
			struct place inner = step_into(place, key);

			return wrong(&inner, "is not known here", why);
		}
	}
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];

		if (member->required && !json_object_get(object, member->name)) {
			struct place inner = step_into(place, member->name);

			return wrong(&inner, "is missing", why);
		}
	}
	return true;
}

static bool bind_object(const json_t *object, const struct json_shape *shape,
                        const struct place *place, char *out, struct failure *why);

static bool bind_choice(const json_t *value, const struct json_member *member,
                        const struct place *place, int *out, struct failure *why)
{
	const char *text = json_is_string(value) ? json_string_value(value) : "";

	for (*out = 0; member->choices[*out]; ++*out) {
		if (strcmp(member->choices[*out], text) == 0)
			return true;
	}
	return wrong(place, "is none of the values known here", why);
}

/* Texts end up on terminals. */
static bool bind_text(const json_t *value, const struct place *place, const char **out,
                      struct failure *why)
{
	if (!json_is_string(value))
		return wrong(place, "must be a text", why);
	*out = json_string_value(value);
	return text_is_harmless(*out) ||
	       wrong(place, "holds a character that cannot be printed", why);
}

static bool bind_texts(const json_t *array, const struct place *place, const char ***out,
                       size_t *count, struct failure *why)
{
	if (!json_is_array(array))
		return wrong(place, "must be a list of texts", why);
	*out = mem_zalloc(json_array_size(array) + 1, sizeof(**out));
	for (*count = 0; *count < json_array_size(array); ++*count) {
		const json_t *item = json_array_get(array, *count);
		struct place inner = step_to(place, *count);

		if (!bind_text(item, &inner, &(*out)[*count], why))
			return false;
	}
	return true;
}

static bool bind_many(const json_t *array, const struct json_shape *shape,
                      const struct place *place, char **out, size_t *count, struct failure *why)
{
	if (!json_is_array(array))
		return wrong(place, "must be a list", why);
	*out = mem_zalloc(json_array_size(array) + 1, shape->size);
	while (*count < json_array_size(array)) {
		const json_t *item = json_array_get(array, *count);
		struct place inner = step_to(place, *count);
		char *element = *out + *count * shape->size;

		++*count; /* a half bound element is released as well */
		if (!bind_object(item, shape, &inner, element, why))
			return false;
	}
	return true;
}

static bool bind_number(const json_t *value, const struct place *place, uint64_t *out,
                        struct failure *why)
{
	if (!json_is_integer(value) || json_integer_value(value) < 0)
		return wrong(place, "must be a whole number, not negative", why);
	*out = (uint64_t)json_integer_value(value);
	return true;
}

static bool bind_flag(const json_t *value, const struct place *place, bool *out,
                      struct failure *why)
{
	if (!json_is_boolean(value))
		return wrong(place, "must be true or false", why);
	*out = json_is_true(value);
	return true;
}

static bool bind_member(const json_t *value, const struct json_member *member,
                        const struct place *place, char *out, struct failure *why)
{
	void *to = out + member->offset;
	void *count = out + member->count_offset;

	switch (member->kind) {
	case JSON_TEXT: return bind_text(value, place, to, why);
	case JSON_NUMBER: return bind_number(value, place, to, why);
	case JSON_FLAG: return bind_flag(value, place, to, why);
	case JSON_CHOICE: return bind_choice(value, member, place, to, why);
	case JSON_TEXTS: return bind_texts(value, place, to, count, why);
	case JSON_ONE: return bind_object(value, member->shape, place, to, why);
	case JSON_MANY: return bind_many(value, member->shape, place, to, count, why);
	}
	return wrong(place, "cannot be bound", why);
}

static bool bind_object(const json_t *object, const struct json_shape *shape,
                        const struct place *place, char *out, struct failure *why)
{
	if (!check_members(object, shape, place, why))
		return false;
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];
		const json_t *value = json_object_get(object, member->name);
		struct place inner = step_into(place, member->name);

		if (value && !bind_member(value, member, &inner, out, why))
			return false;
	}
	return true;
}

bool json_bind(const json_t *object, const struct json_shape *shape, const char *name,
               enum fail_kind kind, void *out, struct failure *why)
{
	const struct place place = { .name = name, .kind = kind };

	memset(out, 0, shape->size);
	if (bind_object(object, shape, &place, out, why))
		return true;
	json_release(shape, out);
	return false;
}

static size_t size_of(const struct json_member *member)
{
	switch (member->kind) {
	case JSON_NUMBER: return sizeof(uint64_t);
	case JSON_FLAG: return sizeof(bool);
	case JSON_CHOICE: return sizeof(int);
	case JSON_ONE: return member->shape->size;
	case JSON_TEXT:
	case JSON_TEXTS:
	case JSON_MANY: break;
	}
	return sizeof(void *); /* one pointer, whatever it points to */
}

void json_inherit(const struct json_shape *shape, const json_t *object, void *out, const void *from)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];
		const json_t *value = json_object_get(object, member->name);
		char *to = (char *)out + member->offset;
		const char *given = (const char *)from + member->offset;

		if (value && member->kind == JSON_ONE)
			json_inherit(member->shape, value, to, given);
		if (value)
			continue;
		memcpy(to, given, size_of(member));
		if (member->kind == JSON_TEXTS || member->kind == JSON_MANY)
			memcpy((char *)out + member->count_offset,
			       (const char *)from + member->count_offset, sizeof(size_t));
	}
}

static void release_many(const struct json_shape *shape, char **elements, size_t count)
{
	for (size_t i = 0; *elements && i < count; i++)
		json_release(shape, *elements + i * shape->size);
	free(*elements);
	*elements = NULL;
}

void json_release(const struct json_shape *shape, void *bound)
{
	for (size_t i = 0; i < shape->member_count; i++) {
		const struct json_member *member = &shape->members[i];
		char *at = (char *)bound + member->offset;
		size_t count = 0;

		if (member->kind == JSON_TEXTS || member->kind == JSON_MANY)
			memcpy(&count, (char *)bound + member->count_offset, sizeof(count));
		if (member->kind == JSON_ONE)
			json_release(member->shape, at);
		else if (member->kind == JSON_MANY)
			release_many(member->shape, (char **)(void *)at, count);
		else if (member->kind == JSON_TEXTS)
			mem_auto_free(at);
	}
}
