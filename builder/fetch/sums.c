#include "fetch/sums.h"

#include <openssl/evp.h>
#include <stdio.h>
#include <string.h>

enum {
	HASH_DIGITS = DIGEST_HEX - 1,
	NAME_AT = HASH_DIGITS + 2,
	USIGN_ALGORITHM = 2,
	USIGN_DECODED = USIGN_ALGORITHM + USIGN_KEY_ID_SIZE + USIGN_SIGNATURE_SIZE,
	USIGN_DIGITS = (USIGN_DECODED + 2) / 3 * 4,
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

	if (name.size == 0 || name.size > SUMS_NAME_MAX || !only_has(name, letters))
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

bool sums_check(struct bytes text, const char *name, struct failure *why)
{
	struct bytes line;
	unsigned count = 0;

	while (take_line(&text, &line)) {
		count++;
		if (!is_sum(line))
			return fail(why, FAIL_FIRMWARE,
			            "'%s', line %u: not a SHA-256 and the name of a file", name,
			            count);
	}
	if (text.size || !count)
		return fail(why, FAIL_FIRMWARE, "'%s' is empty or cut off", name);
	return true;
}

bool sums_find(struct bytes text, const char *file, struct digest *out)
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

static bool decode(struct bytes digits, uint8_t out[USIGN_DECODED])
{
	static const char letters[] =
	        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	uint8_t bytes[USIGN_DIGITS / 4 * 3];

	/* 74 bytes leave one place of the last group empty. */
	if (digits.size != USIGN_DIGITS || digits.data[USIGN_DIGITS - 1] != '=' ||
	    !only_has(bytes_part(digits, 0, USIGN_DIGITS - 1), letters) ||
	    EVP_DecodeBlock(bytes, digits.data, USIGN_DIGITS) != sizeof(bytes))
		return false;
	memcpy(out, bytes, USIGN_DECODED);
	return true;
}

bool usign_read_signature(struct bytes text, const char *name, struct usign_signature *out,
                          struct failure *why)
{
	static const char comment[] = "untrusted comment: ";
	uint8_t bytes[USIGN_DECODED];
	struct bytes first;
	struct bytes second;

	if (!take_line(&text, &first) || !take_line(&text, &second) || text.size ||
	    first.size < strlen(comment) || memcmp(first.data, comment, strlen(comment)) != 0 ||
	    !decode(second, bytes) || memcmp(bytes, "Ed", USIGN_ALGORITHM) != 0)
		return fail(why, FAIL_FIRMWARE, "'%s' is not a signature of usign", name);
	memcpy(out->key_id, bytes + USIGN_ALGORITHM, USIGN_KEY_ID_SIZE);
	memcpy(out->bytes, bytes + USIGN_ALGORITHM + USIGN_KEY_ID_SIZE, USIGN_SIGNATURE_SIZE);
	return true;
}
