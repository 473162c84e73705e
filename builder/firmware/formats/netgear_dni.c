/*
 * Netgear's DNI: 128 bytes of lines "device:", "version:", "region:" and, in some files,
 * "hd_id:"; the content; one byte that makes the sum of all bytes 0xff. Several models may
 * have one device name, and differ in hd_id. The sum overlooks one damage in 256, so what
 * is inside is checked too. (Buffalo's header looks alike, and says "InfoHeadSize:".)
 *
 * openwrt/firmware-utils@d21804ad src/mkdniimg.c
 */
#include "base/text.h"
#include "firmware/examine.h"
#include "firmware/formats/shared/segments.h"

#include <stdio.h>
#include <string.h>

enum { HEADER = 128 };

struct lines {
	char device[HEADER + 1];
	char version[HEADER + 1];
	char region[HEADER + 1];
	char hardware[HEADER + 1];
};

static bool is_dni(struct view file)
{
	char text[HEADER + 1] = "";

	return view_read(file, 0, text, HEADER) && strstr(text, "\nversion:") &&
	       !strstr(text, "InfoHeadSize:");
}

/* What follows `key`, when the line begins with it. */
static void take_line(const char *line, const char *key, char out[HEADER + 1])
{
	size_t length = strlen(key);

	if (strncmp(line, key, length) == 0)
		text_clean(out, HEADER + 1, line + length);
}

static void read_lines(const char *header, struct lines *out)
{
	char text[HEADER + 1] = "";
	char *rest = text;
	char *line;

	*out = (struct lines){ 0 };
	memcpy(text, header, HEADER);
	while ((line = strsep(&rest, "\r\n"))) {
		take_line(line, "device:", out->device);
		take_line(line, "version:", out->version);
		take_line(line, "region:", out->region);
		take_line(line, "hd_id:", out->hardware);
	}
}

static void tell(const struct lines *lines, struct findings *out)
{
	char code[2 * HEADER + 2];

	findings_board(out, lines->device, "");
	if (lines->hardware[0]) {
		snprintf(code, sizeof(code), "%s %s", lines->device, lines->hardware);
		findings_board(out, code, "");
	}
	findings_version(out, lines->version);
	text_clean(out->region, sizeof(out->region), lines->region);
}

static void parse(struct view file, struct examination *exam)
{
	static const uint8_t all_ones = 0xff;
	struct view content = view_part(file, HEADER, file.size - HEADER - 1);
	char header[HEADER];
	struct lines lines;
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, header, sizeof(header)) || content.size == 0) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its content is missing");
		return;
	}
	read_lines(header, &lines);
	tell(&lines, exam->findings);
	sum = sums_add(exam, SUM_ADD8, file);
	sum_range(sum, file, 0, file.size);
	sum_expect(sum, "sum of all bytes", &all_ones);
	segment_tell(exam->findings, "content", content.at, content.size, "by the boot loader");
	examine_inside(exam, content);
}

static const struct format dni = {
	.id = "netgear-dni",
	.title = "a Netgear DNI image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "device:") },
	.recognise = is_dni,
	.parse = parse,
};

FORMATS(netgear_dni, &dni);
