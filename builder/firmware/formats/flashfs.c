/*
 * File systems of raw flash, node by node: UBIFS (little endian; 0 magic, 4 CRC-32
 * without the final inversion over [8, length), 16 length; in the superblock 36 size of
 * an erase block, 40 their number; Linux fs/ubifs/ubifs-media.h)
 * and JFFS2 (either byte order; 0 magic, 2 type, 4 length, 8 CRC over the 8 bytes before,
 * begun with zero; Linux include/uapi/linux/jffs2.h).
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"

#include <inttypes.h>
#include <string.h>

enum {
	UBIFS_HEAD = 44,
	UBIFS_BLOCK_AT = 36,
	UBIFS_SUPERBLOCK = 6,
	UBIFS_NODE_MAX = 16 << 10,
	JFFS2_HEAD = 12,
	NODES_MAX = 1 << 20,
};

/* The superblock is the first node, and the one that must be readable. */
static void parse_ubifs(struct view file, struct examination *exam)
{
	uint8_t head[UBIFS_HEAD];
	struct sum *sum;
	uint32_t length;
	uint32_t block;

	if (!view_read(file, 0, head, sizeof(head))) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its superblock is incomplete");
		return;
	}
	length = get_le32(head + 16);
	if (head[20] != UBIFS_SUPERBLOCK || length < UBIFS_HEAD || length > UBIFS_NODE_MAX) {
		findings_check(exam->findings, "superblock", CHECK_BAD,
		               "its first node is not a superblock");
		return;
	}
	if (length > file.size) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its superblock is incomplete");
		return;
	}
	sum = sums_add(exam, SUM_CRC32_JAM, file);
	sum_range(sum, file, 8, length - 8);
	sum_expect32(sum, "CRC-32 of the superblock", get_le32(head + 4));
	block = get_le32(head + UBIFS_BLOCK_AT);
	examine_ends_at(exam, file, (uint64_t)block * get_le32(head + UBIFS_BLOCK_AT + 4));
	findings_warn(exam->findings, "only the first node of the UBIFS is checked");
}

struct jffs2 {
	bool is_big;
	uint64_t nodes;
	uint64_t bad;
	uint64_t end;
};

static uint32_t field(const struct jffs2 *fs, const uint8_t *at)
{
	return fs->is_big ? get_be32(at) : get_le32(at);
}

/* The next node from `at` on, past erased flash; false at the end. */
static bool next_node(struct view file, struct jffs2 *fs, uint64_t at)
{
	uint8_t head[JFFS2_HEAD];
	uint32_t length;

	at += view_filler(view_from(file, at));
	if (!view_read(file, at, head, sizeof(head)) ||
	    memcmp(head, fs->is_big ? "\x19\x85" : "\x85\x19", 2) != 0)
		return false;
	length = field(fs, head + 4);
	fs->nodes++;
	fs->bad += !AGREES(sum_of(SUM_CRC32_RAW, head, 8) == field(fs, head + 8));
	if (length < JFFS2_HEAD)
		return false;
	fs->end = at + (((uint64_t)length + 3) & ~UINT64_C(3));
	return fs->end < file.size && fs->nodes < NODES_MAX;
}

static void parse_jffs2(struct view file, struct examination *exam)
{
	struct jffs2 fs = { .is_big = view_has(file, 0, "\x19", 1) };

	while (next_node(file, &fs, fs.end))
		;
	findings_check(exam->findings, "CRC-32 of the node headers", fs.bad ? CHECK_BAD : CHECK_OK,
	               "%" PRIu64 " of %" PRIu64 " are wrong", fs.bad, fs.nodes);
	examine_ends_at(exam, file, fs.end);
}

/* Two bytes are a weak magic: the first node's CRC must agree. */
static bool is_jffs2(struct view file)
{
	struct jffs2 fs = { .is_big = view_has(file, 0, "\x19", 1) };
	uint8_t head[JFFS2_HEAD];

	return view_read(file, 0, head, sizeof(head)) &&
	       sum_of(SUM_CRC32_RAW, head, 8) == field(&fs, head + 8);
}

static const struct format ubifs = {
	.id = "ubifs",
	.title = "a UBIFS file system",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x31\x18\x10\x06") },
	.parse = parse_ubifs,
};

static const struct format little = {
	.id = "jffs2",
	.title = "a JFFS2 file system",
	.rank = RANK_WEAK,
	.magic = { MAGIC(0, "\x85\x19") },
	.recognise = is_jffs2,
	.parse = parse_jffs2,
};

static const struct format big = {
	.id = "jffs2",
	.title = "a JFFS2 file system",
	.rank = RANK_WEAK,
	.magic = { MAGIC(0, "\x19\x85") },
	.recognise = is_jffs2,
	.parse = parse_jffs2,
};

FORMATS(flashfs, &ubifs, &little, &big);
