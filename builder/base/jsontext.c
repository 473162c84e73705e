/* A document as people write it. */
#include "base/json.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 100, TAB = 8 };

static void put_scalar(FILE *to, const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY);

	fputs(text ? text : "null", to);
	free(text);
}

static void put_key(FILE *to, const char *key)
{
	json_t *text = json_string(key);

	put_scalar(to, text);
	json_decref(text);
	fputs(": ", to);
}

static void put_flat(FILE *to, const json_t *value);

static void put_flat_object(FILE *to, const json_t *object)
{
	const char *gap = "{ ";
	const char *key;
	json_t *member;

	json_object_foreach((json_t *)(uintptr_t)object, key, member)
	{
		fputs(gap, to);
		put_key(to, key);
		put_flat(to, member);
		gap = ", ";
	}
	fputs(json_object_size(object) ? " }" : "{}", to);
}

static void put_flat_array(FILE *to, const json_t *array)
{
	fputc('[', to);
	for (size_t i = 0; i < json_array_size(array); i++) {
		fputs(i ? ", " : "", to);
		put_flat(to, json_array_get(array, i));
	}
	fputc(']', to);
}

static void put_flat(FILE *to, const json_t *value)
{
	if (json_is_object(value))
		put_flat_object(to, value);
	else if (json_is_array(value))
		put_flat_array(to, value);
	else
		put_scalar(to, value);
}

/* Whether it fits on the line, behind what is `before` columns wide and before a comma. */
static bool is_short(const json_t *value, size_t before)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = mem_text_begin(&text, &size);

	put_flat(to, value);
	mem_text_end(to, &text);
	free(text);
	return before + size < COLUMNS;
}

static void put_line(FILE *to, size_t depth)
{
	fputc('\n', to);
	for (size_t i = 0; i < depth; i++)
		fputc('\t', to);
}

/* `used`: columns behind the tabs that the line has already. */
static void put(FILE *to, const json_t *value, size_t depth, size_t used)
{
	const size_t count = json_object_size(value) + json_array_size(value);
	const char *gap = "";
	const char *key;
	json_t *member;

	if (!count || (depth && is_short(value, depth * TAB + used))) {
		put_flat(to, value);
		return;
	}
	fputc(json_is_object(value) ? '{' : '[', to);
	json_object_foreach((json_t *)(uintptr_t)value, key, member)
	{
		fputs(gap, to);
		put_line(to, depth + 1);
		put_key(to, key);
		put(to, member, depth + 1, strlen(key) + strlen("\"\": "));
		gap = ",";
	}
	for (size_t i = 0; i < json_array_size(value); i++) {
		fputs(gap, to);
		put_line(to, depth + 1);
		put(to, json_array_get(value, i), depth + 1, 0);
		gap = ",";
	}
	put_line(to, depth);
	fputc(json_is_object(value) ? '}' : ']', to);
}

char *json_text(const json_t *document)
{
	char *text = NULL;
	size_t size = 0;
	FILE *to = mem_text_begin(&text, &size);

	put(to, document, 0, 0);
	fputc('\n', to);
	mem_text_end(to, &text);
	return text;
}
