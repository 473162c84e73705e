/*
 * SquashFS 4, little endian: 0 "hsqs", 12 block size, 22 its logarithm, 28 version 4, 40 bytes
 * used, 48 to 95 places of its tables (all ones: none). It has no checksum. Version 3 has the same
 * magic, and other fields behind the version.
 * ("sqsh" is the big endian form of older versions.)
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"

enum { SUPERBLOCK = 96, VERSION = 4, TABLES_AT = 48, LOG_MIN = 12, LOG_MAX = 20 };

static bool is_consistent(const uint8_t super[SUPERBLOCK])
{
	uint16_t log = get_le16(super + 22);

	if (log < LOG_MIN || log > LOG_MAX || get_le32(super + 12) != UINT32_C(1) << log)
		return false;
	for (size_t at = TABLES_AT; at < SUPERBLOCK; at += 8) {
		if (get_le64(super + at) != UINT64_MAX &&
		    get_le64(super + at) >= get_le64(super + 40))
			return false;
	}
	return true;
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t super[SUPERBLOCK];

	if (!view_read(file, 0, super, sizeof(super))) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its superblock is incomplete");
		return;
	}
	if (get_le16(super + 28) != VERSION) {
		findings_complete(exam->findings, COMPLETE_UNKNOWN, "its version %u is unsupported",
		                  get_le16(super + 28));
		return;
	}
	if (!is_consistent(super))
		findings_check(exam->findings, "superblock", CHECK_BAD,
		               "its fields contradict each other");
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
