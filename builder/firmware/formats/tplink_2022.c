/*
 * TP-Link's container of 2022 (EAP610-Outdoor and relatives), big endian.
 *
 *   0x0000  size of the image
 *   0x0004  MD5 of a salt and everything from 0x14 on
 *   0x0014  all ones
 *   0x1014  size of the root file system, 0x1018 number of further items
 *   0x101c  44 bytes for each: type, name[32], offset, size
 *   0x1814  the content: the offsets count from here, the root file system comes first
 *
 * lede-project/source@3d1645ee scripts/tplink-mkimage-2022.py
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/makers/tplink_meta.h"
#include "firmware/formats/shared/segments.h"

#include <string.h>

enum {
	ONES = 64,
	TABLE_AT = 0x1014,
	ITEM_AT = 0x101c,
	ITEM = 44,
	CONTENT_AT = 0x1814,
	ITEMS_MAX = (CONTENT_AT - ITEM_AT) / ITEM,
};

/* Lower case, as every name that is known. */
static bool is_name(const uint8_t *field)
{
	size_t length = 0;

	while ((field[length] >= 'a' && field[length] <= 'z') || field[length] == '-') {
		if (++length == 32)
			return false;
	}
	return length > 2 && bytes_all_zero((struct bytes){ field + length, 32 - length });
}

static bool is_2022(struct view file)
{
	uint8_t start[8 + ITEM];
	struct view ones = view_part(file, TPLINK_SUMMED_FROM, ONES);

	return view_read(file, TABLE_AT, start, sizeof(start)) && view_run(ones, 0xff) == ONES &&
	       get_be32(start + 4) > 0 && get_be32(start + 4) <= ITEMS_MAX && is_name(start + 12);
}

static void parse_item(struct view content, const uint8_t item[ITEM], struct examination *exam)
{
	struct findings *out = exam->findings;
	struct view part = view_part(content, get_be32(item + 36), get_be32(item + 40));
	char name[33];

	text_clean_bytes(name, sizeof(name), item + 4, 32);
	if (part.size == 0) {
		findings_check(out, "items", CHECK_BAD, "'%s' is outside the image", name);
		return;
	}
	segment_add(out, name, part.at, part.size, "by name");
	if (strcmp(name, "support-list") == 0)
		tplink_add_boards(part, out);
	else if (strcmp(name, "soft-version") == 0)
		tplink_add_version(part, out);
}

static void parse_items(struct view image, uint32_t count, struct examination *exam)
{
	struct view content = view_from(image, CONTENT_AT);

	for (uint32_t i = 0; i < count && i < ITEMS_MAX; i++) {
		uint8_t item[ITEM];

		if (!view_read(image, ITEM_AT + (uint64_t)i * ITEM, item, sizeof(item)))
			return;
		parse_item(content, item, exam);
	}
}

static void parse_system(struct view image, uint32_t size, struct examination *exam)
{
	struct view part = view_part(view_from(image, CONTENT_AT), 0, size);

	if (part.size != size)
		findings_check(exam->findings, "items", CHECK_BAD,
		               "the root file system is outside the image");
	else if (size)
		segment_add(exam->findings, "root file system", part.at, size, "by name");
	examine_inside(exam, part);
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t head[TPLINK_SUMMED_FROM];
	uint8_t table[8];
	struct view image = file;
	uint32_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, head, sizeof(head)) ||
	    !view_read(file, TABLE_AT, table, sizeof(table)))
		return;
	end = get_be32(head);
	if (end > CONTENT_AT && end < file.size)
		image = view_part(file, 0, end);
	parse_items(image, get_be32(table + 4), exam);
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	parse_system(image, get_be32(table), exam);
	tplink_check_md5(image, head + 4, exam);
}

static const struct format tplink_2022 = {
	.id = "tplink-2022",
	.title = "a TP-Link image of 2022",
	.rank = RANK_STRUCTURE,
	.recognise = is_2022,
	.parse = parse,
};

FORMATS(tplink_2022, &tplink_2022);
