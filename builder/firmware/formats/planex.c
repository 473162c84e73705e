/*
 * Planex, 34 bytes big endian: 0 SHA-1 of a number of the board and the data, 20 version (8), 28
 * two bytes of the board, 30 size of the data; ones follow them (openwrt/firmware-utils@d21804ad
 * src/mkplanexfw.c).
 *
 * Planex and Zcom: "firm" (little endian size of what follows this header of 16 bytes at 4), in it
 * "Kimg" and "Rimg" with headers of the same kind, kernel and root file system; at the end of each,
 * and of the file, hardware id and CRC over what is before, begun with zero and without the final
 * inversion, 4 bytes each, big endian (src/mkzcfw.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 34,
	VERSION_AT = 20,
	VERSION = 8,
	BOARD_AT = 28,
	SIZE_AT = 30,
	ZCOM = 16,
	ZCOM_FOOT = 8,
	ZCOM_PARTS = 2,
};

static const struct {
	uint8_t mark[2];
	uint8_t seed[4];
	const char *code;
} boards[] = {
	{ { 0x04, 0x08 }, { 0, 0, 0, 2 }, "MZK-W04NU" },
	{ { 0x00, 0x00 }, { 0, 0, 0, 4 }, "MZK-W300NH" },
};

/* ARRAY_LEN(boards) when it is none. */
static size_t find_board(const uint8_t *header)
{
	size_t i = 0;

	while (i < ARRAY_LEN(boards) && memcmp(header + BOARD_AT, boards[i].mark, 2) != 0)
		i++;
	return i;
}

static bool recognise(struct view file)
{
	uint8_t header[HEADER];

	if (!view_read(file, 0, header, sizeof(header)) || find_board(header) == ARRAY_LEN(boards))
		return false;
	/* "1.00.00" */
	for (int i = 0; i < VERSION - 1; i++) {
		uint8_t letter = header[VERSION_AT + i];

		if (i == 1 || i == 4 ? letter != '.' : !isdigit(letter))
			return false;
	}
	return !header[VERSION_AT + VERSION - 1] && get_be32(header + SIZE_AT) != 0;
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	char version[VERSION + 1];
	struct sum *sum;
	uint32_t size;
	size_t board;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	board = find_board(header);
	if (board == ARRAY_LEN(boards)) {
		findings_check(exam->findings, "board", CHECK_BAD, "it is unknown");
		return;
	}
	findings_board(exam->findings, boards[board].code, "");
	text_clean_bytes(version, sizeof(version), header + VERSION_AT, VERSION);
	findings_version(exam->findings, version);
	size = get_be32(header + SIZE_AT);
	examine_ends_at(exam, file, HEADER + (uint64_t)size);
	if (HEADER + (uint64_t)size > file.size)
		return;
	sum = sums_add(exam, SUM_SHA1, file);
	sum_literal(sum, boards[board].seed, sizeof(boards[board].seed));
	sum_range(sum, file, HEADER, size);
	sum_expect(sum, "SHA-1", header);
	examine_inside(exam, view_part(file, HEADER, size));
}

/* The foot of a part that lies at `at`, with the CRC over all before it. */
static void check_foot(struct view file, uint64_t at, uint64_t size, const char *name,
                       struct examination *exam)
{
	uint8_t foot[ZCOM_FOOT];
	char code[16];
	struct sum *sum;

	if (size < ZCOM_FOOT || !view_read(file, at + size - ZCOM_FOOT, foot, sizeof(foot))) {
		findings_check(exam->findings, name, CHECK_BAD, "it is missing");
		return;
	}
	snprintf(code, sizeof(code), "%08" PRIx32, get_be32(foot));
	findings_board(exam->findings, code, "");
	sum = sums_add(exam, SUM_CRC32_RAW, file);
	sum_range(sum, file, at, size - 4);
	sum_expect32(sum, name, get_be32(foot + 4));
}

static void parse_zcom(struct view file, struct examination *exam)
{
	static const char *const names[ZCOM_PARTS] = { "CRC of the kernel",
		                                       "CRC of the root file system" };
	uint8_t header[ZCOM];
	uint64_t at = ZCOM;
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	findings_check(exam->findings, "checksum of the header", CHECK_ABSENT,
	               "none covers the first 16 bytes");
	end = ZCOM + (uint64_t)get_le32(header + 4);
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	check_foot(file, ZCOM, end - ZCOM, "CRC", exam);
	for (size_t i = 0; i < ZCOM_PARTS && view_read(file, at, header, sizeof(header)); i++) {
		uint32_t size = get_le32(header + 4);

		check_foot(file, at + ZCOM, size, names[i], exam);
		if (size > ZCOM_FOOT)
			examine_inside(exam, view_part(file, at + ZCOM, size - ZCOM_FOOT));
		at += ZCOM + (uint64_t)size;
	}
}

static const struct format planex = {
	.id = "planex",
	.title = "a Planex image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise,
	.parse = parse,
};

static const struct format zcom = {
	.id = "planex-zcom",
	.code_form = "^[0-9a-f]{8}$",
	.code_words = "8 hexadecimal digits",
	.title = "a Planex image of Zcom's kind",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "firm"), MAGIC(16, "Kimg") },
	.parse = parse_zcom,
};

FORMATS(planex, &planex, &zcom);
