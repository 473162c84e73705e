/*
 * Netgear's header of 20 bytes (WNR854T, WN802T): model[16] "NG_...", CRC-32, big endian,
 * of everything with this field zero. No length: only the CRC tells whether it is whole.
 *
 * openwrt/firmware-utils@d21804ad src/add_header.c
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/segments.h"

#include <ctype.h>

enum { MODEL = 16, HEADER = 20 };

/* Capitals and digits, then zeros. */
static bool has_model(struct view file)
{
	uint8_t model[MODEL];
	size_t length = 3;

	if (!view_read(file, 0, model, sizeof(model)))
		return false;
	while (length < MODEL && (isupper(model[length]) || isdigit(model[length])))
		length++;
	return length > 4 && bytes_all_zero((struct bytes){ model + length, MODEL - length });
}

static void parse(struct view file, struct examination *exam)
{
	struct view content = view_from(file, HEADER);
	uint8_t header[HEADER];
	char model[MODEL + 1];
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, header, sizeof(header)) || content.size == 0) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its content is missing");
		return;
	}
	text_clean_bytes(model, sizeof(model), header, MODEL);
	findings_board(exam->findings, model, "");
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range_without(sum, file, 0, file.size, MODEL, 4);
	sum_expect32(sum, "CRC-32", get_be32(header + MODEL));
	segment_add(exam->findings, "content", content.at, content.size, "by the boot loader");
	examine_inside(exam, content);
}

static const struct format addheader = {
	.id = "netgear-addheader",
	.title = "a Netgear image with a model header",
	.rank = RANK_STRUCTURE,
	.magic = { MAGIC(0, "NG_") },
	.recognise = has_model,
	.parse = parse,
};

FORMATS(netgear_addheader, &addheader);
