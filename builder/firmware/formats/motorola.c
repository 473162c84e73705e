/*
 * Motorola, 8 bytes big endian: 0 CRC-32 without the final inversion of all that follows, 4 model
 * (105770xx); then a TRX (coolsnowwolf/lede@97a4ffcc tools/firmware-utils/src/motorola-bin.c).
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>
#include <stdio.h>

enum { HEADER = 8, MODEL_AT = 4 };

static const char *name_of_model(uint32_t model)
{
	switch (model) {
	case 0x10577050: return "WR850G";
	case 0x10577040: return "WA840G";
	case 0x10577000: return "WE800G";
	default: return "";
	}
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	struct sum *sum;
	uint32_t model;
	char code[16];

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	model = get_be32(header + MODEL_AT);
	snprintf(code, sizeof(code), "%08" PRIx32, model);
	findings_board(exam->findings, code, name_of_model(model));
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, MODEL_AT, file.size - MODEL_AT);
	sum_expect32(sum, "CRC-32", get_be32(header));
	examine_rest(exam, view_from(file, HEADER));
}

static const struct format motorola = {
	.id = "motorola",
	.code_form = "^[0-9a-f]{8}$",
	.code_words = "8 hexadecimal digits",
	.title = "a Motorola image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(4, "\x10\x57\x70"), MAGIC(8, "HDR0") },
	.parse = parse,
};

FORMATS(motorola, &motorola);
