/*
 * Two headers of Alpha Networks and D-Link.
 *
 * WRG, 96 bytes: 0 signature (32), 32 and 36 the number 20040220, 40 size, 48 device, 80
 * MD5 of [44, 80) and the data; the magic tells the byte order
 * (openwrt/firmware-utils@d21804ad src/mkwrgimg.c).
 * WRGG03, 160 bytes: 0 signature (32), 32 21 03 08 20 twice, 40 version (16), 56 model
 * (16), 104 size, 112 device, 144 MD5 of [108, 144) and the data; only the size tells the
 * byte order (src/mkwrggimg.c). The data of some models is encrypted; which MD5 they have
 * then is not known (onekey-sec/unblob@d5870cac handlers/archive/dlink).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum { WRG = 96, WRGG = 160, SIGNATURE = 32, WRGG_TEXT = 16 };

static void read_signature(const uint8_t *header, struct findings *out, const char *model)
{
	char text[SIGNATURE + 1];

	text_clean_bytes(text, sizeof(text), header, SIGNATURE);
	findings_board(out, text, model);
}

/* The MD5 at the header's end covers the header from `from` on, and the data. */
static struct sum *check_md5(struct view file, const uint8_t *header, uint32_t header_size,
                             uint64_t end, struct examination *exam)
{
	uint32_t md5 = header_size - 16;
	uint32_t from = md5 - 36;
	struct sum *sum = sums_add(exam, SUM_MD5, file);

	sum_range(sum, file, from, 36);
	sum_range(sum, file, header_size, end - header_size);
	sum_expect(sum, "MD5", header + md5);
	return sum;
}

static void parse_wrg(struct view file, struct examination *exam)
{
	uint8_t header[WRG];
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	read_signature(header, exam->findings, "");
	end = WRG + (uint64_t)(header[33] == 0x02 ? get_le32(header + 40) : get_be32(header + 40));
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	check_md5(file, header, WRG, end, exam);
	examine_inside(exam, view_part(file, WRG, end - WRG));
}

/* In the right byte order it is the size of what follows; or else the smaller one. */
static uint64_t wrgg_end(struct view file, const uint8_t *header)
{
	uint64_t le = WRGG + (uint64_t)get_le32(header + 104);
	uint64_t be = WRGG + (uint64_t)get_be32(header + 104);

	if (le == file.size || be == file.size)
		return file.size;
	return le < be ? le : be;
}

/* LZMA has no magic; with the usual parameters it begins so. */
static bool is_lzma(struct view part)
{
	return view_has(part, 0, "\x5d\0\0", 3);
}

static void parse_wrgg(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[WRGG];
	char text[WRGG_TEXT + 1];
	struct view data;
	struct sum *sum;
	uint64_t end;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header + 40, WRGG_TEXT);
	findings_version(out, text);
	text_clean_bytes(text, sizeof(text), header + 56, WRGG_TEXT);
	read_signature(header, out, text);
	end = wrgg_end(file, header);
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	data = view_part(file, WRGG, end - WRGG);
	sum = check_md5(file, header, WRGG, end, exam);
	sum->unproven = format_of(data)->id == NULL && !is_lzma(data);
	examine_inside(exam, data);
}

static const struct format be = {
	.id = "wrg",
	.title = "a WRG image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(32, "\x20\x04\x02\x20\x20\x04\x02\x20") },
	.parse = parse_wrg,
};

static const struct format le = {
	.id = "wrg",
	.title = "a WRG image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(32, "\x20\x02\x04\x20\x20\x02\x04\x20") },
	.parse = parse_wrg,
};

static const struct format wrgg = {
	.id = "wrgg",
	.title = "a WRGG03 image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(32, "\x21\x03\x08\x20\x21\x03\x08\x20") },
	.parse = parse_wrgg,
};

FORMATS(wrg, &be, &le, &wrgg);
