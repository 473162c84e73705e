/*
 * UBI: a row of erase blocks, big endian. Each begins with "UBI#" {4 version, 16 offset
 * of the volume header, 20 offset of the data, 24 image sequence, 60 CRC-32 without the
 * final inversion over the 60 bytes before}; the volume header is "UBI!" {8 volume,
 * 12 number in it, 60 CRC}. Volume 0x7fffefff holds the table: records of 172 bytes
 * {14 length of the name, 16 name, 168 CRC} (Linux drivers/mtd/ubi/ubi-media.h).
 */
#include "base/bytes.h"
#include "base/text/text.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <string.h>

enum {
	HEADER = 64,
	CRC_AT = 60,
	RECORD = 172,
	RECORD_CRC_AT = 168,
	RECORDS = 128,
	NAME = 127,
	TABLE_VOLUME = 0x7fffefff,
	BLOCK_STEP = 512,
	BLOCK_MAX = 8 << 20,
	BLOCKS_MAX = 1 << 20,
};

static bool crc_is_right(const uint8_t *header, size_t crc_at)
{
	return AGREES(sum_of(SUM_CRC32_JAM, header, crc_at) == get_be32(header + crc_at));
}

/* The distance of the first two headers; 0 when there is only one. */
static uint64_t block_size(struct view file)
{
	for (uint64_t at = BLOCK_STEP; at <= BLOCK_MAX && at < file.size; at += BLOCK_STEP) {
		if (view_has(file, at, "UBI#", 4))
			return at;
	}
	return 0;
}

static void add_volume(const uint8_t record[RECORD], struct findings *out)
{
	uint16_t length = get_be16(record + 14);
	char name[64];

	if (length == 0 || length > NAME)
		return;
	text_clean_bytes(name, sizeof(name), record + 16, length);
	segment_add(out, name, 0, 0, "UBI volume");
}

static void read_volumes(struct view data, struct findings *out)
{
	for (uint64_t i = 0; i < RECORDS; i++) {
		uint8_t record[RECORD];

		if (!view_read(data, i * RECORD, record, sizeof(record)) ||
		    !crc_is_right(record, RECORD_CRC_AT))
			return;
		add_volume(record, out);
	}
}

struct tally {
	uint64_t blocks;
	uint64_t bad;     /* headers whose CRC is wrong, and what lies between blocks */
	uint64_t foreign; /* since the last block that is one */
	bool has_table;
};

static void look_at_block(struct view block, struct tally *tally, struct findings *out)
{
	uint8_t head[HEADER];
	uint8_t volume[HEADER];
	uint32_t volume_at;

	if (!view_read(block, 0, head, sizeof(head)) || memcmp(head, "UBI#", 4) != 0) {
		tally->foreign += view_filler(view_part(block, 0, HEADER)) != HEADER;
		return;
	}
	tally->blocks++;
	tally->bad += tally->foreign;
	tally->foreign = 0;
	tally->bad += !crc_is_right(head, CRC_AT);
	volume_at = get_be32(head + 16);
	if (!view_read(block, volume_at, volume, sizeof(volume)) || memcmp(volume, "UBI!", 4) != 0)
		return; /* a block without content */
	tally->bad += !crc_is_right(volume, CRC_AT);
	if (get_be32(volume + 8) != TABLE_VOLUME || tally->has_table)
		return;
	tally->has_table = true;
	read_volumes(view_from(block, get_be32(head + 20)), out);
}

static void parse(struct view file, struct examination *exam)
{
	uint64_t size = block_size(file);
	struct tally tally = { 0 };
	uint64_t whole;

	if (file.size < HEADER) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its first header is incomplete");
		return;
	}
	if (!size)
		size = file.size;
	whole = file.size / size;
	for (uint64_t i = 0; i < whole && i < BLOCKS_MAX; i++)
		look_at_block(view_part(file, i * size, size), &tally, exam->findings);
	findings_check(exam->findings, "CRC-32 of the block headers",
	               tally.bad ? CHECK_BAD : CHECK_OK,
	               "%" PRIu64 " of %" PRIu64 " blocks of %" PRIu64 " bytes are wrong",
	               tally.bad, tally.blocks, size);
	if (tally.foreign)
		findings_complete(exam->findings, COMPLETE_TRAILING,
		                  "the last %" PRIu64 " blocks are not UBI blocks", tally.foreign);
	if (whole * size == file.size)
		return;
	if (view_filler(view_from(file, whole * size)) == file.size - whole * size ||
	    exam->has_trailer)
		findings_complete(exam->findings, COMPLETE_PADDED,
		                  "padding follows its last block");
	else if (view_has(file, whole * size, "UBI#", 4))
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its last block is incomplete");
	else
		examine_ends_at(exam, file, whole * size);
}

static const struct format ubi = {
	.id = "ubi",
	.title = "a UBI image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "UBI#") },
	.parse = parse,
};

FORMATS(ubi, &ubi);
