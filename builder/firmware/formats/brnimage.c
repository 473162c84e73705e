/*
 * brnImage, of Arcadyan's boot loader: parts one behind the other, each filled with ones to a
 * multiple of 1024 bytes less 12; these 12 are little endian: size of the part, 12345678, CRC-32 of
 * the part. The first part is a kernel. Behind the last one stands a signature, a text with its NUL
 * (openwrt/openwrt@468f88d8 tools/firmware-utils/src/mkbrnimg.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/segments.h"

#include <string.h>

enum { BLOCK = 1024, FOOT = 12, MAGIC_NUMBER = 0x12345678, SIGNATURE = 48, PARTS_MAX = 16 };

/* Where the last part ends: what follows is shorter than a block. */
static uint64_t parts_end(struct view file)
{
	return file.size / BLOCK * BLOCK;
}

static bool read_foot(struct view file, uint64_t end, uint8_t foot[FOOT])
{
	return end >= FOOT && view_read(file, end - FOOT, foot, FOOT) &&
	       get_le32(foot + 4) == MAGIC_NUMBER;
}

static bool recognise(struct view file)
{
	uint8_t foot[FOOT];

	return file.size % BLOCK && read_foot(file, parts_end(file), foot);
}

static void read_signature(struct view rest, struct examination *exam)
{
	char text[SIGNATURE] = "";
	size_t size = rest.size < sizeof(text) ? (size_t)rest.size : sizeof(text);
	size_t length;

	if (!view_read(rest, 0, text, size))
		return;
	length = strnlen(text, size);
	if (length == size) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its signature has no end");
		return;
	}
	examine_ends_at(exam, rest, length + 1);
	if (length)
		findings_board(exam->findings, text, "");
}

static void check_part(struct view part, const uint8_t foot[FOOT], struct examination *exam)
{
	uint32_t size = get_le32(foot);
	struct view filler = view_part(part, size, part.size - FOOT - size);
	struct sum *sum = sums_add(exam, SUM_CRC32, part);

	sum_range(sum, part, 0, size);
	sum_expect32(sum, "CRC-32 of a part", get_le32(foot + 8));
	if (view_run(filler, 0xff) != filler.size)
		findings_check(exam->findings, "filler", CHECK_BAD, "it is not all ones");
	segment_add(exam->findings, "part", part.at, size, "by the boot loader");
	examine_inside(exam, view_part(part, 0, size));
}

/* From the last part to the first: each says only where it begins. */
static void check_parts(struct view file, uint64_t end, struct examination *exam)
{
	uint8_t foot[FOOT];

	for (int i = 0; end > 0 && i < PARTS_MAX && read_foot(file, end, foot); i++) {
		uint32_t size = get_le32(foot);
		uint64_t filled = ((uint64_t)size + FOOT + BLOCK - 1) / BLOCK * BLOCK;

		if (filled > end)
			break;
		end -= filled;
		check_part(view_part(file, end, filled), foot, exam);
	}
	if (end > 0)
		findings_check(exam->findings, "parts", CHECK_BAD,
		               "they do not reach back to the beginning");
}

static void parse(struct view file, struct examination *exam)
{
	uint64_t end = parts_end(file);

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	read_signature(view_from(file, end), exam);
	check_parts(file, end, exam);
}

static const struct format brnimage = {
	.id = "brnimage",
	.title = "a brnImage",
	.rank = RANK_TRAILER,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(brnimage, &brnimage);
