/*
 * Meraki, big endian: 0 8E73ED8A, 4 size of the header (1024), 8 size of the image behind it, 12
 * SHA-1 of the image, 32 a second magic, 40 what differs between the boards: the SHA-1 of nothing
 * (MR18), ones (MR24), or places of the image's parts (MX60, second magic A1F0BEEF)
 * (openwrt/openwrt@14e2b337 tools/firmware-utils/src/mkmerakifw.c).
 *
 * Older loaders, 32 bytes of words in either byte order: 0 "MIPS" as a number, 4 address to load
 * at, 8 size of the image, 12 address to start at, 16 CRC-32 of header and image as words, their
 * highest byte last, with this field zero (openwrt/openwrt@2546a22e
 * tools/firmware-utils/src/mkmerakifw-old.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>
#include <string.h>

enum {
	HEADER = 1024,
	SHA1_AT = 12,
	KNOWN = 60,
	OLD = 32,
	OLD_CRC_AT = 16,
	WORD = 4,
	PIECE = 64 << 10,
};

static const char *board_of(const uint8_t *header)
{
	static const uint8_t sha1_of_nothing[] = { 0xda, 0x39, 0xa3, 0xee, 0x5e, 0x6b, 0x4b,
		                                   0x0d, 0x32, 0x55, 0xbf, 0xef, 0x95, 0x60,
		                                   0x18, 0x90, 0xaf, 0xd8, 0x07, 0x09 };
	static const uint8_t ones[] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff
	};

	if (get_be32(header + 32) == 0xa1f0beef)
		return "mx60";
	if (get_be32(header + 32) != 0x8e73ed8a)
		return NULL;
	if (memcmp(header + 40, sha1_of_nothing, sizeof(sha1_of_nothing)) == 0)
		return "mr18";
	return memcmp(header + 40, ones, sizeof(ones)) == 0 ? "mr24" : NULL;
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[KNOWN];
	const char *board;
	struct sum *sum;
	uint32_t size;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	board = board_of(header);
	if (board)
		findings_board(exam->findings, board, "");
	else
		findings_warn(exam->findings, "its header is of an unknown board");
	findings_check(exam->findings, "checksum of the header", CHECK_ABSENT,
	               "none covers the board");
	size = get_be32(header + 8);
	examine_ends_at(exam, file, HEADER + (uint64_t)size);
	if (HEADER + (uint64_t)size > file.size)
		return;
	sum = sums_add(exam, SUM_SHA1, file);
	sum_range(sum, file, HEADER, size);
	sum_expect(sum, "SHA-1", header + SHA1_AT);
	examine_inside(exam, view_part(file, HEADER, size));
}

static void reverse_words(uint8_t *data, size_t size)
{
	for (size_t i = 0; i + WORD <= size; i += WORD) {
		const uint8_t word[WORD] = { data[i], data[i + 1], data[i + 2], data[i + 3] };

		for (size_t k = 0; k < WORD; k++)
			data[i + k] = word[WORD - 1 - k];
	}
}

/* The last word is filled up with `filler`. False when it cannot be read. */
static bool crc_of_words(struct view image, bool is_be, uint8_t filler, uint32_t *out)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	uint8_t value[SUM_VALUE_MAX];
	struct summing work;
	bool good = true;

	summing_begin(&work, SUM_CRC32);
	for (uint64_t at = 0; good && at < image.size; at += PIECE) {
		uint64_t rest = image.size - at;
		size_t size = rest < PIECE ? (size_t)rest : PIECE;
		size_t filled = (size + WORD - 1) / WORD * WORD;

		good = source_read(image.source, image.at + at, piece, size);
		memset(piece + size, filler, filled - size);
		if (at == 0)
			memset(piece + OLD_CRC_AT, 0, 4);
		if (is_be)
			reverse_words(piece, filled);
		summing_add(&work, SUM_CRC32, piece, filled);
	}
	summing_end(&work, SUM_CRC32, value);
	*out = get_be32(value);
	return good;
}

/* The maker reads up to three bytes past an image that does not fill its last word. */
static void check_old(struct view image, bool is_be, uint32_t stored, struct examination *exam)
{
	uint32_t seen;

	if (!crc_of_words(image, is_be, 0xff, &seen) ||
	    (seen != stored && !crc_of_words(image, is_be, 0, &seen)))
		return;
	findings_check(exam->findings, "CRC-32", AGREES(seen == stored) ? CHECK_OK : CHECK_BAD,
	               "stored %08" PRIx32 ", computed %08" PRIx32, stored, seen);
}

static void parse_old(struct view file, struct examination *exam)
{
	uint8_t header[OLD];
	uint64_t end;
	bool is_be;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	is_be = header[0] == 'M';
	if (!is_be)
		reverse_words(header, sizeof(header));
	if (get_be32(header + 4) == 0x80060000)
		findings_board(exam->findings, "z1", "");
	else if (get_be32(header + 4) == 0x60008000)
		findings_board(exam->findings, "mx64", "");
	end = OLD + (uint64_t)get_be32(header + 8);
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	check_old(view_part(file, 0, end), is_be, get_be32(header + OLD_CRC_AT), exam);
	examine_inside(exam, view_part(file, OLD, end - OLD));
}

static const struct format meraki = {
	.id = "meraki",
	.title = "a Meraki image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x8e\x73\xed\x8a\0\0\4\0") },
	.parse = parse,
};

static const struct format old_be = {
	.id = "meraki-old",
	.title = "an image of an older Meraki loader",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "MIPS"), MAGIC(20, "\0\0\0\0\0\0\0\0\0\0\0\0") },
	.parse = parse_old,
};

static const struct format old_le = {
	.id = "meraki-old",
	.title = "an image of an older Meraki loader",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "SPIM"), MAGIC(20, "\0\0\0\0\0\0\0\0\0\0\0\0") },
	.parse = parse_old,
};

FORMATS(meraki, &meraki, &old_be, &old_le);
