/*
 * Senao and EnGenius, 96 bytes big endian: 4 vendor, 8 product, 12 version (16), 28 type,
 * 32 size of the plain data, 40 MD5 of it, 88 sum of the header's bytes with this field
 * zero, 92 12345678, which is also the key: byte i of the data is XORed with the key
 * shifted right by i modulo 8 (openwrt/firmware-utils@d21804ad src/mksenaofw.c). A header
 * of type 0 has another one between it and the data.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 96,
	VERSION_AT = 12,
	TYPE_AT = 28,
	SIZE_AT = 32,
	MD5_AT = 40,
	SUM_AT = 88,
	KEY_AT = 92,
	TYPE_COMBO = 0,
};

static void undo_xor(void *state, uint64_t at, uint8_t *data, size_t size)
{
	uint32_t key;

	memcpy(&key, state, sizeof(key));
	for (size_t i = 0; i < size; i++)
		data[i] ^= (uint8_t)(key >> (at + i) % 8);
}

static void check_data(struct view file, const uint8_t header[HEADER], uint32_t size,
                       struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_MD5, file);
	uint32_t key = get_be32(header + KEY_AT);

	sum_range(sum, file, HEADER, size);
	sum_expect(sum, "MD5 of the data", header + MD5_AT);
	sum->filter = undo_xor;
	sum->filter_state = mem_zalloc(1, sizeof(key));
	memcpy(sum->filter_state, &key, sizeof(key));
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];
	char text[32];
	struct sum *sum;
	uint32_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, 0, header, sizeof(header)))
		return;
	snprintf(text, sizeof(text), "%04" PRIX32 " %04" PRIX32, get_be32(header + 4),
	         get_be32(header + 8));
	findings_board(out, text, "");
	text_clean_bytes(text, 17, header + VERSION_AT, 16);
	findings_version(out, text);
	if (get_be32(header + TYPE_AT) == TYPE_COMBO) {
		findings_check(out, "sums", CHECK_UNKNOWN, "its second header is unsupported");
		return;
	}
	sum = sums_add(exam, SUM_ADD32, file);
	sum_range_without(sum, file, 0, HEADER, SUM_AT, 4);
	sum_expect32(sum, "sum of the header", get_be32(header + SUM_AT));
	size = get_be32(header + SIZE_AT);
	if (size > file.size - HEADER) {
		examine_ends_at(exam, file, HEADER + (uint64_t)size);
		return;
	}
	check_data(file, header, size, exam);
	/* Padding is XORed as well: it cannot be distinguished from content. */
	if (size < file.size - HEADER)
		findings_complete(out, COMPLETE_PADDED, "padding follows the data");
}

static const struct format senao = {
	.id = "senao",
	.code_form = "^[0-9A-F]{4,8} [0-9A-F]{4,8}$",
	.code_words = "two upper-case hexadecimal numbers",
	.title = "a Senao image",
	.rank = RANK_WEAK,
	.magic = { MAGIC(0x5c, "\x12\x34\x56\x78") },
	.parse = parse,
};

FORMATS(senao, &senao);
