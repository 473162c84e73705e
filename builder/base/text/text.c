#include "base/text/text.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { ESCAPE = sizeof("\\uXXXX") - 1 };

/* How many bytes a UTF-8 character has, by its first one; 0 when none begins so. */
static size_t length_by_first(uint8_t first)
{
	if (first < 0x80)
		return 1;
	if (first >> 5 == 6)
		return 2;
	if (first >> 4 == 14)
		return 3;
	return first >> 3 == 30 ? 4 : 0;
}

/* How long the UTF-8 character at `in` is, its value in *point; 0 when it is not one. */
static size_t decode(const uint8_t *in, size_t length, uint32_t *point)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = length_by_first(in[0]);
	bool surrogate;

	if (size == 0 || size > length)
		return 0;
	*point = size == 1 ? in[0] : in[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if (in[i] >> 6 != 2)
			return 0;
		*point = *point << 6 | (in[i] & 0x3fu);
	}
	surrogate = *point >= 0xd800 && *point <= 0xdfff;
	return *point < least[size] || *point > 0x10ffff || surrogate ? 0 : size;
}

/* Control, invisible and direction-changing characters (Unicode: Cc, Cf and separators). */
static bool harmless(uint32_t point)
{
	static const struct {
		uint32_t first, last;
	} bad[] = { { 0, 0x1f },        { 0x7f, 0x9f },     { 0xad, 0xad },      { 0x61c, 0x61c },
		    { 0x180e, 0x180e }, { 0x200b, 0x200f }, { 0x2028, 0x202e },  { 0x2060, 0x206f },
		    { 0xfeff, 0xfeff }, { 0xfff9, 0xfffb }, { 0xe0000, 0xe0fff } };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		if (point >= bad[i].first && point <= bad[i].last)
			return false;
	}
	return true;
}

/* One character made harmless: how many bytes of `in` it was, and of `out` it takes. */
static size_t clean_one(const uint8_t *in, size_t length, char out[4], size_t *takes)
{
	uint32_t point = 0;
	size_t size = decode(in, length, &point);

	*takes = 1;
	out[0] = '?';
	if (size && harmless(point)) {
		memcpy(out, in, size);
		*takes = size;
	}
	return size ? size : 1;
}

bool text_is_harmless(const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	const uint8_t *end = at + strlen(text);

	while (at < end) {
		uint32_t point;
		size_t size;

		if (*at >= ' ' && *at < 0x7f) { /* most are: by far the quickest way */
			at++;
			continue;
		}
		size = decode(at, (size_t)(end - at), &point);
		if (!size || !harmless(point))
			return false;
		at += size;
	}
	return true;
}

void text_clean_bytes(char *out, size_t size, const void *in, size_t length)
{
	const uint8_t *from = in;
	size_t used = 0;

	length = strnlen(in, length);
	while (length && *from == ' ') {
		from++;
		length--;
	}
	while (length) {
		char clean[4];
		size_t takes;
		size_t step = clean_one(from, length, clean, &takes);

		if (used + takes >= size)
			break;
		memcpy(out + used, clean, takes);
		used += takes;
		from += step;
		length -= step;
	}
	while (used && out[used - 1] == ' ')
		used--;
	out[used] = '\0';
}

void text_clean(char *out, size_t size, const char *in)
{
	text_clean_bytes(out, size, in, strlen(in));
}

/* As JSON writes it: two of them for what does not fit into 16 bits. RFC 8259, 7. */
static size_t escape(uint32_t point, char out[2 * ESCAPE + 1])
{
	if (point < 0x10000)
		return (size_t)snprintf(out, ESCAPE + 1, "\\u%04" PRIx32, point);
	point -= 0x10000;
	return (size_t)snprintf(out, 2 * ESCAPE + 1, "\\u%04" PRIx32 "\\u%04" PRIx32,
	                        0xd800 + (point >> 10), 0xdc00 + (point & 0x3ff));
}

char *text_json(const char *json)
{
	const uint8_t *from = (const uint8_t *)json;
	size_t left = strlen(json);
	char *out = mem_zalloc(left + 1, ESCAPE);
	size_t used = 0;

	while (left) {
		uint32_t point = 0;
		size_t size = decode(from, left, &point);

		if (size && !harmless(point)) {
			used += escape(point, out + used);
		} else {
			size = size ? size : 1;
			memcpy(out + used, from, size);
			used += size;
		}
		from += size;
		left -= size;
	}
	return out;
}

void text_hex(char *out, const uint8_t *bytes, size_t size)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		out[2 * i] = digits[bytes[i] >> 4];
		out[2 * i + 1] = digits[bytes[i] & 15];
	}
	out[2 * size] = '\0';
}

static int hex_value(char c)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = c ? strchr(digits, c | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

bool text_from_hex(const char *digits, uint8_t *out, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		int high = hex_value(digits[2 * i]);
		int low = high < 0 ? -1 : hex_value(digits[2 * i + 1]);

		if (low < 0)
			return false;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return true;
}

void text_size(char out[TEXT_SIZE], uint64_t bytes)
{
	static const char *const units[] = { "kB", "MB", "GB", "TB", "PB", "EB" };
	size_t unit = 0;
	uint64_t scale = 1000;

	if (bytes < 1000) {
		snprintf(out, TEXT_SIZE, "%" PRIu64 " bytes", bytes);
		return;
	}
	while (unit < 5 && bytes / scale >= 1000) {
		scale *= 1000;
		unit++;
	}
	snprintf(out, TEXT_SIZE, "%" PRIu64 ".%" PRIu64 " %s", bytes / scale,
	         bytes % scale / (scale / 10), units[unit]);
}
