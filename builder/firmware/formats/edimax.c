/*
 * Edimax and Realtek's sections.
 *
 * CSYS, 20 bytes in either byte order, which only the size tells: 0 signature, 4 start, 8 flash,
 * 12 model (4), 16 size with the two bytes of sum at the end, which is the negative of the
 * words' sum (openwrt/firmware-utils@d21804ad src/mkedimaximg.c).
 * Sections without model, 16 bytes big endian: 0 signature, 12 length of data whose words
 * sum up to zero; one after the other until the file ends.
 * eDiMaX, 94 bytes: 0 magic (16), 16 model (32), 49 and 50 sums of header and data XOR B9,
 * 51 size (big endian), 63 version (14) (src/edimax_fw_header.c). Others that Edimax made
 * routers for have a magic of their own, and OpenWrt writes "CSYS" there too. A kernel and a
 * root file system with a header each may follow one another.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <string.h>

enum {
	CSYS = 20,
	SECTION = 16,
	SECTIONS_MAX = 32,
	EDIMAX = 94,
	MODEL_AT = 16,
	HEADER_SUM_AT = 49,
	DATA_SUM_AT = 50,
	SIZE_AT = 51,
	VERSION_AT = 63,
	MIX = 0xb9,
};

/* A magic of 16 bytes, where the other header has its addresses. */
static bool has_long_magic(struct view file)
{
	static const uint8_t rest[MODEL_AT - 4];

	return view_has(file, 4, rest, sizeof(rest));
}

static bool has_short_magic(struct view file)
{
	return !has_long_magic(file);
}

/* Big endian where only that size is in the file. */
static bool is_big_endian(struct view file, const uint8_t header[CSYS])
{
	uint64_t le = get_le32(header + 16);
	uint64_t be = get_be32(header + 16);
	uint64_t content = file.size - CSYS;

	return le > content && (be <= content || be < le);
}

static void parse_csys(struct view file, struct examination *exam)
{
	uint8_t header[CSYS];
	char model[5];
	struct sum *sum;
	uint32_t size;
	bool is_be;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(model, sizeof(model), header + 12, 4);
	findings_board(exam->findings, model, "");
	examine_uncovered(exam, "header",
	                  "the sum does not cover the header, which names the model");
	is_be = is_big_endian(file, header);
	size = is_be ? get_be32(header + 16) : get_le32(header + 16);
	examine_ends_at(exam, file, CSYS + (uint64_t)size);
	if (size > file.size - CSYS || size < 2)
		return;
	/* The negative sum added to what it was made of gives zero. */
	sum = sums_add(exam, is_be ? SUM_ADD16_BE : SUM_ADD16_LE, file);
	sum_range(sum, file, CSYS, size);
	sum_expect32(sum, "sum of the words", 0);
	examine_inside(exam, view_part(file, CSYS, size - 2));
}

static bool is_section(struct view file, uint64_t at, uint32_t *length)
{
	static const char *const names[] = { "F6LB", "R6LB", "Mlnk", "cs6c", "cr6c" };
	uint8_t header[SECTION];

	if (!view_read(file, at, header, sizeof(header)))
		return false;
	*length = get_be32(header + 12);
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		if (memcmp(header, names[i], 4) == 0)
			return true;
	}
	return false;
}

static void parse_sections(struct view file, struct examination *exam)
{
	uint64_t at = 0;
	uint32_t length;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	for (int i = 0; i < SECTIONS_MAX && is_section(file, at, &length); i++) {
		struct sum *sum;

		at += SECTION + (uint64_t)length;
		if (at > file.size)
			break;
		sum = sums_add(exam, SUM_ADD16_BE, file);
		sum_range(sum, file, at - length, length);
		sum_expect32(sum, "sum of a section's words", 0);
	}
	examine_ends_at(exam, file, at);
}

static bool recognise_sections(struct view file)
{
	uint32_t length;

	return is_section(file, 0, &length) && length >= 2 && length < UINT32_MAX - SECTION;
}

static void judge_mixed(const struct sum *sum, struct examination *exam)
{
	uint8_t seen = (uint8_t)(sum_number(sum) ^ MIX);

	sum_judge_number(sum, exam, 2, seen, sum->expected[0]);
}

/* One section, `part` from its header on; its sums are registered. */
static void check_section(struct view part, const uint8_t header[EDIMAX], struct examination *exam)
{
	uint32_t size = get_be32(header + SIZE_AT);
	struct sum *sum = sums_add(exam, SUM_ADD8, part);

	sum_range_without(sum, part, 0, EDIMAX, HEADER_SUM_AT, 1);
	sum_expect32(sum, "sum of the header", header[HEADER_SUM_AT]);
	sum->judge = judge_mixed;
	if (size > part.size - EDIMAX)
		return;
	sum = sums_add(exam, SUM_ADD8, part);
	sum_range(sum, part, EDIMAX, size);
	sum_expect32(sum, "sum of the data", header[DATA_SUM_AT]);
	sum->judge = judge_mixed;
	examine_inside(exam, view_part(part, EDIMAX, size));
}

static void parse_edimax(struct view file, struct examination *exam)
{
	uint8_t first[EDIMAX];
	uint8_t header[EDIMAX];
	char text[33];
	uint64_t at = 0;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, first, sizeof(first), exam))
		return;
	text_clean_bytes(text, sizeof(text), first + MODEL_AT, 32);
	findings_board(exam->findings, text, "");
	text_clean_bytes(text, 15, first + VERSION_AT, 14);
	findings_version(exam->findings, text);
	for (int i = 0; i < SECTIONS_MAX && view_read(file, at, header, sizeof(header)) &&
	                memcmp(header, first, MODEL_AT) == 0;
	     i++) {
		check_section(view_from(file, at), header, exam);
		at += EDIMAX + (uint64_t)get_be32(header + SIZE_AT);
	}
	examine_ends_at(exam, file, at);
}

/* Of any magic: two texts, the exact size and a sum that agree. */
static bool recognise_edimax(struct view file)
{
	uint8_t header[EDIMAX];
	uint8_t sum;

	if (!view_read(file, 0, header, sizeof(header)) ||
	    EDIMAX + (uint64_t)get_be32(header + SIZE_AT) != file.size ||
	    !header_has_text(header, MODEL_AT) || !header_has_text(header + MODEL_AT, 32))
		return false;
	sum = header[HEADER_SUM_AT];
	header[HEADER_SUM_AT] = 0;
	return (uint8_t)(sum_of(SUM_ADD8, header, sizeof(header)) ^ MIX) == sum;
}

static const struct format csys = {
	.id = "edimax-csys",
	.code_form = "^.{1,4}$",
	.code_words = "at most 4 characters",
	.title = "an Edimax CSYS image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "CSYS") },
	.recognise = has_short_magic,
	.parse = parse_csys,
};

static const struct format sections = {
	.id = "realtek-sections",
	.title = "a Realtek section image",
	.rank = RANK_MAGIC,
	.recognise = recognise_sections,
	.parse = parse_sections,
};

static const struct format edimax = {
	.id = "edimax",
	.title = "an Edimax image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "eDiMaX") },
	.parse = parse_edimax,
};

static const struct format openwrt = {
	.id = "edimax",
	.title = "an Edimax image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "CSYS") },
	.recognise = has_long_magic,
	.parse = parse_edimax,
};

static const struct format relative = {
	.id = "edimax",
	.title = "an Edimax image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise_edimax,
	.parse = parse_edimax,
};

FORMATS(edimax, &csys, &sections, &edimax, &openwrt, &relative);
