/*
 * Qding, 1024 bytes little endian: 0 board (8), 8 version (8), 16 "UBOOT" when a boot loader is in
 * it, 32 "FIRMWARE" when a firmware is, 48 the magic 12 06 15 20, 52 SHA-1 of all that follows
 * the header, 72 size of the boot loader, 76 of the firmware
 * (openwrt/firmware-utils@d21804ad src/mkqdimg.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum { HEADER = 1024, KNOWN = 80, BOARD = 8, VERSION_AT = 8, SHA1_AT = 52 };

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[KNOWN];
	char text[BOARD + 1];
	struct sum *sum;
	uint64_t loader;
	uint64_t size;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header, BOARD);
	findings_board(exam->findings, text, "");
	text_clean_bytes(text, sizeof(text), header + VERSION_AT, BOARD);
	findings_version(exam->findings, text);
	findings_check(exam->findings, "checksum of the header", CHECK_ABSENT,
	               "none covers board and version");
	loader = get_le32(header + 72);
	size = loader + get_le32(header + 76);
	examine_ends_at(exam, file, HEADER + size);
	if (HEADER + size > file.size)
		return;
	sum = sums_add(exam, SUM_SHA1, file);
	sum_range(sum, file, HEADER, size);
	sum_expect(sum, "SHA-1", header + SHA1_AT);
	if (loader)
		findings_warn(exam->findings, "it writes the boot loader as well");
	examine_inside(exam, view_part(file, HEADER + loader, size - loader));
}

static const struct format qding = {
	.id = "qding",
	.title = "a Qding image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(32, "FIRMWARE\0"), MAGIC(48, "\x12\x06\x15\x20") },
	.parse = parse,
};

FORMATS(qding, &qding);
