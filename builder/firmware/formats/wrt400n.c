/*
 * Linksys WRT400N, 60 bytes big endian: 0 CRC-32 of what follows the header, 4 "GMTKRT400N", 16
 * length of the kernel, 20 whether it is written, 24 and 28 the same of the root file system, 32
 * CRC of the kernel filled with ones to 1 MiB, 36 of the root file system filled to 3145668 bytes,
 * both begun with zero and without the final inversion, 40 length of the file, 44 ones
 * (coolsnowwolf/lede@97a4ffcc tools/firmware-utils/src/wrt400n.c).
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <libdeflate.h>
#include <string.h>

enum { HEADER = 60, KERNEL_SPACE = 0x100000, ROOT_SPACE = 0x2fffc4, ONES = 4096 };

/* How the CRC goes on over so many ones. */
static uint32_t crc_over_ones(uint32_t crc, uint64_t count)
{
	uint8_t ones[ONES];

	memset(ones, 0xff, sizeof(ones));
	while (count) {
		size_t size = count < ONES ? (size_t)count : ONES;

		crc = ~libdeflate_crc32(~crc, ones, size);
		count -= size;
	}
	return crc;
}

/* The number of ones is in the context. */
static void judge_filled(const struct sum *sum, struct examination *exam)
{
	const uint32_t *ones = sum->context;
	uint32_t seen = crc_over_ones(sum_number(sum), *ones);

	sum_judge_number(sum, exam, 8, seen, get_be32(sum->expected));
}

/* A part at `at`, and its length and CRC in the header. */
static void check_part(struct view file, uint64_t at, uint32_t length, uint32_t space,
                       struct sum *sum)
{
	uint32_t *ones = mem_zalloc(1, sizeof(*ones));

	*ones = length < space ? space - length : 0;
	sum_range(sum, file, at, length);
	sum->judge = judge_filled;
	sum->context = ones;
}

static void check(struct view file, const uint8_t *header, struct examination *exam)
{
	uint32_t kernel = get_be32(header + 16);
	uint32_t root = get_be32(header + 24);
	struct sum *sum = sums_add(exam, SUM_CRC32, file);

	sum_range(sum, file, HEADER, (uint64_t)kernel + root);
	sum_expect32(sum, "CRC-32", get_be32(header));
	sum = sums_add(exam, SUM_CRC32_RAW, file);
	sum_expect32(sum, "CRC of the kernel", get_be32(header + 32));
	check_part(file, HEADER, kernel, KERNEL_SPACE, sum);
	sum = sums_add(exam, SUM_CRC32_RAW, file);
	sum_expect32(sum, "CRC of the root file system", get_be32(header + 36));
	check_part(file, HEADER + (uint64_t)kernel, root, ROOT_SPACE, sum);
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t header[HEADER];
	uint32_t kernel;
	uint32_t root;
	uint64_t end;

	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	findings_board(exam->findings, "RT400N", "WRT400N");
	kernel = get_be32(header + 16);
	root = get_be32(header + 24);
	end = HEADER + (uint64_t)kernel + root;
	if (get_be32(header + 40) != end)
		findings_check(exam->findings, "lengths", CHECK_BAD, "they contradict each other");
	examine_ends_at(exam, file, end);
	if (end > file.size)
		return;
	check(file, header, exam);
	examine_inside(exam, view_part(file, HEADER, kernel));
	examine_inside(exam, view_part(file, HEADER + (uint64_t)kernel, root));
}

static const struct format wrt400n = {
	.id = "linksys-wrt400n",
	.title = "a Linksys WRT400N image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(4, "GMTKRT400N\0") },
	.parse = parse,
};

FORMATS(wrt400n, &wrt400n);
