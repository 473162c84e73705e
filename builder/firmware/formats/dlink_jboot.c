/*
 * D-Link and AMIT with the JBOOT loader, little endian; sums of 16-bit words with
 * end-around carry (openwrt/firmware-utils@d21804ad src/mkdlinkfw.c, mkdlinkfw-lib.h).
 *
 * AUH, 80 bytes: 0 ROM id (12), 14 sum of the data, 44 length of the data, 64 "BH" as a
 * number (4842), 66 version 2, 70 section 4, 71 kind 4, 78 sum of [0, 78), inverted.
 * D-Link's AI routers: the same with section 8 and kind 0; nobody has seen its sums hold.
 * STAG, 16 bytes: 0 FF from the factory, 04 from an update, 1 04, 2 2B24, 8 length of what
 * follows, 12 its sum, 14 sum of [0, 14) with 04 in place of the first byte, inverted.
 * SCH2 behind it, 40 bytes: 0 2124, 8 length and 12 CRC-32 of the kernel, 20 place in
 * flash (from 10000), 24 length and 28 CRC-32 of the root file system, 32 CRC-32 of these 40 bytes
 * with this field zero, 36 their number; then the kernel.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum {
	AUH = 80,
	AUH_SUM_AT = 78,
	ROM_ID = 12,
	STAG = 16,
	STAG_SUM_AT = 14,
	SCH2 = 40,
	SCH2_AT = STAG,
	SCH2_SUM_AT = 32,
	SCH2_MAGIC = 0x2124,
	KERNEL_AT = STAG + SCH2,
	FLASH_BASE = 0x10000,
	SECTION_AI = 8,
};

static bool recognise_auh(struct view file)
{
	uint8_t header[AUH];
	bool is_known;

	if (!view_read(file, 0, header, sizeof(header)))
		return false;
	is_known = (header[70] == 4 && header[71] == 4) ||
	           (header[70] == SECTION_AI && header[71] == 0);
	return is_known && get_le16(header + 66) == 2 && header_has_text(header, ROM_ID);
}

static void parse_auh(struct view file, struct examination *exam)
{
	uint8_t header[AUH];
	char rom_id[ROM_ID + 1];
	uint32_t length;
	struct sum *sum;
	bool is_ai;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	is_ai = header[70] == SECTION_AI;
	text_clean_bytes(rom_id, sizeof(rom_id), header, ROM_ID);
	findings_board(exam->findings, rom_id, "");
	sum = sums_add(exam, SUM_JBOOT, file);
	sum_range(sum, file, 0, AUH_SUM_AT);
	sum_expect32(sum, "sum of the header", (uint16_t)~get_le16(header + AUH_SUM_AT));
	sum->unproven = is_ai;
	length = get_le32(header + 44);
	examine_ends_at(exam, file, AUH + (uint64_t)length);
	if (length > file.size - AUH)
		return;
	sum = sums_add(exam, SUM_JBOOT, file);
	sum_range(sum, file, AUH, length);
	sum_expect32(sum, "sum of the data", get_le16(header + 14));
	sum->unproven = is_ai;
	if (!examine_inside(exam, view_part(file, AUH, length)))
		findings_check(exam->findings, "content", CHECK_UNKNOWN,
		               "it is encrypted or unsupported");
}

static void check_crc(struct view file, uint64_t at, const uint8_t *fields, const char *name,
                      struct examination *exam)
{
	uint32_t length = get_le32(fields);
	struct sum *sum;

	if (!length)
		return;
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, at, length);
	sum_expect32(sum, name, get_le32(fields + 4));
	examine_inside(exam, view_part(file, at, length));
}

static void check_heads(struct view file, const uint8_t *header, struct examination *exam)
{
	const uint8_t *sch2 = header + SCH2_AT;
	struct sum *sum = sums_add(exam, SUM_JBOOT, file);

	sum_literal(sum, header + 1, 1);
	sum_range(sum, file, 1, STAG_SUM_AT - 1);
	sum_expect32(sum, "sum of the header", (uint16_t)~get_le16(header + STAG_SUM_AT));
	sum = sums_add(exam, SUM_JBOOT, file);
	sum_range(sum, file, STAG, get_le32(header + 8));
	sum_expect32(sum, "sum of the kernel", get_le16(header + 12));
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range_without(sum, file, SCH2_AT, SCH2, SCH2_AT + SCH2_SUM_AT, 4);
	sum_expect32(sum, "CRC-32 of the second header", get_le32(sch2 + SCH2_SUM_AT));
}

static void parse_stag(struct view file, struct examination *exam)
{
	uint8_t header[STAG + SCH2];
	const uint8_t *sch2 = header + SCH2_AT;
	uint64_t root;
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	if (get_le16(sch2) != SCH2_MAGIC || get_le16(sch2 + 36) != SCH2) {
		findings_check(exam->findings, "second header", CHECK_BAD, "it is missing");
		return;
	}
	/* A place below the base is one beyond every file. */
	root = get_le32(sch2 + 24) ? (uint64_t)get_le32(sch2 + 20) - FLASH_BASE : 0;
	end = STAG + (uint64_t)get_le32(header + 8);
	if (root + get_le32(sch2 + 24) > end)
		end = root + get_le32(sch2 + 24);
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	check_heads(file, header, exam);
	check_crc(file, KERNEL_AT, sch2 + 8, "CRC-32 of the kernel", exam);
	check_crc(file, root, sch2 + 24, "CRC-32 of the root file system", exam);
}

static const struct format auh = {
	.id = "dlink-jboot",
	.code_form = "^.{12}$",
	.code_words = "12 characters",
	.title = "a D-Link JBOOT image",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(64, "\x42\x48") },
	.recognise = recognise_auh,
	.parse = parse_auh,
};

static const struct format factory = {
	.id = "dlink-jboot",
	.code_form = "^.{12}$",
	.code_words = "12 characters",
	.title = "a D-Link JBOOT image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\xff\x04\x24\x2b") },
	.parse = parse_stag,
};

static const struct format update = {
	.id = "dlink-jboot",
	.code_form = "^.{12}$",
	.code_words = "12 characters",
	.title = "a D-Link JBOOT image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x04\x04\x24\x2b") },
	.parse = parse_stag,
};

FORMATS(dlink_jboot, &auh, &factory, &update);
