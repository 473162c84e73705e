/*
 * ASUS on BCM4908: two tails, little endian. The last 20 bytes of the file are Broadcom's
 * {0 CRC-32 without the final inversion of all before}; the 64 before them ASUS' {0 four
 * numbers of the version, 4 build, 6 extension, 8 product (12), 28 extension in 32 bits};
 * all ones where there is none (openwrt/firmware-utils@d21804ad src/bcm4908asus.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { BROADCOM = 20, ASUS = 64, PRODUCT_AT = 8, PRODUCT = 12, EXTENSION_AT = 28 };

static bool read_tail(struct view file, uint8_t tail[ASUS])
{
	return file.size > ASUS + BROADCOM &&
	       view_read(file, file.size - BROADCOM - ASUS, tail, ASUS);
}

/* A version 3.0.0.4 or near it, a product in capital letters, zeros behind it. */
static bool recognise(struct view file)
{
	uint8_t tail[ASUS];

	return read_tail(file, tail) && tail[0] == 3 && tail[1] == 0 && tail[2] == 0 &&
	       tail[PRODUCT_AT] >= 'A' && tail[PRODUCT_AT] <= 'Z' &&
	       bytes_all_zero((struct bytes){ tail + PRODUCT_AT + PRODUCT, 8 }) &&
	       tail[ASUS - 1] <= 1;
}

static void parse(struct view file, struct examination *exam)
{
	struct view content = view_part(file, 0, file.size - BROADCOM);
	uint8_t tail[ASUS];
	uint8_t broadcom[BROADCOM];
	char text[64];
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!read_tail(file, tail) || !view_read(file, content.size, broadcom, sizeof(broadcom)))
		return;
	text_clean_bytes(text, PRODUCT + 1, tail + PRODUCT_AT, PRODUCT);
	findings_board(exam->findings, text, "");
	snprintf(text, sizeof(text), "%u.%u.%u.%u build %u_%" PRIu32, tail[0], tail[1], tail[2],
	         tail[3], get_le16(tail + 4), get_le32(tail + EXTENSION_AT));
	findings_version(exam->findings, text);
	sum = sums_add(exam, SUM_CRC32_JAM, content);
	sum_range(sum, content, 0, content.size);
	sum_expect32(sum, "CRC-32", get_le32(broadcom));
	examine_inside(exam, view_part(content, 0, content.size - ASUS));
}

static const struct format asus = {
	.id = "asus-bcm4908",
	.title = "an ASUS image for BCM4908",
	.rank = RANK_TRAILER,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(asus_bcm4908, &asus);
