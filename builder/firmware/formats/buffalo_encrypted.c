/*
 * Buffalo's enciphered image, big endian: "start" or "asar1" with a zero, one byte of
 * seed; three times a length and so many enciphered bytes: product, version, data; a
 * checksum of the plain data, filled up to a multiple of 4.
 *
 * The cipher is RC4's with the key schedule over "seed byte, Buffalo"; the seed of a field
 * is the first enciphered byte of the one before. The state has 256 entries, in some
 * images as many as the field has bytes: the product's name tells which. The checksum is
 * CRC-32 without inversions, begun with the length, its bytes taken as signed numbers
 * (openwrt/firmware-utils@d21804ad src/buffalo-lib.c). And the other way round for TFTP:
 * letters and digits of the first 512 bytes replaced by others (src/buffalo-tftp.c).
 */
#include "base/bytes.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/examine/snapshot.h"

#include <stdio.h>
#include <string.h>

enum {
	MAGIC_SIZE = 6,
	STATE = 256,
	NAME_MAX_BYTES = 64,
	LONG_STATE_MAX = 64 << 20,
	SCRAMBLED = 512,
	PIECE = 64 << 10,
	TAG = 152,
	TAG_TEXT = 32,
	TAG_VERSION_AT = 64,
	TAG_VERSION = 8,
	TAG_MAGIC_AT = 104,
	TAG_LENGTH_AT = 144,
};

static const uint8_t key_text[] = "Buffalo";

struct cipher {
	size_t size;
	uint8_t i;
	uint8_t j;
	uint32_t csum;
	uint8_t state[];
};

static void swap(uint8_t *a, uint8_t *b)
{
	uint8_t kept = *a;

	*a = *b;
	*b = kept;
}

static struct cipher *cipher_new(uint8_t seed, size_t size)
{
	struct cipher *out = mem_zalloc(1, sizeof(*out) + size);
	size_t j = 0;

	out->size = size;
	for (size_t i = 0; i < size; i++)
		out->state[i] = (uint8_t)i;
	for (size_t i = 0; i < size; i++) {
		size_t k = i % sizeof(key_text); /* the seed, then the text without its end */

		j = (j + out->state[i] + (k == 0 ? seed : key_text[k - 1])) % size;
		swap(&out->state[i], &out->state[j]);
	}
	return out;
}

static void cipher_run(struct cipher *cipher, uint8_t *data, size_t size)
{
	for (size_t k = 0; k < size; k++) {
		cipher->i = (uint8_t)((size_t)(cipher->i + 1) % cipher->size);
		cipher->j =
		        (uint8_t)((size_t)(cipher->j + cipher->state[cipher->i]) % cipher->size);
		swap(&cipher->state[cipher->i], &cipher->state[cipher->j]);
		data[k] ^= cipher->state[(size_t)(cipher->state[cipher->i] +
		                                  cipher->state[cipher->j]) %
		                         cipher->size];
	}
}

static uint32_t csum_byte(uint32_t csum, uint8_t byte)
{
	csum ^= byte < 0x80 ? byte : 0xffffff00U | byte;
	for (int bit = 0; bit < 8; bit++)
		csum = csum & 1 ? csum >> 1 ^ 0xedb88320U : csum >> 1;
	return csum;
}

/* Deciphers the data on their way into a sum, and makes Buffalo's own of them. */
static void decipher(void *state, uint64_t at, uint8_t *data, size_t size)
{
	struct cipher *cipher = state;

	(void)at;
	cipher_run(cipher, data, size);
	for (size_t i = 0; i < size; i++)
		cipher->csum = csum_byte(cipher->csum, data[i]);
}

static void judge(const struct sum *sum, struct examination *exam)
{
	const struct cipher *cipher = sum->filter_state;

	sum_judge_number(sum, exam, 8, cipher->csum, get_be32(sum->expected));
}

/* One field: where it lies, and the seed it leaves for the next. */
struct field {
	uint64_t at;
	uint32_t length;
	uint8_t seed;
};

static bool read_field(struct view file, uint64_t at, uint8_t seed, struct field *out)
{
	uint8_t length[4];

	if (!view_read(file, at, length, sizeof(length)))
		return false;
	*out = (struct field){ .at = at + 4, .length = get_be32(length), .seed = seed };
	return true;
}

static bool read_name(struct view file, const struct field *field, bool is_long, char *out,
                      size_t space)
{
	AUTO_FREE struct cipher *cipher = NULL;
	uint8_t name[NAME_MAX_BYTES];

	if (field->length < 1 || field->length > sizeof(name) ||
	    !view_read(file, field->at, name, field->length))
		return false;
	cipher = cipher_new(field->seed, is_long ? field->length : STATE);
	cipher_run(cipher, name, field->length);
	text_clean_bytes(out, space, name, field->length);
	return name[field->length - 1] == '\0' && strlen((char *)name) + 1 == field->length &&
	       !strchr(out, '?');
}

static uint8_t next_seed(struct view file, const struct field *field)
{
	uint8_t seed = 0;

	return view_read(file, field->at, &seed, 1) ? seed : 0;
}

static void check_data(struct view file, const struct field *data, bool is_long,
                       struct examination *exam)
{
	uint8_t stored[4];
	struct cipher *cipher;
	struct sum *sum;

	if (!view_read(file, data->at + data->length, stored, sizeof(stored)))
		return;
	if (is_long && data->length > LONG_STATE_MAX) {
		findings_check(exam->findings, "checksum of the plain data", CHECK_UNKNOWN,
		               "the data is too large to be checked");
		return;
	}
	sum = sums_add(exam, SUM_ADD8, file);
	sum_range(sum, file, data->at, data->length);
	sum->filter = decipher;
	cipher = cipher_new(data->seed, is_long && data->length ? data->length : STATE);
	sum->filter_state = cipher;
	cipher->csum = data->length;
	snprintf(sum->name, sizeof(sum->name), "checksum of the plain data");
	memcpy(sum->expected, stored, sizeof(stored));
	sum->judge = judge;
}

/*
 * What is encrypted may be a tag of src/buffalo-tag.c alone (32 product, 104 "hwv", 144 length
 * of the image): then the image follows it, and nothing covers that.
 */
static uint64_t read_tag(struct view file, const struct field *data, bool is_long,
                         struct findings *out)
{
	AUTO_FREE struct cipher *cipher = NULL;
	uint8_t tag[TAG];
	char text[TAG_TEXT + 1];

	if (data->length != TAG || !view_read(file, data->at, tag, sizeof(tag)))
		return 0;
	cipher = cipher_new(data->seed, is_long ? TAG : STATE);
	cipher_run(cipher, tag, sizeof(tag));
	if (memcmp(tag + TAG_MAGIC_AT, "hwv", 4) != 0)
		return 0;
	text_clean_bytes(text, sizeof(text), tag, TAG_TEXT);
	findings_board(out, text, "");
	text_clean_bytes(text, TAG_VERSION + 1, tag + TAG_VERSION_AT, TAG_VERSION);
	findings_version(out, text);
	return get_be32(tag + TAG_LENGTH_AT);
}

/* The image that the tag at the file's beginning is for. */
static void look_behind(struct view file, uint64_t at, uint64_t size, struct examination *exam)
{
	if (!size || at + size > file.size)
		return;
	examine_uncovered(exam, "image", "no checksum of the tag covers the image that follows it");
	examine_inside(exam, view_part(file, at, size));
}

/* False when the product, which tells the kind of cipher, makes sense by neither. */
static bool add_names(struct view file, const struct field *product, bool is_long,
                      struct field *version, struct findings *out)
{
	char text[NAME_MAX_BYTES];

	if (!read_name(file, product, is_long, text, sizeof(text)))
		return false;
	if (text[0])
		findings_board(out, text, "");
	if (!read_field(file, product->at + product->length, next_seed(file, product), version))
		return false;
	if (read_name(file, version, is_long, text, sizeof(text)))
		findings_version(out, text);
	return version->length != 0;
}

static void parse(struct view file, struct examination *exam)
{
	struct field product = { 0 };
	struct field version = { 0 };
	struct field data = { 0 };
	char text[NAME_MAX_BYTES];
	uint8_t seed = 0;
	uint64_t image;
	uint64_t end;
	bool is_long;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!view_read(file, MAGIC_SIZE, &seed, 1) ||
	    !read_field(file, MAGIC_SIZE + 1, seed, &product)) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its header is incomplete");
		return;
	}
	examine_uncovered(exam, "names",
	                  "the checksum does not cover the names of product and version");
	is_long = !read_name(file, &product, false, text, sizeof(text));
	if (!add_names(file, &product, is_long, &version, exam->findings) ||
	    !read_field(file, version.at + version.length, next_seed(file, &version), &data)) {
		findings_check(exam->findings, "names", CHECK_BAD, "they cannot be decrypted");
		return;
	}
	end = data.at + data.length + 4;
	end += 4 - end % 4; /* one byte of filler at least */
	image = read_tag(file, &data, is_long, exam->findings);
	examine_ends_at(exam, file, end + image);
	if (end <= file.size)
		check_data(file, &data, is_long, exam);
	look_behind(file, end, image, exam);
}

/* The letters that stand for a-z, A-Z, 0-9 in that order. */
static const char scrambled[] = "XYZ0123hijklmnopqABCDEFGHrstuvabcdefgwxyzIJKLMSTUVW456789NOPQR";
static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

static void unscramble(uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++) {
		const char *found = data[i] ? strchr(scrambled, data[i]) : NULL;

		if (found)
			data[i] = (uint8_t)plain[found - scrambled];
	}
}

static bool copy_unscrambled(struct view file, const struct scratch_file *to)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);

	for (uint64_t at = 0; at < file.size;) {
		uint64_t rest = file.size - at;
		size_t size = rest < PIECE ? (size_t)rest : PIECE;

		if (!source_read(file.source, file.at + at, piece, size))
			return false;
		if (at == 0)
			unscramble(piece, size < SCRAMBLED ? size : SCRAMBLED);
		if (!file_write_at(to->fd, to->at + at, piece, size))
			return false;
		at += size;
	}
	return true;
}

static void parse_tftp(struct view file, struct examination *exam)
{
	struct scratch_file copy;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!scratch_begin(&copy, file.source, file.size) || !copy_unscrambled(file, &copy)) {
		findings_check(exam->findings, "content", CHECK_UNKNOWN,
		               "there was no space to decode it");
		scratch_close(&copy);
		return;
	}
	scratch_keep(&copy, file.size);
	if (!examine_unpacked(exam, &copy))
		findings_complete(exam->findings, COMPLETE_UNKNOWN,
		                  "its content has an unknown format");
}

static const struct format start = {
	.id = "buffalo-encrypted",
	.title = "an encrypted Buffalo image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "start\0") },
	.parse = parse,
};

static const struct format asar = {
	.id = "buffalo-encrypted",
	.title = "an encrypted Buffalo image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "asar1\0") },
	.parse = parse,
};

/* A uImage's magic, its last letter replaced. */
static const struct format tftp = {
	.id = "buffalo-tftp",
	.title = "a Buffalo image for TFTP",
	.rank = RANK_MAGIC,
	.is_wrapper = true,
	.magic = { MAGIC(0, "\x27\x05\x19\x54") },
	.parse = parse_tftp,
};

FORMATS(buffalo_encrypted, &start, &asar, &tftp);
