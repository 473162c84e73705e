/*
 * Compex' MyLoader, 40 bytes little endian: 0 00 "MYL", 4 CRC-32 of the file with this field
 * zero, 16 vendor, 18 device, 20 and 22 the same of a subsystem, 24 revision; then blocks of 16
 * bytes, the last one all zeros: 0 type (1), 4 address in flash, 8 size of the data, 12 size of
 * the block; then their data, one behind the other
 * (openwrt/firmware-utils@d21804ad src/mkmylofw.c, src/myloader.h).
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <stdio.h>

enum {
	HEADER = 40,
	CRC_AT = 4,
	VENDOR_AT = 16,
	DEVICE_AT = 18,
	BLOCK = 16,
	BLOCKS_MAX = 33,
	BLOCK_USED = 1,
};

/* How many blocks there are before the one that ends the list; -1: none does. */
static int count_blocks(struct view file)
{
	uint8_t block[BLOCK];

	for (int i = 0; i <= BLOCKS_MAX; i++) {
		if (!view_read(file, HEADER + (uint64_t)i * BLOCK, block, sizeof(block)))
			return -1;
		if (get_le32(block) != BLOCK_USED)
			return i;
	}
	return -1;
}

/* Where the data of the last block ends, by the list. */
static uint64_t data_end(struct view file, int count)
{
	uint64_t end = HEADER + (uint64_t)(count + 1) * BLOCK;
	uint8_t block[BLOCK];

	for (int i = 0; i < count; i++) {
		if (view_read(file, HEADER + (uint64_t)i * BLOCK, block, sizeof(block)))
			end += get_le32(block + 8);
	}
	return end;
}

static void examine_blocks(struct view file, int count, struct examination *exam)
{
	uint64_t at = HEADER + (uint64_t)(count + 1) * BLOCK;
	uint8_t block[BLOCK];
	char target[24];

	for (int i = 0; i < count; i++) {
		uint32_t size;

		if (!view_read(file, HEADER + (uint64_t)i * BLOCK, block, sizeof(block)))
			return;
		size = get_le32(block + 8);
		snprintf(target, sizeof(target), "flash 0x%" PRIx32, get_le32(block + 4));
		segment_add(exam->findings, "block", file.at + at, size, target);
		examine_inside(exam, view_part(file, at, size));
		at += size;
	}
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	char code[16];
	struct sum *sum;
	uint64_t end;
	int count;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	snprintf(code, sizeof(code), "%04x:%04x", get_le16(header + VENDOR_AT),
	         get_le16(header + DEVICE_AT));
	findings_board(exam->findings, code, "");
	count = count_blocks(file);
	if (count <= 0) {
		findings_check(exam->findings, "blocks", CHECK_BAD, "their list has no end");
		return;
	}
	end = data_end(file, count);
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range_without(sum, file, 0, end, CRC_AT, 4);
	sum_expect32(sum, "CRC-32", get_le32(header + CRC_AT));
	examine_blocks(file, count, exam);
}

static const struct format mylofw = {
	.id = "mylofw",
	.code_form = "^[0-9a-f]{4}:[0-9a-f]{4}$",
	.code_words = "vendor and device, 4 hexadecimal digits each",
	.title = "a MyLoader image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\0MYL") },
	.parse = parse,
};

FORMATS(mylofw, &mylofw);
