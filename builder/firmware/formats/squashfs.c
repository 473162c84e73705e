/*
 * SquashFS 4, little endian: 0 "hsqs", 12 block size, 20 compressor, 28 version 4,
 * 40 bytes used, 48 to 95 places of its tables (all ones: none). It has no checksum.
 * ("sqsh" is the big endian form of older versions.)
 */
#include "base/bytes.h"
#include "firmware/examine.h"

enum { SUPERBLOCK = 96 };

static void parse(struct view file, struct examination *exam)
{
	uint8_t super[SUPERBLOCK];

	if (!view_read(file, 0, super, sizeof(super))) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED, "its superblock is cut");
		return;
	}
	examine_ends_at(exam, file, get_le64(super + 40));
}

static const struct format squashfs = {
	.id = "squashfs",
	.title = "a SquashFS file system",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "hsqs") },
	.parse = parse,
};

FORMATS(squashfs, &squashfs);
