/*
 * Linksys' three ways to name the model of an image.
 *
 * CyberTAN, 32 bytes before a TRX: 0 pattern, 8 date, 11 version (three bytes),
 * 14 "U2ND", 18 hardware (openwrt/firmware-utils@d21804ad src/addpattern.c).
 * CHDR, little endian: 0 "CHDR", 4 length with header, 8 CRC-32 without the final
 * inversion over [12, length), 12 one (src/linksys-addfwhdr.c).
 * A trailer of 256 characters: 0 ".LINKSYS.", 9 "01000409", 17 model (15, padded with
 * blanks), 32 cksum(1) of all before it as hexadecimal digits (openwrt/openwrt
 * include/image-commands.mk linksys-image).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	CYBERTAN = 32,
	PATTERN = 4,
	CHDR = 16,
	TRAILER = 256,
	MODEL_AT = 17,
	MODEL = 15,
	SUM_TEXT_AT = 32,
	SUM_TEXT = 8,
};

static void parse_cybertan(struct view file, struct examination *exam)
{
	uint8_t header[CYBERTAN];
	char pattern[PATTERN + 1];
	char version[16];

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(pattern, sizeof(pattern), header, PATTERN);
	findings_board(exam->findings, pattern, "");
	snprintf(version, sizeof(version), "%u.%u.%u", header[11], header[12], header[13]);
	findings_version(exam->findings, version);
	examine_uncovered(exam, "pattern", "no checksum covers the header that names the model");
	/* Only the TRX inside says where it ends. */
	if (!examine_rest(exam, view_from(file, CYBERTAN)))
		findings_complete(exam->findings, COMPLETE_UNKNOWN,
		                  "this version does not support what follows its header");
}

static void parse_chdr(struct view file, struct examination *exam)
{
	uint8_t header[CHDR];
	struct sum *sum;
	uint32_t length;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	length = get_le32(header + 4);
	examine_ends_at(exam, file, length);
	if (length > file.size || length < CHDR)
		return;
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, 12, length - 12);
	sum_expect32(sum, "CRC-32", get_le32(header + 8));
	examine_inside(exam, view_part(file, CHDR, length - CHDR));
}

static void parse_trailer(struct view file, struct examination *exam)
{
	struct view content = view_part(file, 0, file.size - TRAILER);
	char trailer[TRAILER + 1] = "";
	char model[MODEL + 1];
	char digits[SUM_TEXT + 1] = "";
	struct sum *sum;
	char *end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, content.size, trailer, TRAILER))
		return;
	text_clean_bytes(model, sizeof(model), trailer + MODEL_AT, MODEL);
	findings_board(exam->findings, model, "");
	memcpy(digits, trailer + SUM_TEXT_AT, SUM_TEXT);
	sum = sums_add(exam, SUM_CRC_POSIX, content);
	sum_range(sum, content, 0, content.size);
	sum_expect32(sum, "cksum", (uint32_t)strtoul(digits, &end, 16));
	if (end != digits + SUM_TEXT)
		findings_check(exam->findings, "cksum", CHECK_BAD, "it is not a number");
	examine_inside(exam, content);
}

static const struct format cybertan = {
	.id = "linksys-cybertan",
	.code_form = "^.{1,4}$",
	.code_words = "at most 4 characters",
	.title = "a Linksys image (CyberTAN)",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(14, "U2ND") },
	.parse = parse_cybertan,
};

static const struct format chdr = {
	.id = "linksys-chdr",
	.title = "a Linksys CHDR image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "CHDR") },
	.parse = parse_chdr,
};

static const struct format trailer = {
	.id = "linksys-trailer",
	.title = "a Linksys image",
	.rank = RANK_TRAILER,
	.magic = { MAGIC(-TRAILER, ".LINKSYS.") },
	.parse = parse_trailer,
};

FORMATS(linksys, &cybertan, &chdr, &trailer);
