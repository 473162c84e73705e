/*
 * Poray, Hame and Nexx, 28 bytes little endian: 0 hardware id (4 characters), 4 size of the data, 8
 * flags (020E0000), 12 zeros; then the data and a sum of them (2), XORed with a key of 15 bytes
 * that depends on the board. The sum is of 16-bit words, folded and inverted
 * (openwrt/firmware-utils@d21804ad src/mkporayfw.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/plain_copy.h"

#include <string.h>

enum { HEADER = 28, HARDWARE = 4, KEY = 15, PEEK = 512, FOOT = 2 };

static const uint8_t keys[][KEY] = {
	{ 0xc8, 0x3c, 0x3a, 0x93, 0xa2, 0x95, 0xc3, 0x63, 0x48, 0x45, 0x58, 0x09, 0x12, 0x03,
	  0x08 },
	{ 0x89, 0x6b, 0x5a, 0x93, 0x92, 0x95, 0xc3, 0x63, 0xd0, 0xa3, 0x9c, 0x92, 0x2e, 0xe6,
	  0xc7 },
	{ 0xc9, 0x1c, 0x3a, 0x93, 0x92, 0x95, 0xc3, 0x63, 0xd0, 0xa3, 0x9c, 0x92, 0x2e, 0xe6,
	  0xc7 },
	{ 0x19, 0x1b, 0x3a, 0x93, 0x92, 0x95, 0xc3, 0x63, 0xd0, 0xa3, 0x9c, 0x92, 0x2e, 0xe6,
	  0xc7 },
	{ 0x79, 0x7b, 0x7a, 0x93, 0x92, 0x95, 0xc3, 0x63, 0xd0, 0xa3, 0x9c, 0x92, 0x2e, 0xe6,
	  0xc7 },
	{ 0x19, 0x1c, 0x4a, 0x93, 0x96, 0x95, 0xc3, 0x63, 0xd0, 0xa3, 0x9c, 0x92, 0x2e, 0x16,
	  0xc6 },
	{ 0x39, 0x1c, 0x4a, 0x93, 0x96, 0x95, 0xc3, 0x63, 0xd0, 0xa3, 0x9c, 0x92, 0x2e, 0x16,
	  0xc6 },
	{ 0xc8, 0x3c, 0x3a, 0x93, 0xa2, 0x95, 0xc3, 0x63, 0x48, 0x45, 0x58, 0x09, 0x20, 0x11,
	  0x08 },
};

/* Hame and A5-V11 share a hardware id, and differ in the key. */
static const struct {
	char hardware[HARDWARE + 1];
	size_t key;
	const char *name;
} boards[] = {
	{ "R3G2", 0, "Hame MPR-A1 or MPR-L8" },
	{ "R3G2", 7, "A5-V11" },
	{ "3051", 2, "Poray R50B" },
	{ "3053", 3, "Poray R50D" },
	{ "3054", 4, "Poray R50E" },
	{ "5351", 1, "Poray M3" },
	{ "5352", 1, "Poray M4" },
	{ "5353", 1, "Poray Q3" },
	{ "5355", 1, "Poray X5 or X6" },
	{ "5356", 1, "Poray X8" },
	{ "5358", 1, "Poray X1" },
	{ "2350", 5, "Nexx WT1520" },
	{ "3020", 6, "Nexx WT3020" },
};

/* The key, and the sum of the plain words as it grows. */
struct cipher {
	const uint8_t *key;
	uint64_t size; /* of the data, without the foot */
	uint32_t sum;
	uint8_t foot[FOOT];
};

static void decipher(void *state, uint64_t at, uint8_t *data, size_t size)
{
	struct cipher *cipher = state;

	for (size_t i = 0; i < size; i++) {
		uint64_t place = at + i;

		data[i] ^= cipher->key[place % KEY];
		if (place < cipher->size)
			cipher->sum += (uint32_t)data[i] << 8 * (place % 2);
		else if (place - cipher->size < FOOT)
			cipher->foot[place - cipher->size] = data[i];
	}
}

static bool is_key(struct view data, const uint8_t *key)
{
	struct cipher cipher = { .key = key };
	struct byte_source source = { .fd = -1 };
	uint8_t plain[PEEK];
	size_t size = data.size < PEEK ? (size_t)data.size : PEEK;

	if (!view_read(data, 0, plain, size))
		return false;
	decipher(&cipher, 0, plain, size);
	source.data = plain;
	source.size = size;
	return format_of(view_of(&source))->id != NULL;
}

/* ARRAY_LEN(keys) when none makes the data known. */
static size_t find_key(struct view data)
{
	size_t key = 0;

	while (key < ARRAY_LEN(keys) && !is_key(data, keys[key]))
		key++;
	return key;
}

static void add_board(const uint8_t *header, size_t key, struct findings *out)
{
	char hardware[HARDWARE + 1];
	const char *name = "";

	text_clean_bytes(hardware, sizeof(hardware), header, HARDWARE);
	for (size_t i = 0; i < ARRAY_LEN(boards); i++) {
		if (strcmp(boards[i].hardware, hardware) == 0 && boards[i].key == key)
			name = boards[i].name;
	}
	findings_board(out, hardware, name);
}

static uint16_t sum_of_data(const struct cipher *cipher)
{
	uint32_t sum = cipher->sum + (cipher->sum >> 16) + 0xffff;

	return (uint16_t) ~(sum + (sum >> 16));
}

/* Whether the sum of what it deciphers is right. */
static bool is_sum_right(struct view data, const uint8_t *key)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PLAIN_COPY_PIECE);
	struct cipher cipher = { .key = key, .size = data.size - FOOT };

	for (uint64_t at = 0; at < data.size; at += PLAIN_COPY_PIECE) {
		uint64_t rest = data.size - at;
		size_t size = rest < PLAIN_COPY_PIECE ? (size_t)rest : PLAIN_COPY_PIECE;

		if (!source_read(data.source, data.at + at, piece, size))
			return false;
		decipher(&cipher, at, piece, size);
	}
	return sum_of_data(&cipher) == get_le16(cipher.foot);
}

/* Two keys differ in two bytes only: where the first known one is wrong, the sum tells. */
static size_t best_key(struct view data, size_t first)
{
	for (size_t key = first; key < ARRAY_LEN(keys); key++) {
		if (is_key(data, keys[key]) && is_sum_right(data, keys[key]))
			return key;
	}
	return first;
}

static void check_sum(const struct cipher *cipher, struct examination *exam)
{
	uint16_t seen = sum_of_data(cipher);
	uint16_t stored = get_le16(cipher->foot);

	findings_check(exam->findings, "sum of the data",
	               AGREES(seen == stored) ? CHECK_OK : CHECK_BAD, "stored %04x, computed %04x",
	               stored, seen);
}

static void examine_data(struct view data, size_t key, struct examination *exam)
{
	struct cipher cipher = { .key = keys[key], .size = data.size - FOOT };
	struct scratch_file copy;

	if (!plain_copy(data, decipher, &cipher, &copy, exam))
		return;
	check_sum(&cipher, exam);
	/* The sum behind the data is no part of what they are. */
	scratch_keep(&copy, data.size - FOOT);
	examine_unpacked(exam, &copy);
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	struct view data;
	uint64_t size;
	size_t key;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	size = (uint64_t)get_le32(header + 4) + FOOT;
	data = view_part(file, HEADER, size);
	key = find_key(view_from(file, HEADER));
	if (data.size && key < ARRAY_LEN(keys))
		key = best_key(data, key);
	add_board(header, key, exam->findings);
	examine_ends_at(exam, file, HEADER + size);
	if (!data.size)
		return;
	if (key == ARRAY_LEN(keys))
		findings_check(exam->findings, "content", CHECK_BAD,
		               "no known key makes a known format of it");
	else
		examine_data(data, key, exam);
}

static const struct format poray = {
	.id = "poray",
	.code_form = "^.{4}$",
	.code_words = "4 characters",
	.title = "a Poray image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(8, "\0\0\x0e\2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0") },
	.parse = parse,
};

FORMATS(poray, &poray);
