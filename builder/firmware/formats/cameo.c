/*
 * Cameo, 84 bytes big endian: 0 sum of the data's bytes, 4 size of the data, 8 size of the kernel
 * in it, 12 platform (20), 32 signature (30), 62 region (4), 66 version (12), 78 size of the
 * header, 79 whether the data is a packed archive (coolsnowwolf/lede@97a4ffcc
 * tools/firmware-utils/src/mkcameofw.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum {
	HEADER = 84,
	SIZE_AT = 4,
	KERNEL_AT = 8,
	PLATFORM_AT = 12,
	PLATFORM = 20,
	SIGNATURE_AT = 32,
	SIGNATURE = 30,
	REGION_AT = 62,
	REGION = 4,
	VERSION_AT = 66,
	VERSION = 12,
	HEADER_SIZE_AT = 78,
	FILLER_AT = 80,
};

static bool recognise(struct view file)
{
	uint8_t header[HEADER];
	uint32_t size;

	if (!view_read(file, 0, header, sizeof(header)))
		return false;
	size = get_be32(header + SIZE_AT);
	return header[HEADER_SIZE_AT] == HEADER && header[HEADER_SIZE_AT + 1] <= 1 &&
	       bytes_all_zero((struct bytes){ header + FILLER_AT, HEADER - FILLER_AT }) &&
	       header_has_text(header + PLATFORM_AT, PLATFORM) &&
	       header_has_text(header + SIGNATURE_AT, SIGNATURE) &&
	       header_has_text(header + REGION_AT, REGION) && size != 0 &&
	       get_be32(header + KERNEL_AT) <= size;
}

static void examine_data(struct view data, uint32_t kernel, struct examination *exam)
{
	examine_inside(exam, data);
	if (kernel && kernel < data.size)
		examine_inside(exam, view_from(data, kernel));
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];
	char text[SIGNATURE + 1];
	struct sum *sum;
	uint32_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header + SIGNATURE_AT, SIGNATURE);
	findings_board(out, text, "");
	text_clean_bytes(text, sizeof(text), header + VERSION_AT, VERSION);
	findings_version(out, text);
	text_clean_bytes(out->region, REGION + 1, header + REGION_AT, REGION);
	findings_check(out, "checksum of the header", CHECK_ABSENT,
	               "none covers signature and version");
	size = get_be32(header + SIZE_AT);
	examine_ends_at(exam, file, HEADER + (uint64_t)size);
	if (HEADER + (uint64_t)size > file.size)
		return;
	sum = sums_add(exam, SUM_ADD32, file);
	sum_range(sum, file, HEADER, size);
	sum_expect32(sum, "sum of the data", get_be32(header));
	examine_data(view_part(file, HEADER, size), get_be32(header + KERNEL_AT), exam);
}

static const struct format cameo = {
	.id = "cameo",
	.title = "a Cameo image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(cameo, &cameo);
