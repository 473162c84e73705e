/*
 * Sercomm's block of 71 bytes: "sErCoMm", 00 01 00 00, 11 hardware[34], 45 its version[10],
 * 55 version of the software, big endian, four zeros, 63 "sErCoMm" and a zero.
 *
 * It begins a header of 512 bytes, whose last byte makes the sum of the file zero; or it
 * ends the file, and nothing is summed.
 *
 * openwrt/firmware-utils@d21804ad src/mksercommfw.c
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <stdio.h>

enum { HEADER = 512, BLOCK = 71, HARDWARE_SIZE = 34, REVISION_SIZE = 10 };

static void add_identity(const uint8_t block[BLOCK], struct findings *out)
{
	char hardware[HARDWARE_SIZE + 1];
	char revision[REVISION_SIZE + 1];
	char text[HARDWARE_SIZE + REVISION_SIZE + 2];

	text_clean_bytes(hardware, sizeof(hardware), block + 11, HARDWARE_SIZE);
	text_clean_bytes(revision, sizeof(revision), block + 45, REVISION_SIZE);
	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	findings_board(out, hardware, "");
	snprintf(text, sizeof(text), "%s %s", hardware, revision);
	findings_board(out, text, "");
	snprintf(text, sizeof(text), "%04" PRIx32, get_be32(block + 55));
	findings_version(out, text);
}

static void parse_content(struct view content, const char *weakness, struct examination *exam)
{
	if (content.size == 0) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its content is missing");
		return;
	}
	segment_add(exam->findings, "content", content.at, content.size, "by the boot loader");
	if (!examine_inside(exam, content))
		findings_warn(exam->findings, "%s", weakness);
}

static void parse_header(struct view file, struct examination *exam)
{
	static const uint8_t zero;
	uint8_t block[BLOCK];
	struct sum *sum;

	if (!view_read(file, 0, block, sizeof(block)))
		return;
	add_identity(block, exam->findings);
	sum = sums_add(exam, SUM_ADD8, file);
	sum_range(sum, file, 0, file.size);
	sum_expect(sum, "sum of all bytes", &zero);
	parse_content(view_from(file, HEADER),
	              "it is protected only by an 8-bit sum, which misses one error in 256", exam);
}

static void parse_footer(struct view file, struct examination *exam)
{
	uint8_t block[BLOCK];

	if (!view_read(file, file.size - BLOCK, block, sizeof(block)))
		return;
	add_identity(block, exam->findings);
	findings_check(exam->findings, "checksum", CHECK_ABSENT, "the footer format has none");
	parse_content(view_part(file, 0, file.size - BLOCK), "no checksum protects it", exam);
}

static const struct format header = {
	.id = "sercomm",
	.title = "a Sercomm image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "sErCoMm"), MAGIC(63, "sErCoMm\0") },
	.parse = parse_header,
};

static const struct format footer = {
	.id = "sercomm",
	.title = "a Sercomm image",
	.rank = RANK_TRAILER,
	.magic = { MAGIC(-71, "sErCoMm"), MAGIC(-8, "sErCoMm\0") },
	.parse = parse_footer,
};

FORMATS(sercomm, &header, &footer);
