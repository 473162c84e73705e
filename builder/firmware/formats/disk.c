/*
 * Whole-disk images: a partition table in sector 0, or a GPT behind it.
 *
 * MBR, little endian: 440 signature, four entries of 16 bytes at 446 {0 flag 00 or 80,
 * 4 type, 8 first sector, 12 sectors}, 510 55 AA. GPT: "EFI PART" at sector 1 and, as
 * backup, in the last one {12 header size, 16 CRC-32 of the header with this field zero,
 * 24 own sector, 32 the other header's, 72 entries' sector, 80 their number, 84 their
 * size, 88 their CRC-32} (UEFI 2.10, 5.3). Sectors of 512 bytes. GRUB's boot.img has its
 * name in the text for errors, before the signature at 440 (GNU GRUB, boot/i386/pc/boot.S).
 */
#include "base/bytes.h"
#include "base/units.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/disk_files.h"
#include "firmware/formats/shared/segments.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum {
	BOOT_CODE = 440,
	TABLE_AT = 446,
	ENTRIES = 4,
	ENTRY = 16,
	GPT_HEADER = 92,
	GPT_ENTRY = 128,
	GPT_ENTRIES_MAX = 1024,
};

struct partition {
	uint8_t flag;
	uint8_t type;
	uint64_t start; /* bytes */
	uint64_t size;
};

static struct partition entry_of(const uint8_t sector[SECTOR], size_t i)
{
	const uint8_t *entry = sector + TABLE_AT + i * ENTRY;

	return (struct partition){
		.flag = entry[0],
		.type = entry[4],
		.start = (uint64_t)get_le32(entry + 8) * SECTOR,
		.size = (uint64_t)get_le32(entry + 12) * SECTOR,
	};
}

/* A FAT boot sector ends with 55 AA as well: every entry must make sense, one at least be used. */
static bool is_table(struct view file)
{
	uint8_t sector[SECTOR];
	bool is_used = false;

	if (!view_read(file, 0, sector, sizeof(sector)))
		return false;
	for (size_t i = 0; i < ENTRIES; i++) {
		struct partition entry = entry_of(sector, i);

		if (entry.flag != 0x00 && entry.flag != 0x80)
			return false;
		if (entry.type && (!entry.start || !entry.size))
			return false;
		is_used |= entry.type != 0;
	}
	return is_used;
}

/* Code that a BIOS starts. */
static bool has_grub(const uint8_t sector[SECTOR])
{
	static const char name[] = "GRUB ";

	return memmem(sector, BOOT_CODE, name, sizeof(name) - 1) != NULL;
}

static void parse_mbr(struct view file, struct examination *exam)
{
	bool has_files = false;
	uint8_t sector[SECTOR];
	uint64_t end = 0;

	if (!view_read(file, 0, sector, sizeof(sector)))
		return;
	if (has_grub(sector))
		findings_board(exam->findings, "grub-pc", "");
	for (size_t i = 0; i < ENTRIES; i++) {
		struct partition entry = entry_of(sector, i);
		char name[32];
		char type[32];

		if (!entry.type)
			continue;
		snprintf(name, sizeof(name), "partition %zu", i + 1);
		snprintf(type, sizeof(type), "type %02x", entry.type);
		segment_add(exam->findings, name, entry.start, entry.size, type);
		has_files = has_files ||
		            disk_files_read(view_part(file, entry.start, entry.size), exam);
		if (entry.start + entry.size > end)
			end = entry.start + entry.size;
	}
	/* What follows the last partition is free space of the disk. */
	if (end > file.size)
		examine_ends_at(exam, file, end);
	else if (end < file.size)
		findings_complete(exam->findings, COMPLETE_PADDED,
		                  "free space follows the last partition");
}

/* The header at `at`; registers its sums. */
static bool read_gpt(struct view file, uint64_t at, uint8_t header[GPT_HEADER],
                     struct examination *exam, const char *name)
{
	struct sum *sum;
	uint32_t size;

	if (!view_read(file, at, header, GPT_HEADER) || memcmp(header, "EFI PART", 8) != 0)
		return false;
	size = get_le32(header + 12);
	sum = sums_add(exam, SUM_CRC32, file);
	sum_range(sum, file, at, 16);
	sum_zeros(sum, 4);
	sum_range(sum, file, at + 20, size > 20 && size <= SECTOR ? size - 20 : UINT64_MAX);
	sum_expect32(sum, name, get_le32(header + 16));
	return true;
}

static void add_gpt_entries(struct view file, const uint8_t header[GPT_HEADER],
                            struct examination *exam)
{
	bool has_files = false;
	uint64_t at = get_le64(header + 72) * SECTOR;
	uint32_t count = get_le32(header + 80);
	uint32_t size = get_le32(header + 84);

	for (uint32_t i = 0; i < count; i++) {
		uint8_t entry[GPT_ENTRY];
		uint64_t start;
		uint64_t length;
		char name[32];

		if (!view_read(file, at + (uint64_t)i * size, entry, sizeof(entry)))
			return;
		if (bytes_all_zero((struct bytes){ entry, 16 }))
			continue;
		start = get_le64(entry + 32) * SECTOR;
		length = (get_le64(entry + 40) + 1) * SECTOR - start;
		snprintf(name, sizeof(name), "partition %" PRIu32, i + 1);
		segment_add(exam->findings, name, start, length, "GPT");
		has_files = has_files || disk_files_read(view_part(file, start, length), exam);
	}
}

/* False when there are no entries to report. */
static bool check_entries(struct view file, const uint8_t header[GPT_HEADER],
                          struct examination *exam, const char *name)
{
	uint64_t sector = get_le64(header + 72);
	uint32_t count = get_le32(header + 80);
	uint32_t size = get_le32(header + 84);
	struct sum *sum = sums_add(exam, SUM_CRC32, file);

	if (count > GPT_ENTRIES_MAX || size < GPT_ENTRY || size > SECTOR || sector > UINT32_MAX) {
		findings_check(exam->findings, "GPT entries", CHECK_BAD,
		               "their number or size is too large");
		return false;
	}
	sum_range(sum, file, sector * SECTOR, (uint64_t)count * size);
	sum_expect32(sum, name, get_le32(header + 88));
	return true;
}

static void check_backup(struct view file, uint64_t sector, struct examination *exam)
{
	uint8_t header[GPT_HEADER];

	if (read_gpt(file, sector * SECTOR, header, exam, "CRC-32 of the backup GPT"))
		check_entries(file, header, exam, "CRC-32 of the backup GPT entries");
	else
		findings_check(exam->findings, "backup GPT", CHECK_BAD,
		               "it is not at sector %" PRIu64, sector);
}

static void parse_gpt(struct view file, struct examination *exam)
{
	uint8_t header[GPT_HEADER];
	uint64_t last;

	if (!read_gpt(file, SECTOR, header, exam, "CRC-32 of the GPT"))
		return;
	if (check_entries(file, header, exam, "CRC-32 of the GPT entries"))
		add_gpt_entries(file, header, exam);
	last = get_le64(header + 32);
	if (last >= file.size / SECTOR) {
		findings_complete(exam->findings, COMPLETE_TRUNCATED,
		                  "its backup table should be in sector %" PRIu64
		                  ", past the end of the file",
		                  last);
		return;
	}
	check_backup(file, last, exam);
	examine_ends_at(exam, file, (last + 1) * SECTOR);
}

static const struct format gpt = {
	.id = "disk-gpt",
	.title = "a disk image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(510, "\x55\xaa"), MAGIC(512, "EFI PART") },
	.parse = parse_gpt,
};

static const struct format mbr = {
	.id = "disk-mbr",
	.title = "a disk image",
	.rank = RANK_WEAK,
	.magic = { MAGIC(510, "\x55\xaa") },
	.recognise = is_table,
	.parse = parse_mbr,
};

FORMATS(disk, &gpt, &mbr);
