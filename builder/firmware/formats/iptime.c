/*
 * ipTIME (EFM), little endian: 0 model (8), 8 version (8), 48 size of the data, 52 CRC-32 without
 * the final inversion over these 56 bytes, with this field zero, and the data. The data follow, or
 * begin at 2048; a root file system may be behind them (openwrt/firmware-utils@d21804ad
 * src/iptime-crc32.c).
 *
 * Their network storage: 0 model (32), 32 version (32), 96 size of the data, 100 their sum mixed
 * with the length of the model's name, 120 "EFM_NAS_PKG"; the data begin at 1024
 * (src/iptime-naspkg.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/examine/fwtool.h"
#include "firmware/formats/shared/header.h"

#include <ctype.h>
#include <string.h>

enum {
	HEADER = 56,
	MODEL = 8,
	ZEROS_AT = 16,
	SIZE_AT = 48,
	CRC_AT = 52,
	FAR_DATA = 2048,
	NAS = 1024,
	NAS_KNOWN = 136,
	NAS_MODEL = 32,
	NAS_SIZE_AT = 96,
	NAS_SUM_AT = 100,
	NAS_MIX = 0x19283745,
};

static bool is_version(const uint8_t *field, size_t size)
{
	if (!header_has_text(field, size) || !memchr(field, '_', size))
		return false;
	for (size_t i = 0; i < size && field[i]; i++) {
		if (!isdigit(field[i]) && field[i] != '_')
			return false;
	}
	return true;
}

static bool recognise(struct view file)
{
	uint8_t header[HEADER];

	return view_read(file, 0, header, sizeof(header)) && header_has_text(header, MODEL) &&
	       is_version(header + MODEL, MODEL) &&
	       bytes_all_zero((struct bytes){ header + ZEROS_AT, SIZE_AT - ZEROS_AT }) &&
	       get_le32(header + SIZE_AT) != 0;
}

static uint64_t data_place(struct view file)
{
	uint64_t zeros = view_run(view_part(file, HEADER, FAR_DATA - HEADER), 0);

	return zeros == FAR_DATA - HEADER ? FAR_DATA : HEADER;
}

/* Records that end where the data do are part of them. */
static uint64_t carries_at(struct view file)
{
	uint8_t header[HEADER];
	uint64_t data = data_place(file);

	return view_read(file, 0, header, sizeof(header)) &&
	                       data + get_le32(header + SIZE_AT) == file.size
	               ? data
	               : 0;
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	char text[MODEL + 1];
	struct view content;
	struct sum *sum;
	uint64_t data;
	uint32_t size;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header, MODEL);
	findings_board(exam->findings, text, "");
	text_clean_bytes(text, sizeof(text), header + MODEL, MODEL);
	findings_version(exam->findings, text);
	data = data_place(file);
	size = get_le32(header + SIZE_AT);
	if (data + size > file.size) {
		examine_ends_at(exam, file, data + size);
		return;
	}
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range_without(sum, file, 0, HEADER, CRC_AT, 4);
	sum_range(sum, file, data, size);
	sum_expect32(sum, "CRC-32", get_le32(header + CRC_AT));
	content = view_part(file, data, size);
	examine_inside(exam, view_part(content, 0, fwtool_end(content)));
	header_rest(view_from(file, data + size), exam);
}

/* The length of the model's name is in the context. */
static void judge_nas(const struct sum *sum, struct examination *exam)
{
	const size_t *length = sum->context;
	uint32_t bytes = sum_number(sum);
	uint32_t mixed = ((uint32_t)*length * NAS_MIX + ~bytes) ^ bytes;

	sum_judge_number(sum, exam, 8, mixed, get_be32(sum->expected));
}

static void check_nas(struct view file, const uint8_t *header, uint32_t size,
                      struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_ADD32, file);
	size_t *length = mem_zalloc(1, sizeof(*length));

	*length = strnlen((const char *)header, NAS_MODEL);
	sum_range(sum, file, NAS, size);
	sum_expect32(sum, "sum of the data", get_le32(header + NAS_SUM_AT));
	sum->judge = judge_nas;
	sum->context = length;
}

static void parse_nas(struct view file, struct examination *exam)
{
	uint8_t header[NAS_KNOWN];
	char text[NAS_MODEL + 1];
	uint32_t size;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	text_clean_bytes(text, sizeof(text), header, NAS_MODEL);
	findings_board(exam->findings, text, "");
	text_clean_bytes(text, sizeof(text), header + NAS_MODEL, NAS_MODEL);
	findings_version(exam->findings, text);
	size = get_le32(header + NAS_SIZE_AT);
	examine_ends_at(exam, file, NAS + (uint64_t)size);
	if (NAS + (uint64_t)size > file.size)
		return;
	check_nas(file, header, size, exam);
	examine_inside(exam, view_part(file, NAS, size));
}

static const struct format iptime = {
	.id = "iptime",
	.title = "an ipTIME image",
	.rank = RANK_STRUCTURE,
	.recognise = recognise,
	.carries_at = carries_at,
	.parse = parse,
};

static const struct format nas = {
	.id = "iptime-nas",
	.title = "an ipTIME image for network storage",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(120, "EFM_NAS_PKG\0") },
	.parse = parse_nas,
};

FORMATS(iptime, &iptime, &nas);
