/*
 * A kernel for AVM's boot loader EVA, little endian: 0 81 12 ED FE, 4 size of the record from 12
 * on, 8 address to load it at, 12 type (01 02 5A 07), 16 size of the compressed and 20 of the plain
 * kernel, 24 CRC-32 of the compressed one, 28 LZMA's parameters (8), 36 the compressed kernel; then
 * the negative of a sum: size and address as numbers, and the record's bytes; then a zero and the
 * address to start at, 4 bytes each
 * (openwrt/openwrt@14e2b337 tools/firmware-utils/src/lzma2eva.c).
 *
 * In OpenWrt's images for the flash file systems follow, empty ones first: EVA looks for them
 * (target/linux/ath79/image/generic.mk, append-squashfs-fakeroot-be).
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum {
	HEADER = 36,
	RECORD_AT = 12,
	RECORD_MIN = HEADER - RECORD_AT,
	FOOT = 12,
	OLD_SQUASHFS = 71,
	OLD_SIZE_AT = 63,
	FILE_SYSTEMS_MAX = 8,
};

static void judge(const struct sum *sum, struct examination *exam)
{
	uint32_t seen = 0U - sum_number(sum);

	sum_judge_number(sum, exam, 8, seen, get_be32(sum->expected));
}

static void check(struct view file, const uint8_t *header, uint32_t size, struct examination *exam)
{
	uint8_t stored[4] = { 0 };
	struct sum *sum = sums_add(exam, SUM_CRC32, file);
	uint32_t numbers = size + get_le32(header + 8);

	sum_range(sum, file, HEADER, size - RECORD_MIN);
	sum_expect32(sum, "CRC-32 of the kernel", get_le32(header + 24));
	view_read(file, RECORD_AT + (uint64_t)size, stored, sizeof(stored));
	sum = sums_add(exam, SUM_ADD32, file);
	sum_range(sum, file, RECORD_AT, size);
	/* The two numbers are moved to the other side. */
	sum_expect32(sum, "sum of the record", get_le32(stored) + numbers);
	sum->judge = judge;
}

/* Version 3 in big endian; 0 when there is none. */
static uint64_t old_squashfs(struct view rest)
{
	uint8_t super[OLD_SQUASHFS];

	if (!view_has(rest, 0, "sqsh", 4) || !view_read(rest, 0, super, sizeof(super)))
		return 0;
	return (uint64_t)get_be32(super + OLD_SIZE_AT) << 32 | get_be32(super + OLD_SIZE_AT + 4);
}

/* What EVA looks for: OpenWrt's root file system comes behind the empty ones. */
static void parse_rest(struct view rest, struct examination *exam)
{
	struct view content = view_from(rest, view_filler(rest));

	for (int i = 0; i < FILE_SYSTEMS_MAX && old_squashfs(content); i++) {
		content = view_from(content, old_squashfs(content));
		content = view_from(content, view_filler(content));
	}
	if (rest.size && !content.size)
		findings_warn(exam->findings, "padding follows the kernel, but no file system");
	header_rest(content.size ? content : rest, exam);
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	uint32_t size;
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	size = get_le32(header + 4);
	if (size < RECORD_MIN || size - RECORD_MIN != get_le32(header + 16)) {
		findings_check(exam->findings, "sizes", CHECK_BAD, "they contradict each other");
		return;
	}
	end = RECORD_AT + (uint64_t)size + FOOT;
	if (end > file.size) {
		examine_ends_at(exam, file, end);
		return;
	}
	if (!view_has(file, end - 8, "\0\0\0\0", 4))
		findings_check(exam->findings, "start record", CHECK_BAD, "it is missing");
	check(file, header, size, exam);
	parse_rest(view_from(file, end), exam);
}

static const struct format eva = {
	.id = "avm-eva",
	.title = "an AVM EVA image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x81\x12\xed\xfe"), MAGIC(12, "\1\2\x5a\7") },
	.parse = parse,
};

FORMATS(avm_eva, &eva);
