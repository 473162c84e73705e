/*
 * NEC's Aterm routers.
 *
 * Enciphered: a file XORed with the numbers 1 to 251 in turn and with a key of the model
 * (openwrt/firmware-utils@d21804ad src/nec-enc.c; keys: OpenWrt 24.10
 * target/linux/ath79/image/generic.mk). A SEAMA image is inside.
 *
 * For a USB stick, big endian: 0 "USB ATERMWL3050", 16 ones (16); then blocks, each filled with
 * zeros to a multiple of 4: 0 flags and their inverse, 4 size with this header, 8 size of this
 * header (24), 12 sum, little endian, 16 address to load at, 20 to start at, 24 data. The block
 * with the lowest flag set is the last one. At the end 32 bytes: "Binary Type0x0004 File END".
 * The sum is of the block's 16-bit words from 4 on, little endian, this field zero, modulo FFFF,
 * inverted (src/nec-usbatermfw.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/plain_copy.h"

#include <string.h>

enum {
	PATTERN = 251,
	KEY = 16,
	USB_HEADER = 32,
	BLOCK = 24,
	BLOCK_SUM_AT = 12,
	BLOCKS_MAX = 16,
	FLAG_LAST = 1,
	TYPE = 32,
};

static const char keys[][KEY + 1] = { "9gsiy9nzep452pad", "ryztfyutcrqqo69d" };

static void decipher(void *state, uint64_t at, uint8_t *data, size_t size)
{
	const char *key = state;

	for (size_t i = 0; i < size; i++)
		data[i] ^= (uint8_t)(((at + i) % PATTERN + 1) ^ (uint8_t)key[(at + i) % KEY]);
}

/* The key that makes a known image of the file; NULL: none. */
static const char *find_key(struct view file)
{
	static const char *const magics[] = { "\x5e\xa3\xa4\x17", "\x27\x05\x19\x56" };

	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		char key[KEY + 1];
		uint8_t start[4];

		if (!view_read(file, 0, start, sizeof(start)))
			return NULL;
		memcpy(key, keys[i], sizeof(key));
		decipher(key, 0, start, sizeof(start));
		for (size_t k = 0; k < ARRAY_LEN(magics); k++) {
			if (memcmp(start, magics[k], sizeof(start)) == 0)
				return keys[i];
		}
	}
	return NULL;
}

static bool is_enciphered(struct view file)
{
	return find_key(file) != NULL;
}

static void parse_enciphered(struct view file, struct examination *exam)
{
	const char *found = find_key(file);
	struct scratch_file copy;
	char key[KEY + 1] = "";

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	findings_check(exam->findings, "checksum", CHECK_ABSENT, "the encryption has none");
	if (!found) {
		findings_check(exam->findings, "key", CHECK_BAD, "it is none of the known ones");
		return;
	}
	memcpy(key, found, KEY);
	if (plain_copy(file, decipher, key, &copy, exam) && !examine_unpacked(exam, &copy))
		findings_complete(exam->findings, COMPLETE_UNKNOWN,
		                  "its content has an unknown format");
}

/* The maker adds up the words in 32 bits. */
static void judge(const struct sum *sum, struct examination *exam)
{
	const uint32_t *total = sum->filter_state;

	sum_judge_number(sum, exam, 4, 0xffff ^ *total % 0xffff, get_be32(sum->expected));
}

static void add_words(void *state, uint64_t at, uint8_t *data, size_t size)
{
	uint32_t *total = state;

	for (size_t i = 0; i < size; i++)
		*total += (uint32_t)data[i] << 8 * ((at + i) % 2);
}

static void check_block(struct view block, const uint8_t *header, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_ADD32, block);

	sum_range_without(sum, block, 4, block.size - 4, BLOCK_SUM_AT, 4);
	sum_expect32(sum, "sum of a block", get_le32(header + BLOCK_SUM_AT));
	sum->filter = add_words;
	sum->filter_state = mem_zalloc(1, sizeof(uint32_t));
	sum->judge = judge;
	if (block.size > BLOCK)
		examine_inside(exam, view_from(block, BLOCK));
}

static void read_type(struct view file, uint64_t at, struct findings *out)
{
	static const char key[] = "Binary Type";
	char text[TYPE + 1] = "";
	const char *found = NULL;

	if (!view_read(file, at, text, TYPE))
		return;
	for (size_t i = 0; i < TYPE && !found; i++) {
		if (strncmp(text + i, key, sizeof(key) - 1) == 0)
			found = text + i + sizeof(key) - 1;
	}
	if (!found) {
		findings_check(out, "type", CHECK_BAD, "it is missing");
		return;
	}
	text[strcspn(found, " ") + (size_t)(found - text)] = '\0';
	findings_board(out, found, "");
}

static void parse_usb(struct view file, struct examination *exam)
{
	uint64_t at = USB_HEADER;
	uint8_t header[BLOCK];
	bool is_last = false;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	for (int i = 0; i < BLOCKS_MAX && !is_last; i++) {
		uint32_t size;

		if (!view_read(file, at, header, sizeof(header))) {
			examine_ends_at(exam, file, at + sizeof(header));
			return;
		}
		size = get_be32(header + 4);
		if (get_be32(header + 8) != BLOCK || size < BLOCK ||
		    (get_be16(header) ^ get_be16(header + 2)) != 0xffff) {
			findings_check(exam->findings, "blocks", CHECK_BAD,
			               "a block's header is wrong");
			return;
		}
		is_last = (get_be16(header) & FLAG_LAST) != 0;
		if (size <= file.size - at)
			check_block(view_part(file, at, size), header, exam);
		at += ((uint64_t)size + 3) / 4 * 4;
		if (at > file.size)
			break;
	}
	examine_ends_at(exam, file, at + TYPE);
	read_type(file, at, exam->findings);
}

static const struct format enciphered = {
	.id = "nec-encrypted",
	.title = "an encrypted NEC image",
	.rank = RANK_STRUCTURE,
	.is_wrapper = true,
	.recognise = is_enciphered,
	.parse = parse_enciphered,
};

static const struct format usb = {
	.id = "nec-usb",
	.title = "an NEC image for USB sticks",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "USB ATERMWL3050\0"), MAGIC(16, "\xff\xff\xff\xff\xff\xff\xff\xff") },
	.parse = parse_usb,
};

FORMATS(nec, &enciphered, &usb);
