/*
 * A part for ZyNOS' boot loader, 48 bytes big endian: 0 address to load it at, 6 "SIG", 9 type, 10
 * size and 14 size when compressed, 18 flags (40: a sum of the data, 20: of the compressed data),
 * 20 and 22 these sums, of 16-bit words with end-around carry, 24 version (15), 39 address of the
 * memory map (openwrt/firmware-utils@d21804ad src/mkzynfw.c, src/zynos.h, src/zynsig.c).
 *
 * OpenWrt's images say that the part is two bytes long and that these are its sum; behind them
 * everything comes to the same sum. They have a memory map with texts: "Model 1 61441".
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <stdlib.h>
#include <string.h>

enum {
	HEADER = 48,
	SIZE_AT = 10,
	PACKED_SIZE_AT = 14,
	FLAGS_AT = 18,
	SUM_AT = 20,
	PACKED_SUM_AT = 22,
	VERSION_AT = 24,
	VERSION = 15,
	MAP_AT = 39,
	FLAG_SUM = 0x40,
	FLAG_PACKED_SUM = 0x20,
	WHOLE_FILE = 2,
	MAP_ALIGN = 0x8000,
	MAP_HEAD = 12,
	MAP_TEXTS = 96,
};

static bool recognise(struct view file)
{
	uint8_t header[HEADER];

	return view_read(file, 0, header, sizeof(header)) && get_be16(header + 4) == 0 &&
	       (header[FLAGS_AT] & (FLAG_SUM | FLAG_PACKED_SUM)) != 0 &&
	       get_be32(header + SIZE_AT) != 0;
}

/* The words are big endian; in the other order the same sum comes out with its bytes swapped. */
static void judge(const struct sum *sum, struct examination *exam)
{
	uint32_t number = sum_number(sum);
	uint32_t seen = (number & 0xff) << 8 | number >> 8;
	uint32_t stored = get_be16(sum->expected);

	/* With end-around carry all ones are zero. */
	if (seen % 0xffff == stored % 0xffff)
		seen = stored;
	sum_judge_number(sum, exam, 4, seen, stored);
}

static void add_sum(struct view file, uint64_t size, const char *name, uint16_t stored,
                    struct examination *exam)
{
	static const uint8_t zero;
	struct sum *sum = sums_add(exam, SUM_JBOOT, file);

	sum_range(sum, file, HEADER, size);
	if (size % 2)
		sum_literal(sum, &zero, 1);
	sum_expect32(sum, name, stored);
	sum->judge = judge;
}

/* The flash begins at a multiple of so much, and the map's address is one in it. */
static void read_map(struct view file, uint32_t address, struct findings *out)
{
	static const char key[] = "Model 1 ";
	char texts[MAP_TEXTS + 1] = "";

	for (uint64_t at = address % MAP_ALIGN; at < file.size; at += MAP_ALIGN) {
		if (!view_has(file, at + MAP_HEAD, "Vendor 1 ", 9) ||
		    !view_read(file, at + MAP_HEAD, texts, MAP_TEXTS))
			continue;
		for (const char *text = texts; text < texts + MAP_TEXTS; text += strlen(text) + 1) {
			if (strncmp(text, key, sizeof(key) - 1) == 0)
				findings_board(out, text + sizeof(key) - 1, "");
		}
		return;
	}
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];
	char version[VERSION + 1];
	bool is_packed;
	uint64_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(version, sizeof(version), header + VERSION_AT, VERSION);
	findings_version(out, version);
	is_packed = (header[FLAGS_AT] & FLAG_PACKED_SUM) != 0;
	size = get_be32(header + (is_packed ? PACKED_SIZE_AT : SIZE_AT));
	if (!is_packed && size == WHOLE_FILE) {
		size = file.size - HEADER;
		read_map(file, get_be32(header + MAP_AT), out);
	}
	examine_ends_at(exam, file, HEADER + size);
	if (HEADER + size > file.size)
		return;
	if (is_packed)
		add_sum(file, size, "sum of the compressed data", get_be16(header + PACKED_SUM_AT),
		        exam);
	else
		add_sum(file, size, "sum of the data", get_be16(header + SUM_AT), exam);
	if (out->layer == 0)
		examine_inside(exam, view_part(file, HEADER, size));
}

static const struct format zynos = {
	.id = "zynos",
	.code_form = "^[0-9]{1,5}$",
	.code_words = "a number",
	.title = "a ZyNOS image",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(6, "SIG") },
	.recognise = recognise,
	.parse = parse,
};

FORMATS(zynos, &zynos);
