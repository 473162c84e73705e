/*
 * D-Link's DAP and relatives; no magic.
 *
 * Version 1, big endian: 0 sum of the bytes behind the header, 4 model (20), 24 signature
 * (30), 55 size of the header (64, or 80 with 64 region, 68 version), 60 size of the data
 * (openwrt/firmware-utils@d21804ad src/mkdapimg.c).
 * Version 2: 0 size of the header, 72, little endian; then big endian 4 sum of the data,
 * 8 its size, 12 where the root file system lies in flash, which is no size of anything here,
 * 16 signature (32), 48 version (16), 64 region (8) (src/mkdapimg2.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum {
	V1 = 64,
	V1_LONG = 80,
	V1_MODEL = 20,
	V1_SIGNATURE_AT = 24,
	V1_SIGNATURE = 30,
	V2 = 72,
	V2_SIGNATURE_AT = 16,
	V2_SIGNATURE = 32,
	V2_VERSION_AT = 48,
	V2_VERSION = 16,
};

static bool recognise_v1(struct view file)
{
	uint8_t header[V1];

	return view_read(file, 0, header, sizeof(header)) &&
	       (header[55] == V1 || header[55] == V1_LONG) &&
	       header_has_text(header + 4, V1_MODEL) &&
	       header_has_text(header + V1_SIGNATURE_AT, V1_SIGNATURE) &&
	       get_be32(header + 60) != 0;
}

static bool recognise_v2(struct view file)
{
	uint8_t header[V2];

	return view_read(file, 0, header, sizeof(header)) && get_le32(header) == V2 &&
	       get_be32(header + 8) != 0 &&
	       header_has_text(header + V2_SIGNATURE_AT, V2_SIGNATURE) &&
	       header_has_text(header + V2_VERSION_AT, V2_VERSION);
}

static void check_data(struct view file, uint64_t at, uint32_t size, uint32_t stored,
                       struct examination *exam)
{
	struct sum *sum;

	examine_uncovered(exam, "header",
	                  "the sum does not cover the header, which names the model");
	examine_ends_at(exam, file, at + size);
	if (at + size > file.size)
		return;
	sum = sums_add(exam, SUM_ADD32, file);
	sum_range(sum, file, at, size);
	sum_expect32(sum, "sum", stored);
	examine_inside(exam, view_part(file, at, size));
}

static void parse_v1(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[V1_LONG];
	char text[V1_SIGNATURE + 1];
	char model[V1_MODEL + 1];
	uint32_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, V1, exam))
		return;
	size = header[55] == V1_LONG ? V1_LONG : V1;
	if (!header_read(file, header, size, exam))
		return;
	text_clean_bytes(model, sizeof(model), header + 4, V1_MODEL);
	text_clean_bytes(text, sizeof(text), header + V1_SIGNATURE_AT, V1_SIGNATURE);
	findings_board(out, text, model);
	if (size == V1_LONG) {
		text_clean_bytes(out->region, sizeof(out->region), header + V1, 4);
		text_clean_bytes(text, sizeof(text), header + V1 + 4, 12);
		findings_version(out, text);
	}
	check_data(file, size, get_be32(header + 60), get_be32(header), exam);
}

static void parse_v2(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[V2];
	char text[V2_SIGNATURE + 1];

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header + V2_SIGNATURE_AT, V2_SIGNATURE);
	findings_board(out, text, "");
	text_clean_bytes(text, sizeof(text), header + V2_VERSION_AT, V2_VERSION);
	findings_version(out, text);
	text_clean_bytes(out->region, sizeof(out->region), header + 64, 8);
	check_data(file, V2, get_be32(header + 8), get_be32(header + 4), exam);
}

static const struct format v1 = {
	.id = "dlink-dap",
	.title = "a D-Link DAP image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise_v1,
	.parse = parse_v1,
};

static const struct format v2 = {
	.id = "dlink-dap",
	.title = "a D-Link DAP image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise_v2,
	.parse = parse_v2,
};

FORMATS(dlink_dap, &v1, &v2);
