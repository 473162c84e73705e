/*
 * Gemtek, 32 bytes little endian: 0 "GMTK" or "A600", 4 version (4 digits), 8 product, 12 size with
 * this header, 16 CRC-32 of all of it with this field zero, 24 build (4), 28 language (4); a uImage
 * follows (coolsnowwolf/lede@97a4ffcc tools/firmware-utils/src/mkheader_gemtek.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

enum { HEADER = 32, MAGIC_SIZE = 4, VERSION_AT = 4, SIZE_AT = 12, CRC_AT = 16, LANGUAGE_AT = 28 };

static bool recognise(struct view file)
{
	uint8_t header[HEADER];

	if (!view_read(file, 0, header, sizeof(header)))
		return false;
	for (int i = 0; i < 4; i++) {
		if (!isdigit(header[VERSION_AT + i]))
			return false;
	}
	return get_le32(header + SIZE_AT) > HEADER;
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];
	char text[16];
	struct sum *sum;
	uint32_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	snprintf(text, sizeof(text), "%.4s %08" PRIx32, (const char *)header, get_le32(header + 8));
	findings_board(out, text, "");
	text_clean_bytes(text, 5, header + VERSION_AT, 4);
	findings_version(out, text);
	text_clean_bytes(out->region, 5, header + LANGUAGE_AT, 4);
	size = get_le32(header + SIZE_AT);
	examine_ends_at(exam, file, size);
	if (size < HEADER)
		findings_check(out, "size", CHECK_BAD, "it is less than the header's");
	if (size > file.size || size < HEADER)
		return;
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range_without(sum, file, 0, size, CRC_AT, 4);
	sum_expect32(sum, "CRC-32", get_le32(header + CRC_AT));
	examine_inside(exam, view_part(file, HEADER, size - HEADER));
}

#define GEMTEK(text) \
	{ \
		.id = "gemtek", .code_form = "^(GMTK|A600) [0-9a-f]{8}$", \
		.code_words = "GMTK or A600, and 8 hexadecimal digits", .title = "a Gemtek image", \
		.rank = RANK_MAGIC, .magic = { MAGIC(0, text) }, .recognise = recognise, \
		.parse = parse, \
	}

static const struct format gmtk = GEMTEK("GMTK");
static const struct format a600 = GEMTEK("A600");

FORMATS(gemtek, &gmtk, &a600);
