/*
 * Luxul, little endian: 0 "LXL#", 4 version, 8 size of the header; from version 1 on 12 flags,
 * 16 board (16), from version 2 on 32 release (4 numbers), from version 3 on 36 place and
 * 40 length of a certificate and a signature in the header; then the content, which no checksum
 * covers (openwrt/firmware-utils@12bf1a99 src/lxlfw.c).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <stdio.h>

enum { HEADER_MIN = 12, HEADER_MAX = 36, BOARD_AT = 16, BOARD = 16, RELEASE_AT = 32 };

static void add_identity(const uint8_t *header, uint32_t version, struct findings *out)
{
	const uint8_t *release = header + RELEASE_AT;
	char text[BOARD + 1];

	if (version >= 1) {
		text_clean_bytes(text, sizeof(text), header + BOARD_AT, BOARD);
		findings_board(out, text, "");
	}
	if (version >= 2) {
		snprintf(text, sizeof(text), "%u.%u.%u.%u", release[0], release[1], release[2],
		         release[3]);
		findings_version(out, text);
	}
}

static void parse(struct view file, struct examination *exam)
{
	static const uint32_t sizes[] = { HEADER_MIN, RELEASE_AT, HEADER_MAX };
	struct findings *out = exam->findings;
	uint8_t header[HEADER_MAX];
	uint32_t version;
	uint32_t size;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, HEADER_MIN, exam))
		return;
	version = get_le32(header + 4);
	size = sizes[version < 2 ? version : 2];
	if (!header_read(file, header, size, exam))
		return;
	if (get_le32(header + 8) < size) {
		findings_check(out, "header", CHECK_BAD, "it is longer than its size");
		return;
	}
	add_identity(header, version, out);
	examine_uncovered(exam, "header", "no checksum covers the header, which names the model");
	size = get_le32(header + 8);
	if (size >= file.size)
		examine_ends_at(exam, file, (uint64_t)size + 1);
	else if (!examine_rest(exam, view_from(file, size)))
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "this version does not support its content");
}

static const struct format luxul = {
	.id = "luxul",
	.title = "a Luxul image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "LXL#") },
	.parse = parse,
};

FORMATS(luxul, &luxul);
