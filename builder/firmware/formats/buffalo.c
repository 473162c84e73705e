/*
 * Buffalo's containers that are not enciphered, big endian.
 *
 * Tag: 0 product (32), 32 brand, 64 and 72 versions (8), 80 region, 104 "hwv"; then
 * 136 total, 140 cksum(1) of the image with this field zero (0: none) and, in three
 * kinds, lengths: 144 and 148 bases with 152 length (160 bytes of header), 144 and 148
 * lengths of two parts (156), 144 length (152; total is 200 more than the length)
 * (openwrt/firmware-utils@d21804ad src/buffalo-tag.c).
 * "bgn": 12 total, 16 cksum(1) of the file with this field zero (src/mkdhpimg.c).
 * Information: a text of 128 bytes like Netgear's with InfoHeadSize, 126 12 32; the last
 * byte makes the sum of all bytes FF (src/mkbuffaloimg.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/text_lines.h"

#include <string.h>

enum {
	COMMON = 136,
	TOTAL_AT = 136,
	CRC_AT = 140,
	HEADER_ONE = 160,
	HEADER_TWO = 156,
	HEADER_DHP = 152,
	DHP_MORE = 200,
	BGN = 20,
	BGN_TOTAL_AT = 12,
	BGN_CRC_AT = 16,
	INFO = 128,
};

/* How long the header is, by the one reading whose lengths add up; 0: none does. */
static uint32_t header_size(const uint8_t header[HEADER_ONE])
{
	uint64_t total = get_be32(header + TOTAL_AT);
	uint64_t first = get_be32(header + 144);
	uint64_t second = get_be32(header + 148);

	if (get_be32(header + CRC_AT) == 0 && total == first + DHP_MORE)
		return HEADER_DHP;
	if (total == HEADER_TWO + first + second && first)
		return HEADER_TWO;
	if (total == HEADER_ONE + (uint64_t)get_be32(header + 152))
		return HEADER_ONE;
	return 0;
}

static void check_tag(struct view file, const uint8_t *header, uint64_t total,
                      struct examination *exam)
{
	struct sum *sum;

	if (get_be32(header + CRC_AT) == 0) {
		findings_check(exam->findings, "cksum", CHECK_ABSENT, "it is disabled");
		return;
	}
	sum = sums_add(exam, SUM_CRC_POSIX, file);
	sum_range_without(sum, file, 0, total, CRC_AT, 4);
	sum_expect32(sum, "cksum", get_be32(header + CRC_AT));
}

static void parse_tag(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER_ONE];
	uint64_t total;
	uint32_t size;
	char text[33];

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header, 32);
	findings_board(out, text, "");
	text_clean_bytes(text, 9, header + 64, 8);
	findings_version(out, text);
	text_clean_bytes(out->region, 3, header + 80, 2);
	size = header_size(header);
	if (!size) {
		findings_check(out, "lengths", CHECK_BAD, "they contradict each other");
		return;
	}
	/* The third kind counts its total from elsewhere. */
	total = size == HEADER_DHP ? HEADER_DHP + (uint64_t)get_be32(header + 144)
	                           : get_be32(header + TOTAL_AT);
	examine_ends_at(exam, file, total);
	if (total > file.size)
		return;
	check_tag(file, header, total, exam);
	examine_inside(exam, view_part(file, size, total - size));
}

static void parse_bgn(struct view file, struct examination *exam)
{
	uint8_t header[BGN];
	struct sum *sum;
	uint32_t total;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	total = get_be32(header + BGN_TOTAL_AT);
	examine_ends_at(exam, file, total);
	if (total > file.size || total < BGN)
		return;
	sum = sums_add(exam, SUM_CRC_POSIX, file);
	sum_range_without(sum, file, 0, total, BGN_CRC_AT, 4);
	sum_expect32(sum, "cksum", get_be32(header + BGN_CRC_AT));
	examine_inside(exam, view_part(file, BGN, total - BGN));
}

static bool is_info(struct view file)
{
	char text[INFO + 1] = "";

	return view_read(file, 0, text, INFO) && strstr(text, "InfoHeadSize:") != NULL;
}

static void parse_info(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	char text[INFO + 1] = "";
	char value[64];
	struct sum *sum;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, text, INFO))
		return;
	text_line(text, "device:", value, sizeof(value));
	findings_board(out, value, "");
	text_line(text, "version:", value, sizeof(value));
	findings_version(out, value);
	text_line(text, "region:", out->region, sizeof(out->region));
	sum = sums_add(exam, SUM_ADD8, file);
	sum_range(sum, file, 0, file.size);
	sum_expect32(sum, "sum of all bytes", 0xff);
	examine_inside(exam, view_part(file, INFO, file.size - INFO - 1));
}

static const struct format tag = {
	.id = "buffalo-tag",
	.title = "a Buffalo image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(104, "hwv\0") },
	.parse = parse_tag,
};

static const struct format bgn = {
	.id = "buffalo-dhp",
	.title = "a Buffalo DHP image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "bgn\0\0\0\0\0\0\0\0\xb1") },
	.parse = parse_bgn,
};

static const struct format info = {
	.id = "buffalo-info",
	.title = "a Buffalo image with an information header",
	.rank = RANK_TRAILER,
	.magic = { MAGIC(0, "device:"), MAGIC(126, "\x12\x32") },
	.recognise = is_info,
	.parse = parse_info,
};

FORMATS(buffalo, &tag, &bgn, &info);
