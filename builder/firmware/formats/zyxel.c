/*
 * Zyxel's containers for routers.
 *
 * RAS, big endian, filled up with FF: 0 sum and 4 length of the root file system,
 * 8 version (32), 40 sum of the first 2048 bytes with this field a copy of bytes 0 to 3,
 * 44 board (64), 108 sum and 112 length of the kernel; 64 KiB, then root file system and
 * kernel. Sums as sum(1) has them (openwrt/firmware-utils@d21804ad src/mkrasimage.c).
 * A trailer of 60 bytes: 0 "ZNBG", 4 device (little endian), 8 version (48), 56 CRC-32
 * without the final inversion, little endian, of all before it (src/zyimage.c).
 * zytrx, big endian: 0 "0RDH", 4 length of the header, 8 of all, 12 CRC-32 without the
 * final inversion of the data, 268 board (16), 296 version (32), 372 CRC of the header
 * with this field zero (src/zytrx.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	RAS_HEADER = 64 << 10,
	RAS_SUMMED = 2048,
	RAS_SUM_AT = 40,
	RAS_BOARD_AT = 44,
	RAS_KERNEL_AT = 108,
	RAS_FIELDS = 116,
	TRAILER = 60,
	TRAILER_CRC_AT = 56,
	ZYTRX = 380,
	ZYTRX_BOARD_AT = 268,
	ZYTRX_VERSION_AT = 296,
	ZYTRX_CRC_AT = 372,
};

static void judge_folded(const struct sum *sum, struct examination *exam)
{
	sum_judge_number(sum, exam, 4, sum_folded(sum_number(sum)), get_be32(sum->expected));
}

static void expect_folded(struct sum *sum, const char *name, uint32_t stored)
{
	sum_expect32(sum, name, stored);
	sum->judge = judge_folded;
}

/* No magic: the header's own sum decides. */
static bool is_ras(struct view file)
{
	uint8_t header[RAS_SUMMED];
	uint32_t stored;

	if (!view_read(file, 0, header, sizeof(header)) || header[8] < ' ' || header[8] > '~' ||
	    header[RAS_BOARD_AT] < ' ' || header[RAS_BOARD_AT] > '~')
		return false;
	stored = get_be32(header + RAS_SUM_AT);
	memcpy(header + RAS_SUM_AT, header, 4);
	return sum_folded(sum_of(SUM_ADD32, header, sizeof(header))) == stored;
}

static void check_ras(struct view file, const uint8_t *header, uint64_t start,
                      struct examination *exam)
{
	uint32_t root = get_be32(header + 4);
	uint32_t kernel = get_be32(header + RAS_KERNEL_AT + 4);
	struct sum *sum = sums_add(exam, SUM_ADD32, file);

	sum_range(sum, file, start, root);
	expect_folded(sum, "sum of the root file system", get_be32(header));
	if (kernel == UINT32_MAX)
		return;
	sum = sums_add(exam, SUM_ADD32, file);
	sum_range(sum, file, start + root, kernel);
	expect_folded(sum, "sum of the kernel", get_be32(header + RAS_KERNEL_AT));
}

static void parse_ras(struct view file, struct examination *exam)
{
	uint8_t header[RAS_FIELDS];
	char text[65];
	uint64_t content;
	uint64_t start = RAS_HEADER;
	uint32_t kernel;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, header, sizeof(header)))
		return;
	text_clean_bytes(text, 33, header + 8, 32);
	findings_version(exam->findings, text);
	text_clean_bytes(text, sizeof(text), header + RAS_BOARD_AT, 64);
	findings_board(exam->findings, text, "");
	kernel = get_be32(header + RAS_KERNEL_AT + 4);
	content = (uint64_t)get_be32(header + 4) + (kernel == UINT32_MAX ? 0 : kernel);
	/* Other header lengths exist: then the rest of the file is exactly what it tells of. */
	if (start + content > file.size && content + RAS_SUMMED <= file.size)
		start = file.size - content;
	examine_ends_at(exam, file, start + content);
	if (start + content > file.size)
		return;
	check_ras(file, header, start, exam);
	examine_inside(exam, view_part(file, start, get_be32(header + 4)));
}

static void parse_trailer(struct view file, struct examination *exam)
{
	struct view content = view_part(file, 0, file.size - TRAILER);
	uint8_t trailer[TRAILER];
	char text[49];
	uint32_t device;
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, content.size, trailer, sizeof(trailer)))
		return;
	device = get_le32(trailer + 4);
	snprintf(text, sizeof(text), device < 0x10000 ? "%" PRIu32 : "0x%" PRIX32, device);
	findings_board(exam->findings, text, "");
	text_clean_bytes(text, sizeof(text), trailer + 8, 48);
	findings_version(exam->findings, text);
	sum = sums_add(exam, SUM_CRC32_JAM, content);
	sum_range(sum, content, 0, content.size);
	sum_expect32(sum, "CRC-32", get_le32(trailer + TRAILER_CRC_AT));
	examine_inside(exam, content);
}

static void check_zytrx_header(struct view file, const uint8_t header[ZYTRX],
                               struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_CRC32_JAM, file);

	sum_range_without(sum, file, 0, ZYTRX, ZYTRX_CRC_AT, 4);
	sum_expect32(sum, "CRC-32 of the header", get_be32(header + ZYTRX_CRC_AT));
}

static void parse_zytrx(struct view file, struct examination *exam)
{
	uint8_t header[ZYTRX];
	char text[33];
	uint32_t start;
	uint32_t total;
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	start = get_be32(header + 4);
	total = get_be32(header + 8);
	if (start == ZYTRX) {
		text_clean_bytes(text, 17, header + ZYTRX_BOARD_AT, 16);
		findings_board(exam->findings, text, "");
		text_clean_bytes(text, sizeof(text), header + ZYTRX_VERSION_AT, 32);
		findings_version(exam->findings, text);
		check_zytrx_header(file, header, exam);
	}
	examine_ends_at(exam, file, total);
	if (total > file.size || start > total)
		return;
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, start, total - start);
	sum_expect32(sum, "CRC-32 of the data", get_be32(header + 12));
	examine_inside(exam, view_part(file, start, total - start));
}

static const struct format ras = {
	.id = "zyxel-ras",
	.title = "a Zyxel RAS image",
	.rank = RANK_STRUCTURE,
	.recognise = is_ras,
	.parse = parse_ras,
};

static const struct format znbg = {
	.id = "zyxel-znbg",
	.code_form = "^(0|[1-9][0-9]{0,4}|0x[1-9A-F][0-9A-F]{4,7})$",
	.code_words = "a decimal number below 65536, or 0x and upper-case hexadecimal digits",
	.title = "a Zyxel or Keenetic image",
	.rank = RANK_TRAILER,
	.magic = { MAGIC(-TRAILER, "ZNBG") },
	.parse = parse_trailer,
};

static const struct format zytrx = {
	.id = "zyxel-zytrx",
	.title = "a Zyxel image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "0RDH") },
	.parse = parse_zytrx,
};

FORMATS(zyxel, &ras, &znbg, &zytrx);
