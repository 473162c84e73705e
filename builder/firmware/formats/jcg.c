/*
 * JCG, 512 bytes big endian: 0 "YSZJ", 4 version (32), 40 information (64), 108 and 110
 * two numbers of the version, 504 CRC-32 of what follows, 508 CRC-32 of the header with this field
 * zero. A uImage follows (openwrt/firmware-utils@d21804ad src/jcgimage.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <stdio.h>

enum { HEADER = 512, VERSION_AT = 4, NUMBERS_AT = 108, DATA_CRC_AT = 504, HEADER_CRC_AT = 508 };

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	char version[33];
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(version, sizeof(version), header + VERSION_AT, 32);
	if (!version[0])
		snprintf(version, sizeof(version), "%u.%u", get_be16(header + NUMBERS_AT),
		         get_be16(header + NUMBERS_AT + 2));
	findings_version(exam->findings, version);
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range_without(sum, file, 0, HEADER, HEADER_CRC_AT, 4);
	sum_expect32(sum, "CRC-32 of the header", get_be32(header + HEADER_CRC_AT));
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, HEADER, file.size - HEADER);
	sum_expect32(sum, "CRC-32 of the data", get_be32(header + DATA_CRC_AT));
	examine_inside(exam, view_from(file, HEADER));
}

static const struct format jcg = {
	.id = "jcg",
	.title = "a JCG image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "YSZJ") },
	.parse = parse,
};

FORMATS(jcg, &jcg);
