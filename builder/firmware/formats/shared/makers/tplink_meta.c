#include "firmware/formats/shared/makers/tplink_meta.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LIST_MAX = 64 << 10, VERSION_MAX = 64 };

/* The bytes as a text; owned. */
static char *text_of(struct view view, size_t most)
{
	size_t size = view.size < most ? (size_t)view.size : most;
	char *text = mem_zalloc(1, size + 1);

	if (!view_read(view, 0, text, size))
		text[0] = '\0';
	return text;
}

/* What stands between `key` and the next comma or brace. */
static bool copy_value(char *out, size_t size, const char *line, const char *key)
{
	const char *start = strstr(line, key);
	size_t length;

	if (!start)
		return false;
	start += strlen(key);
	length = strcspn(start, ",}");
	if (length >= size)
		return false;
	memcpy(out, start, length);
	out[length] = '\0';
	return true;
}

/* Model and version: "{product_name:X,product_ver:1.0,...}", "X(TP-LINK|UN|...):1.0". */
static void name_of(const char *line, char *out, size_t size)
{
	char name[40];
	char version[16];
	const char *end = strstr(line, "):");

	out[0] = '\0';
	if (line[0] == '{' && copy_value(name, sizeof(name), line, "product_name:") &&
	    copy_value(version, sizeof(version), line, "product_ver:"))
		snprintf(out, size, "%s %s", name, version);
	else if (line[0] != '{' && end)
		snprintf(out, size, "%.*s %s", (int)strcspn(line, "("), line, end + 2);
}

static void add_board(const char *line, struct findings *out)
{
	size_t space = sizeof(out->boards[0].code);
	char name[64];

	name_of(line, name, sizeof(name));
	if (line[0] == '{' && name[0])
		findings_board(out, name, name);
	if (line[0] != '{' || strlen(line) < space)
		findings_board(out, line, name);
}

void tplink_add_boards(struct view list, struct findings *out)
{
	AUTO_FREE char *text = text_of(list, LIST_MAX);
	char *rest = text;
	char *line;

	while ((line = strsep(&rest, "\r\n")) && out->board_count < BOARD_MAX) {
		if (line[0] && strcmp(line, "SupportList:") != 0)
			add_board(line, out);
	}
}

void tplink_add_version(struct view version, struct findings *out)
{
	AUTO_FREE char *text = text_of(version, VERSION_MAX);
	uint8_t bytes[12];
	char formatted[48];

	if (strncmp(text, "soft_ver:", 9) == 0) {
		text[strcspn(text, "\r\n")] = '\0';
		findings_version(out, text + 9);
	} else if (view_read(version, 0, bytes, sizeof(bytes)) && bytes[0] == 0xff) {
		snprintf(formatted, sizeof(formatted), "%u.%u.%u, %08" PRIx32 ", revision %" PRIu32,
		         bytes[1], bytes[2], bytes[3], get_be32(bytes + 4), get_be32(bytes + 8));
		findings_version(out, formatted);
	}
}

struct sum *tplink_check_md5(struct view image, const uint8_t stored[TPLINK_MD5_SIZE],
                             struct examination *exam)
{
	static const uint8_t salt[TPLINK_MD5_SIZE] = { 0x7a, 0x2b, 0x15, 0xed, 0x9b, 0x98,
		                                       0x59, 0x6d, 0xe5, 0x04, 0xab, 0x44,
		                                       0xac, 0x2a, 0x9f, 0x4e };
	struct sum *sum = sums_add(exam, SUM_MD5, image);

	sum_literal(sum, salt, sizeof(salt));
	sum_range(sum, image, TPLINK_SUMMED_FROM, image.size - TPLINK_SUMMED_FROM);
	sum_expect(sum, "MD5", stored);
	return sum;
}
