/*
 * Netgear's CHK, big endian, with a checksum of its own kind:
 *
 *    0 "*#$^", 4 length of the header, 8 region (1: world, 2: North America), 9 version in
 *   seven bytes, 16 checksum of the kernel, 20 of the root file system, 24 and 28 their
 *   lengths, 32 checksum of both, 36 of the header with this field zero, 40 board
 *
 * openwrt/firmware-utils@d21804ad src/mkchkimg.c
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"
#include "firmware/formats/shared/segments.h"

#include <stdio.h>

enum { HEADER = 40, BOARD_LENGTH = 63, HEADER_MAX = HEADER + BOARD_LENGTH };

struct parts {
	uint64_t start;
	uint64_t kernel;
	uint64_t system;
};

static void add_identity(const uint8_t *header, uint32_t size, struct findings *out)
{
	char board[BOARD_LENGTH + 1];
	char version[sizeof(out->version)];
	const uint8_t *v = header + 9;

	text_clean_bytes(board, sizeof(board), header + HEADER, size - HEADER);
	findings_board(out, board, "");
	snprintf(version, sizeof(version), "V%u.%u.%u.%u_%u.%u.%u", v[0], v[1], v[2], v[3], v[4],
	         v[5], v[6]);
	findings_version(out, version);
	if (header[8] == 1 || header[8] == 2)
		snprintf(out->region, sizeof(out->region), "%s", header[8] == 1 ? "WW" : "NA");
}

static void check_header(struct view file, uint32_t size, uint32_t stored, struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_NETGEAR, file);

	sum_range_without(sum, file, 0, size, 36, 4);
	sum_expect32(sum, "checksum of the header", stored);
}

static void check_part(struct view part, const char *name, uint32_t stored,
                       struct examination *exam)
{
	struct sum *sum = sums_add(exam, SUM_NETGEAR, part);

	sum_range(sum, part, 0, part.size);
	sum_expect32(sum, name, stored);
}

static void parse_part(struct view part, const char *name, struct examination *exam)
{
	if (part.size == 0)
		return;
	segment_add(exam->findings, name, part.at, part.size, "by the header");
	examine_inside(exam, part);
}

static void parse_parts(struct view file, const struct parts *parts, const uint8_t *header,
                        struct examination *exam)
{
	struct view kernel = view_part(file, parts->start, parts->kernel);
	struct view system = view_part(file, parts->start + parts->kernel, parts->system);

	check_part(kernel, "checksum of the kernel", get_be32(header + 16), exam);
	if (system.size)
		check_part(system, "checksum of the root file system", get_be32(header + 20), exam);
	check_part(view_part(file, parts->start, parts->kernel + parts->system),
	           "checksum of the content", get_be32(header + 32), exam);
	parse_part(kernel, "kernel", exam);
	parse_part(system, "root file system", exam);
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER_MAX];
	struct parts parts;
	uint32_t size;
	uint64_t end;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	size = view_read(file, 0, header, HEADER) ? get_be32(header + 4) : HEADER + 1;
	if (size <= HEADER || size > HEADER_MAX) {
		findings_complete(out, COMPLETE_UNKNOWN, "its header has an invalid length");
		return;
	}
	if (!header_read(file, header, size, exam))
		return;
	add_identity(header, size, out);
	check_header(file, size, get_be32(header + 36), exam);
	parts = (struct parts){ size, get_be32(header + 24), get_be32(header + 28) };
	end = parts.start + parts.kernel + parts.system;
	examine_ends_at(exam, file, end);
	if (end <= file.size)
		parse_parts(file, &parts, header, exam);
}

static const struct format chk = {
	.id = "netgear-chk",
	.title = "a Netgear CHK image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "*#$^") },
	.parse = parse,
};

FORMATS(netgear_chk, &chk);
