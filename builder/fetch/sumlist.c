#include "fetch/sumlist.h"

#include <stdio.h>
#include <string.h>

enum {
	HASH_DIGITS = DIGEST_HEX - 1,
	NAME_AT = HASH_DIGITS + 2,
};

/* Takes the next line off, without its end. False when nothing is left, or no end comes. */
static bool take_line(struct bytes *text, struct bytes *line)
{
	const uint8_t *end = text->size ? memchr(text->data, '\n', (size_t)text->size) : NULL;

	if (!end)
		return false;
	*line = (struct bytes){ text->data, (uint64_t)(end - text->data) };
	*text = (struct bytes){ end + 1, text->size - line->size - 1 };
	return true;
}

/* Every character is one of `allowed`, which ends with a NUL. */
static bool only_has(struct bytes text, const char *allowed)
{
	for (uint64_t i = 0; i < text.size; i++) {
		if (!text.data[i] || !strchr(allowed, text.data[i]))
			return false;
	}
	return true;
}

/* No absolute path, no empty part, none that begins with a dot. */
static bool is_name(struct bytes name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                              "0123456789._+-~=:@,/";
	bool at_start = true;

	if (name.size == 0 || name.size > SUMLIST_NAME_MAX || !only_has(name, letters))
		return false;
	for (uint64_t i = 0; i < name.size; i++) {
		if (at_start && (name.data[i] == '/' || name.data[i] == '.'))
			return false;
		at_start = name.data[i] == '/';
	}
	return !at_start;
}

static bool is_sum(struct bytes line)
{
	return line.size > NAME_AT &&
	       only_has(bytes_part(line, 0, HASH_DIGITS), "0123456789abcdef") &&
	       line.data[HASH_DIGITS] == ' ' && only_has(bytes_part(line, NAME_AT - 1, 1), " *") &&
	       is_name(bytes_part(line, NAME_AT, line.size - NAME_AT));
}

bool sumlist_check(struct bytes text, const char *name, struct failure *why)
{
	struct bytes line;
	unsigned count = 0;

	while (take_line(&text, &line)) {
		count++;
		if (!is_sum(line))
			return fail(why, FAIL_FIRMWARE,
			            "'%s', line %u: not a SHA-256 and a file name", name, count);
	}
	if (text.size || !count)
		return fail(why, FAIL_FIRMWARE, "'%s' is empty or truncated", name);
	return true;
}

bool sumlist_find(struct bytes text, const char *file, struct digest *out)
{
	const size_t length = strlen(file);
	bool is_found = false;
	struct bytes line;

	while (take_line(&text, &line)) {
		struct digest digest;
		char hex[DIGEST_HEX];

		if (line.size != NAME_AT + length || memcmp(line.data + NAME_AT, file, length) != 0)
			continue;
		snprintf(hex, sizeof(hex), "%.*s", HASH_DIGITS, (const char *)line.data);
		if (!digest_from_hex(hex, &digest) || (is_found && !digest_equal(&digest, out)))
			return false;
		*out = digest;
		is_found = true;
	}
	return is_found;
}
