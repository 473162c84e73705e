/*
 * The image tag of Broadcom's 63xx: 256 bytes, numbers as text. 0 version, 4 company (20),
 * 38 chip (6), 44 board (16), 62 length after the tag (10 digits); CRC-32 without the
 * final inversion, big endian: 216 of all that follows, 236 of the 236 bytes before
 * (openwrt/firmware-utils@d21804ad src/imagetag.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	TAG = 256,
	CHIP_AT = 38,
	BOARD_AT = 44,
	LENGTH_AT = 62,
	IMAGE_CRC_AT = 216,
	TAG_CRC_AT = 236
};

/* Companies write their own names: the tag's CRC decides. */
static bool recognise(struct view file)
{
	uint8_t tag[TAG];

	return view_read(file, 0, tag, sizeof(tag)) && tag[0] >= '0' && tag[0] <= '9' &&
	       tag[LENGTH_AT] >= '0' && tag[LENGTH_AT] <= '9' &&
	       sum_of(SUM_CRC32_JAM, tag, TAG_CRC_AT) == get_be32(tag + TAG_CRC_AT);
}

static bool is_broadcom(struct view file)
{
	return view_has(file, 4, "Broadcom Corporatio", 19);
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t tag[TAG];
	char chip[7];
	char board[17];
	char code[32];
	char digits[11];
	struct sum *sum;
	uint64_t length;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, tag, sizeof(tag), exam))
		return;
	text_clean_bytes(chip, sizeof(chip), tag + CHIP_AT, 6);
	text_clean_bytes(board, sizeof(board), tag + BOARD_AT, 16);
	snprintf(code, sizeof(code), "%s %s", chip, board);
	findings_board(exam->findings, code, "");
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, 0, TAG_CRC_AT);
	sum_expect32(sum, "CRC-32 of the header", get_be32(tag + TAG_CRC_AT));
	text_clean_bytes(digits, sizeof(digits), tag + LENGTH_AT, 10);
	length = strtoul(digits, NULL, 10);
	examine_ends_at(exam, file, TAG + length);
	if (TAG + length > file.size)
		return;
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, TAG, length);
	sum_expect32(sum, "CRC-32 of the image", get_be32(tag + IMAGE_CRC_AT));
	examine_inside(exam, view_part(file, TAG, length));
}

static const struct format broadcom = {
	.id = "bcm63xx-tag",
	.code_form = "^[0-9A-Za-z]{1,6} .{1,16}$",
	.code_words = "the chip, a space and the board",
	.title = "a Broadcom 63xx image",
	.rank = RANK_MAGIC,
	.recognise = is_broadcom,
	.parse = parse,
};

static const struct format others = {
	.id = "bcm63xx-tag",
	.code_form = "^[0-9A-Za-z]{1,6} .{1,16}$",
	.code_words = "the chip, a space and the board",
	.title = "a Broadcom 63xx image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(bcm63xx, &broadcom, &others);
