/*
 * Senao and EnGenius, 96 bytes big endian: 4 vendor, 8 product, 12 version (16), 28 type,
 * 32 size of the plain data, 40 MD5 of it, 88 sum of the headers' bytes with this field
 * zero, 92 12345678, which is also the key: byte i of the data is XORed with the key
 * shifted right by i modulo 8. Zeros, XORed as well, may follow the data.
 *
 * Behind a header of type 0 there may be another one of 40 bytes and the model's name: 0 module
 * "all", 36 length of the name; the sum tells whether it is there
 * (openwrt/firmware-utils@0b2a1972 src/mksenaofw.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

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
	SECOND = 40,
	NAME_LENGTH_AT = 36,
	NAME_MAX_BYTES = 64,
	FILLER_PIECE = 4096,
};

struct image {
	uint8_t header[HEADER];
	char model[NAME_MAX_BYTES + 1];
	uint64_t data; /* where they begin */
	uint32_t size;
	uint32_t key;
};

static void undo_xor(void *state, uint64_t at, uint8_t *data, size_t size)
{
	uint32_t key;

	memcpy(&key, state, sizeof(key));
	for (size_t i = 0; i < size; i++)
		data[i] ^= (uint8_t)(key >> (at + i) % 8);
}

/* The sum of the first header alone. */
static uint32_t sum_first(const struct image *image)
{
	return sum_of(SUM_ADD32, image->header, SUM_AT) +
	       sum_of(SUM_ADD32, image->header + KEY_AT, HEADER - KEY_AT);
}

/* False when there is none. */
static bool read_second(struct view file, struct image *image)
{
	uint8_t second[SECOND + NAME_MAX_BYTES];
	uint32_t length;

	if (get_be32(image->header + TYPE_AT) != TYPE_COMBO ||
	    sum_first(image) == get_be32(image->header + SUM_AT) ||
	    !view_read(file, HEADER, second, SECOND))
		return false;
	length = get_be32(second + NAME_LENGTH_AT);
	if (!length || length > NAME_MAX_BYTES ||
	    !view_read(file, HEADER + SECOND, second + SECOND, length))
		return false;
	text_clean_bytes(image->model, sizeof(image->model), second + SECOND, length);
	image->data = HEADER + SECOND + length;
	return true;
}

static bool read_image(struct view file, struct image *out, struct examination *exam)
{
	*out = (struct image){ .data = HEADER };
	if (!header_read(file, out->header, sizeof(out->header), exam))
		return false;
	out->size = get_be32(out->header + SIZE_AT);
	out->key = get_be32(out->header + KEY_AT);
	read_second(file, out);
	return true;
}

static void check_header(struct view file, const struct image *image, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_ADD32, file);

	sum_range_without(sum, file, 0, image->data, SUM_AT, 4);
	sum_expect32(sum, "sum of the header", get_be32(image->header + SUM_AT));
}

static void check_data(struct view file, const struct image *image, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_MD5, file);

	sum_range(sum, file, image->data, image->size);
	sum_expect(sum, "MD5 of the data", image->header + MD5_AT);
	sum->filter = undo_xor;
	sum->filter_state = mem_zalloc(1, sizeof(image->key));
	memcpy(sum->filter_state, &image->key, sizeof(image->key));
}

/* How many bytes behind the data are zeros under the key. */
static uint64_t filler_behind(struct view file, struct image *image)
{
	uint64_t end = image->data + image->size;
	uint8_t piece[FILLER_PIECE];
	uint64_t found = 0;

	while (end + found < file.size) {
		uint64_t rest = file.size - end - found;
		size_t size = rest < sizeof(piece) ? (size_t)rest : sizeof(piece);
		size_t zeros = 0;

		if (!view_read(file, end + found, piece, size))
			break;
		undo_xor(&image->key, image->size + found, piece, size);
		while (zeros < size && piece[zeros] == 0)
			zeros++;
		found += zeros;
		if (zeros < size)
			break;
	}
	return found;
}

static void check_end(struct view file, struct image *image, struct examination *exam)
{
	uint64_t end = image->data + image->size;
	uint64_t filler = end < file.size ? filler_behind(file, image) : 0;

	if (filler && end + filler == file.size)
		findings_complete(exam->findings, COMPLETE_PADDED,
		                  "padding follows its end; nothing states how much");
	else
		examine_ends_at(exam, file, end);
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct image image;
	char text[32];

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!read_image(file, &image, exam))
		return;
	snprintf(text, sizeof(text), "%04" PRIX32 " %04" PRIX32, get_be32(image.header + 4),
	         get_be32(image.header + 8));
	findings_board(out, text, image.model);
	text_clean_bytes(text, 17, image.header + VERSION_AT, 16);
	findings_version(out, text);
	check_header(file, &image, exam);
	check_end(file, &image, exam);
	if (image.data + image.size <= file.size)
		check_data(file, &image, exam);
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
