/*
 * Netgear's DNI: 128 bytes of lines "device:", "version:", "region:" and, in some files,
 * "hd_id:"; the content; one byte that makes the sum of all bytes 0xff. Several models may
 * have one device name, and differ in hd_id. The sum overlooks one damage in 256, so what
 * is inside is checked too. (Buffalo's header looks alike, and says "InfoHeadSize:".)
 *
 * openwrt/firmware-utils@d21804ad src/mkdniimg.c
 */
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/segments.h"
#include "firmware/formats/shared/text_lines.h"

#include <stdio.h>
#include <string.h>

enum { HEADER = 128 };

static bool is_dni(struct view file)
{
	char text[HEADER + 1] = "";

	return view_read(file, 0, text, HEADER) && strstr(text, "\nversion:") &&
	       !strstr(text, "InfoHeadSize:");
}

static void add_identity(const char *text, struct findings *out)
{
	char device[HEADER];
	char hardware[HEADER];
	char value[2 * HEADER];

	text_line(text, "device:", device, sizeof(device));
	text_line(text, "hd_id:", hardware, sizeof(hardware));
	findings_board(out, device, "");
	if (hardware[0]) {
		snprintf(value, sizeof(value), "%s %s", device, hardware);
		findings_board(out, value, "");
	}
	text_line(text, "version:", value, sizeof(value));
	findings_version(out, value);
	text_line(text, "region:", out->region, sizeof(out->region));
}

static void parse(struct view file, struct examination *exam)
{
	static const uint8_t all_ones = 0xff;
	struct view content = view_part(file, HEADER, file.size - HEADER - 1);
	char header[HEADER + 1] = "";
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, header, HEADER) || content.size == 0) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its content is missing");
		return;
	}
	add_identity(header, exam->findings);
	sum = sums_add(exam, SUM_ADD8, file);
	sum_range(sum, file, 0, file.size);
	sum_expect(sum, "sum of all bytes", &all_ones);
	segment_add(exam->findings, "content", content.at, content.size, "by the boot loader");
	if (!examine_inside(exam, content))
		findings_warn(
		        exam->findings,
		        "it is protected only by an 8-bit sum, which misses one error in 256");
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
