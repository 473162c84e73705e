/*
 * TRX, Broadcom's container, little endian: 0 "HDR0", 4 length with header, 8 CRC-32
 * without the final inversion over [12, length), 14 version, 16 offsets of the parts: 3 in
 * version 1, 4 in version 2 (openwrt/firmware-utils@d21804ad src/trx.c, src/otrx.c).
 *
 * In version 2 a fourth part with a CyberTAN header has counters that the router changes:
 * its bytes 22 to 29 count as FF. ASUS puts its product's name into the last 64 bytes
 * (src/asustrx.c); Buffalo writes magics of its own.
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 32,
	PARTS_AT = 16,
	PARTS_MAX = 4,
	COUNTERS_AT = 22,
	COUNTERS = 8,
	TAIL = 64,
	PRODUCT_AT = 4,
	PRODUCT = 12,
};

struct image {
	uint32_t length;
	uint32_t crc;
	uint16_t version;
	uint32_t parts[PARTS_MAX];
	size_t part_count;
};

static bool read_image(struct view file, struct image *out)
{
	uint8_t header[HEADER];

	if (!view_read(file, 0, header, sizeof(header)))
		return false;
	out->length = get_le32(header + 4);
	out->crc = get_le32(header + 8);
	out->version = get_le16(header + 14);
	out->part_count = out->version == 2 ? 4 : 3;
	for (size_t i = 0; i < out->part_count; i++)
		out->parts[i] = get_le32(header + PARTS_AT + 4 * i);
	return true;
}

/* Where the fourth part's counters lie; 0: it has none. */
static uint64_t counters_at(struct view file, const struct image *image)
{
	uint64_t part = image->part_count == 4 ? image->parts[3] : 0;

	if (!part || !view_has(file, part + 14, "U2ND", 4))
		return 0;
	return part + COUNTERS_AT;
}

static void check(struct view file, const struct image *image, struct examination *exam,
                  bool is_proven)
{
	static const uint8_t ones[COUNTERS] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };
	struct view content = view_part(file, 0, image->length);
	uint64_t counters = counters_at(content, image);
	struct sum *sum = sums_add(exam, SUM_CRC32_JAM, file);
	uint64_t from = 12;

	if (counters > from) {
		sum_range(sum, content, from, counters - from);
		sum_literal(sum, ones, sizeof(ones));
		from = counters + COUNTERS;
	}
	sum_range(sum, content, from, content.size - from);
	sum_expect32(sum, "CRC-32", image->crc);
	sum->unproven = !is_proven;
}

/* From one offset to the next one above it, or to the end. */
static uint64_t part_end(const struct image *image, uint32_t start)
{
	uint64_t end = image->length;

	for (size_t i = 0; i < image->part_count; i++) {
		if (image->parts[i] > start && image->parts[i] < end)
			end = image->parts[i];
	}
	return end;
}

static void look_at_parts(struct view file, const struct image *image, struct examination *exam)
{
	for (size_t i = 0; i < image->part_count; i++) {
		uint32_t start = image->parts[i];

		if (start >= HEADER - 4 && start < image->length)
			examine_inside(exam,
			               view_part(file, start, part_end(image, start) - start));
	}
}

/* ASUS: four digits of the version, then the product's name, padded with zeros. */
static void read_asus_tail(struct view file, const struct image *image, struct findings *out)
{
	uint8_t tail[TAIL];
	char product[PRODUCT + 1];
	char version[24];

	if (image->length < TAIL || !view_read(file, image->length - TAIL, tail, sizeof(tail)) ||
	    memcmp(tail, "\x03\x00\x00\x04", 4) != 0 || tail[PRODUCT_AT] < 'A')
		return;
	text_clean_bytes(product, sizeof(product), tail + PRODUCT_AT, PRODUCT);
	snprintf(version, sizeof(version), "%u.%u.%u.%u", tail[0], tail[1], tail[2], tail[3]);
	findings_board(out, product, "");
	findings_version(out, version);
	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
}

static void parse_as(struct view file, struct examination *exam, bool is_proven)
{
	struct image image;

	if (!read_image(file, &image)) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its header is incomplete");
		return;
	}
	examine_ends_at(exam, file, image.length);
	if (image.length > file.size)
		return;
	if (image.length < HEADER - 4) {
		findings_check(exam->findings, "length", CHECK_BAD,
		               "it is shorter than its header");
		return;
	}
	if (image.version != 1 && image.version != 2)
		findings_warn(exam->findings, "version %u of this format is unknown",
		              image.version);
	check(file, &image, exam, is_proven);
	read_asus_tail(file, &image, exam->findings);
	look_at_parts(file, &image, exam);
}

static void parse(struct view file, struct examination *exam)
{
	parse_as(file, exam, true);
}

/* Sources say the structure is the same; no real file has confirmed its checksum. */
static void parse_buffalo(struct view file, struct examination *exam)
{
	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	parse_as(file, exam, false);
}

static const struct format trx = {
	.id = "trx",
	.title = "a TRX image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "HDR0") },
	.parse = parse,
};

#define BUFFALO(variable, text) \
	static const struct format variable = { \
		.id = "buffalo-trx", \
		.title = "a Buffalo TRX image", \
		.rank = RANK_MAGIC, \
		.magic = { MAGIC(0, text) }, \
		.parse = parse_buffalo, \
	}

BUFFALO(dhp2, "DHP2");
BUFFALO(dhp3, "DHP3");
BUFFALO(phl2, "PHL2");
BUFFALO(dhls, "DHLS");

FORMATS(trx, &trx, &dhp2, &dhp3, &phl2, &dhls);
