/*
 * Ubiquiti, big endian (openwrt/firmware-utils@d21804ad src/fw.h, src/mkfwimage.c):
 *
 *   header, 268 bytes: 0 "OPEN", "UBNT" or "GEOS", 4 version (256), 260 CRC-32 of [0, 260)
 *   part: 0 "PART", 4 name (16), 40 place in flash, 48 size of the data, 52 size of the
 *     place, 56 data, then CRC-32 of all that, and 4 bytes
 *   end, 12 bytes: 0 "END.", 4 CRC-32 of all before; or
 *   signed end, 264 bytes: 0 "ENDS", 4 signature (256)
 *
 * The version begins with the board. Vendor files may have "EXEC" and "FILE" parts, which
 * nobody has seen checked (ReFirmLabs/binwalk, pull request 316).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	HEADER = 268,
	CRC_AT = 260,
	VERSION = 256,
	PART = 56,
	PART_TAIL = 8,
	PART_NAME = 16,
	END = 12,
	END_SIGNED = 264,
	SIGNATURE = 256,
	PARTS_MAX = 64,
};

static void add_version(const uint8_t *field, struct findings *out)
{
	char version[VERSION + 1];
	char board[sizeof(out->boards[0].code)];

	text_clean_bytes(version, sizeof(version), field, VERSION);
	findings_version(out, version);
	snprintf(board, sizeof(board), "%.*s", (int)strcspn(version, "."), version);
	if (board[0])
		findings_board(out, board, "");
	if (strstr(version, "OpenWrt"))
		findings_origin(out, ORIGIN_OPENWRT);
}

static void add_segment(const uint8_t *head, uint64_t at, uint32_t size, struct findings *out)
{
	char name[PART_NAME + 1];
	char target[24];

	text_clean_bytes(name, sizeof(name), head + 4, PART_NAME);
	snprintf(target, sizeof(target), "flash 0x%" PRIx32, get_be32(head + 40));
	segment_add(out, name, at, size, target);
}

static void check_end(struct view file, uint64_t at, struct examination *exam)
{
	uint8_t end[END];
	struct sum *sum;

	if (!view_read(file, at, end, sizeof(end)))
		return;
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, 0, at);
	sum_expect32(sum, "CRC-32 of the file", get_be32(end + 4));
}

static void report_signature(struct view file, uint64_t at, struct findings *out)
{
	uint8_t signature[SIGNATURE];
	bool is_empty;

	if (!view_read(file, at + 4, signature, sizeof(signature)))
		return;
	is_empty = bytes_all_zero((struct bytes){ signature, sizeof(signature) });
	if (is_empty)
		findings_origin(out, ORIGIN_THIRD_PARTY);
	if (out->layer)
		return;
	out->signature = is_empty ? SIGNATURE_MISSING : SIGNATURE_UNKNOWN_KEY;
	snprintf(out->signature_detail, sizeof(out->signature_detail), "%s",
	         is_empty ? "its signature is all zeros" : "the vendor's key is not public");
}

/* The part at `at`; what follows it. Past the file's end when the part is cut. */
static uint64_t read_part(struct view file, uint64_t at, const uint8_t *head,
                          struct examination *exam)
{
	uint32_t size = get_be32(head + 48);
	uint64_t tail = at + PART + size;
	uint8_t stored[4];
	struct sum *sum;

	add_segment(head, at + PART, size, exam->findings);
	if (size > get_be32(head + 52))
		findings_warn(exam->findings, "a part is larger than its place in flash");
	if (!view_read(file, tail, stored, sizeof(stored)))
		return tail + PART_TAIL;
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, at, PART + (uint64_t)size);
	sum_expect32(sum, "CRC-32 of a part", get_be32(stored));
	sum->unproven = memcmp(head, "PART", 4) != 0;
	examine_piece(exam, view_part(file, at + PART, size));
	return tail + PART_TAIL;
}

static bool is_part(const uint8_t *head)
{
	return memcmp(head, "PART", 4) == 0 || memcmp(head, "EXEC", 4) == 0 ||
	       memcmp(head, "FILE", 4) == 0;
}

static void parse_end(struct view file, uint64_t at, struct examination *exam)
{
	if (view_has(file, at, "END.", 4)) {
		check_end(file, at, exam);
		examine_ends_at(exam, file, at + END);
	} else if (view_has(file, at, "ENDS", 4)) {
		report_signature(file, at, exam->findings);
		examine_ends_at(exam, file, at + END_SIGNED);
	} else if (at + PART > file.size) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its end block is missing");
	} else {
		findings_check(exam->findings, "parts", CHECK_BAD,
		               "neither a part nor the end is at byte %" PRIu64, at);
	}
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	uint8_t head[PART];
	uint64_t at = HEADER;
	struct sum *sum;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	add_version(header + 4, exam->findings);
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, 0, CRC_AT);
	sum_expect32(sum, "CRC-32 of the header", get_be32(header + CRC_AT));
	for (int i = 0; i < PARTS_MAX && view_read(file, at, head, sizeof(head)); i++) {
		if (!is_part(head))
			break;
		at = read_part(file, at, head, exam);
	}
	parse_end(file, at, exam);
}

#define UBIQUITI(text) \
	{ \
		.id = "ubiquiti", .code_form = "^[^. ]+$", \
		.code_words = "text without dots or spaces", .title = "a Ubiquiti image", \
		.rank = RANK_MAGIC, .magic = { MAGIC(0, text) }, .parse = parse, \
	}

static const struct format open_image = UBIQUITI("OPEN");
static const struct format ubnt = UBIQUITI("UBNT");
static const struct format geos = UBIQUITI("GEOS");

FORMATS(ubiquiti, &open_image, &ubnt, &geos);
