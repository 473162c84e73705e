/*
 * What MediaTek's boot ROM starts, BL2 or a preloader, little endian
 * (u-boot/u-boot@5c5973d8 tools/mtk_image.h, tools/mtk_image.c, tools/mtk_nand_headers.h).
 * A header per kind of medium, then the file proper:
 *
 *   "SPINAND!", 16 size of a page          SPI NAND; behind one page
 *   "NANDCFG!", 32 size of a page          the same by another controller; one page
 *   "BOOTLOADER!", 26 size of a page       NAND; behind two pages
 *   "SF_BOOT", "EMMC_BOOT", "SDMMC_BOOT"   NOR, eMMC, SD card; behind 1536 bytes,
 *                                          or where 524 says (the layout, "BRLYT" at 512)
 *
 *   0 "MMM" 01, 8 "FILE_INFO", 27 signature (1: SHA-256 at the end), 32 size of all from
 *   here on, 44 size of the signature
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <string.h>

enum {
	MEDIUM = 36,
	GENERAL_AT = 1536,
	LAYOUT_SIZE_AT = 524,
	INFO = 52,
	KIND_SHA256 = 1,
	SHA256 = DIGEST_SHA256_SIZE,
};

/* Mostly behind the two headers; or else the second one says where. */
static uint64_t general_place(struct view file)
{
	uint8_t size[4];

	if (view_has(file, GENERAL_AT, "MMM\1", 4) ||
	    !view_read(file, LAYOUT_SIZE_AT, size, sizeof(size)))
		return GENERAL_AT;
	return get_le32(size);
}

static uint64_t info_place(struct view file, const uint8_t *medium)
{
	switch (medium[0]) {
	case 'S': return medium[1] == 'P' ? get_le32(medium + 16) : general_place(file);
	case 'N': return get_le32(medium + 32);
	case 'B': return 2 * (uint64_t)get_le16(medium + 26);
	default: return general_place(file);
	}
}

static void check_signature(struct view content, const uint8_t *info, struct examination *exam)
{
	uint8_t stored[SHA256];
	struct sum *sum;

	if (info[27] != KIND_SHA256 || get_le32(info + 44) != SHA256 || content.size < SHA256) {
		findings_check(exam->findings, "signature", CHECK_UNKNOWN,
		               "only the boot ROM can check it");
		return;
	}
	if (!view_read(content, content.size - SHA256, stored, sizeof(stored)))
		return;
	sum = sums_add(exam, SUM_SHA256, content);
	sum_range(sum, content, 0, content.size - SHA256);
	sum_expect(sum, "SHA-256", stored);
}

static void parse(struct view file, struct examination *exam)
{
	uint8_t medium[MEDIUM];
	uint8_t info[INFO];
	uint64_t at;
	uint64_t end;

	if (!header_read(file, medium, sizeof(medium), exam))
		return;
	at = info_place(file, medium);
	if (!header_read(view_from(file, at), info, sizeof(info), exam))
		return;
	if (memcmp(info, "MMM\1", 4) != 0 || memcmp(info + 8, "FILE_INFO", 10) != 0) {
		findings_check(exam->findings, "file header", CHECK_BAD, "it is missing");
		return;
	}
	end = at + get_le32(info + 32);
	examine_ends_at(exam, file, end);
	if (end <= file.size)
		check_signature(view_part(file, at, end - at), info, exam);
}

#define MEDIATEK(text) \
	{ \
		.id = "mediatek-bl2", .title = "a MediaTek first boot stage", .rank = RANK_MAGIC, \
		.magic = { MAGIC(0, text) }, .parse = parse, \
	}

static const struct format spi_nand = MEDIATEK("SPINAND!\1\0\0\0");
static const struct format nand_config = MEDIATEK("NANDCFG!\1\0\0\0");
static const struct format nand = MEDIATEK("BOOTLOADER!\0V006NFIINFO\0");
static const struct format nor = MEDIATEK("SF_BOOT\0");
static const struct format emmc = MEDIATEK("EMMC_BOOT\0");
static const struct format sd_card = MEDIATEK("SDMMC_BOOT\0");

FORMATS(mediatek, &spi_nand, &nand_config, &nand, &nor, &emmc, &sd_card);
