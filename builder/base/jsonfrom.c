/* Structs made objects again, by the tables that bound them. */
#include "base/json.h"

#include <string.h>

static json_t *from_text(const char *text)
{
	return text ? json_string(text) : json_null();
}

static json_t *from_number(uint64_t number)
{
	return number ? json_integer((json_int_t)number) : json_null();
}

static json_t *from_list(const struct json_member *member, const char *bound)
{
	json_t *array = json_array();
	const char *list;
	size_t count;

	memcpy(&list, bound + member->offset, sizeof(list));
	memcpy(&count, bound + member->count_offset, sizeof(count));
	for (size_t i = 0; i < count; i++) {
		if (member->kind == JSON_TEXTS)
			json_array_append_new(
			        array, from_text(((const char *const *)(const void *)list)[i]));
		else
			json_array_append_new(
			        array, json_from(member->shape, list + i * member->shape->size));
	}
	return array;
}

static json_t *from_member(const struct json_member *member, const char *bound)
{
	const void *at = bound + member->offset;

	switch (member->kind) {
	case JSON_TEXT: return from_text(*(const char *const *)at);
	case JSON_NUMBER: return from_number(*(const uint64_t *)at);
	case JSON_FLAG: return json_boolean(*(const bool *)at);
	case JSON_VALUE: return member->value->write(at);
	case JSON_ONE: return json_from(member->shape, at);
	case JSON_TEXTS:
	case JSON_MANY: break;
	}
	return from_list(member, bound);
}

json_t *json_from(const struct json_shape *shape, const void *bound)
{
	json_t *object = json_object();

	for (size_t i = 0; i < shape->member_count; i++)
		json_object_set_new(object, shape->members[i].name,
		                    from_member(&shape->members[i], bound));
	return object;
}
