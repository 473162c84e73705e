/*
 * The legacy image of U-Boot (u-boot/u-boot@6073c36b include/image.h), big endian:
 *
 *    0 magic, 4 CRC-32 of the header with this field zero, 12 size of the data,
 *   24 CRC-32 of the data, 32 name
 *
 * The header has 64 bytes, in some vendors' files 96, 104 or 160; its CRC tells
 * (openwrt/firmware-utils@d21804ad src/uimage_padhdr.c, src/dns313-header.c,
 * src/uimage_sgehdr.c). What follows the data, OpenWrt's SquashFS mostly, is in no CRC of the
 * header.
 *
 * Some vendors have a magic per board (mkimage -M): then the CRC alone tells what it is.
 * The end of the name may hold more: 52 "UR_F", 56 board, 60 type of U-Media
 * (src/fix-u-media-header.c); 60 where the file system begins, of JCG (src/jcgimage.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/kernel_rest.h"
#include "firmware/formats/shared/makers/uimage_asus.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 64,
	HEADER_DNS313 = 104,
	HEADER_SGE = 160,
	HEADER_MAX = 160,
	NAME_AT = 32,
	UMEDIA_AT = 52,
	SYSTEM_AT = 60,
};
static const uint32_t header_sizes[] = { HEADER, 96, HEADER_DNS313, HEADER_MAX };
static const char magic[] = "\x27\x05\x19\x56";

static uint32_t header_crc(struct view file, uint32_t size)
{
	uint8_t header[HEADER_MAX];

	if (!view_read(file, 0, header, size))
		return 0;
	memset(header + 4, 0, 4);
	return sum_of(SUM_CRC32, header, size);
}

static uint32_t header_size(struct view file, uint32_t stored)
{
	for (size_t i = 0; i < ARRAY_LEN(header_sizes); i++) {
		if (file.size >= header_sizes[i] && header_crc(file, header_sizes[i]) == stored)
			return header_sizes[i];
	}
	return HEADER;
}

static void check(struct view file, const uint8_t *header, uint32_t size, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_CRC32, file);

	sum_range_without(sum, file, 0, size, 4, 4);
	sum_expect32(sum, "CRC-32 of the header", get_be32(header + 4));
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, size, get_be32(header + 12));
	sum_expect32(sum, "CRC-32 of the data", get_be32(header + 24));
}

/* The 160 bytes name product and versions: 64 product, 128 software, 144 hardware. */
static void read_sge(struct view file, struct findings *out)
{
	uint8_t header[HEADER_SGE];
	char text[65];

	if (!view_read(file, 0, header, sizeof(header)))
		return;
	text_clean_bytes(text, sizeof(text), header + 64, 64);
	findings_board(out, text, "");
	text_clean_bytes(text, sizeof(text), header + 128, 16);
	findings_version(out, text);
}

/* The 104 bytes of D-Link's DNS-313 name it and its version: 64 and 80, 16 bytes each. */
static void read_dns313(struct view file, struct findings *out)
{
	uint8_t header[HEADER_DNS313];
	char text[17];

	if (!view_read(file, 0, header, sizeof(header)))
		return;
	text_clean_bytes(text, sizeof(text), header + 64, 16);
	findings_board(out, text, "");
	text_clean_bytes(text, sizeof(text), header + 80, 16);
	findings_version(out, text);
}

/* What no real file has shown decides nothing. */
static void read_name_end(struct view file, const uint8_t *header, struct examination *exam)
{
	uint32_t system = get_be32(header + SYSTEM_AT);

	if (memcmp(header + UMEDIA_AT, "UR_F", 4) == 0)
		examine_unproven(exam, "U-Media", "board %08" PRIX32 ", type %08" PRIX32,
		                 get_be32(header + UMEDIA_AT + 4), system);
	else if (header[SYSTEM_AT - 1] == '\0' && system > HEADER && system < file.size)
		examine_unproven(exam, "file system", "its offset in the name field is %" PRIu32,
		                 system);
}

static void read_name(struct view file, const uint8_t *header, struct examination *exam)
{
	char text[33];

	text_clean_bytes(text, sizeof(text), header + NAME_AT, 32);
	findings_version(exam->findings, text);
	if (memcmp(header, magic, 4) != 0) {
		snprintf(text, sizeof(text), "%08" PRIX32, get_be32(header));
		findings_board(exam->findings, text, "");
	}
	read_name_end(file, header, exam);
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];
	uint32_t size;
	uint64_t end;

	if (!view_read(file, 0, header, sizeof(header))) {
		findings_complete(out, COMPLETE_TRUNCATED, "its header is incomplete");
		return;
	}
	size = header_size(file, get_be32(header + 4));
	if (size == HEADER_SGE)
		read_sge(file, out);
	if (size == HEADER_DNS313)
		read_dns313(file, out);
	if (!uimage_asus(file, header, size, exam))
		read_name(file, header, exam);
	end = (uint64_t)size + get_be32(header + 12);
	if (end > file.size) {
		examine_ends_at(exam, file, end);
		return;
	}
	check(file, header, size, exam);
	kernel_rest(file, end, exam);
}

static const struct format uimage = {
	.id = "uimage",
	.title = "a uImage",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x27\x05\x19\x56") },
	.parse = parse,
};

/* Of any magic; zeros and erased flash have no such CRC. */
static bool has_header_crc(struct view file)
{
	uint8_t header[HEADER];

	return view_read(file, 0, header, sizeof(header)) && get_be32(header + 12) != 0 &&
	       header_crc(file, HEADER) == get_be32(header + 4);
}

static const struct format special = {
	.id = "uimage",
	.title = "a uImage",
	.rank = RANK_STRUCTURE,
	.recognise = has_header_crc,
	.parse = parse,
};

FORMATS(uimage, &uimage, &special);
