/* firmware/trx, firmware/linksys, firmware/asus_bcm4908: TRX and what lies around it. */
#include "inner_image.h"

#include <stdio.h>

enum { DATA = 1500, PART_3 = 1024, COUNTERS = PART_3 + 22, TAIL = 64 };

static void seal_trx(struct image *image, size_t at)
{
	uint8_t *trx = image->bytes + at;

	put_le32(trx + 8, sum_of(SUM_CRC32_JAM, trx + 12, get_le32(trx + 4) - 12));
}

/* At `at`, to the image's end. */
static void put_trx(struct image *image, size_t at, uint16_t version, size_t size)
{
	size_t header = version == 2 ? 32 : 28;
	uint8_t *trx = image->bytes + at;

	image_fill(image, at + header, size - header);
	memcpy(trx, "HDR0", 4);
	put_le32(trx + 4, (uint32_t)size);
	put_le16(trx + 14, version);
	put_le32(trx + 16, (uint32_t)header);
	put_le32(trx + 20, 512);
	seal_trx(image, at);
}

static void trx_is_checked_by_its_crc(void **state)
{
	(void)state;
	for (uint16_t version = 1; version <= 2; version++) {
		struct image image = { .size = 0 };

		put_trx(&image, 0, version, DATA);
		assert_mechanical(&image,
		                  &(struct expected){ .format = "trx",
		                                      .flips = { 5, 9, 13, 17, 40, DATA - 1 } });
	}
}

/* A header of CyberTAN's as fourth part: its counters are summed as ones. */
static void the_counters_of_trx_version_2_may_change(void **state)
{
	const struct expected expected = { .format = "trx",
		                           .board = "E300",
		                           .origin = ORIGIN_VENDOR_LAYOUT,
		                           .flips = { 5, 9, PART_3 + 21, 1200 } };
	struct image image = { .size = 0 };

	(void)state;
	put_trx(&image, 0, 2, DATA);
	put_le32(image.bytes + 28, PART_3);
	memcpy(image.bytes + PART_3, "E300\0\0\0\0\x0c\1\1\1\0\4U2ND", 18);
	memset(image.bytes + COUNTERS, 0xff, 8);
	seal_trx(&image, 0);
	assert_mechanical(&image, &expected);
	memcpy(image.bytes + COUNTERS, "\0\1\2\3\4\5\6\7", 8);
	assert_mechanical(&image, &expected);
}

static void a_board_is_told_with_the_container_that_names_it(void **state)
{
	struct image image = { .size = 0 };
	struct firmware firmware;

	(void)state;
	put_trx(&image, 0, 2, DATA);
	put_le32(image.bytes + 20, PART_3);
	put_uimage(&image, 32, 500);
	memcpy(image.bytes + PART_3, "E300\0\0\0\0\x0c\1\1\1\0\4U2ND", 18);
	seal_trx(&image, 0);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "trx > uimage, linksys-cybertan");
	assert_string_equal(firmware.findings.boards[0].format, "linksys-cybertan");
	assert_int_equal(check_of(&firmware, "uimage: CRC-32 of the data"), CHECK_OK);
	firmware_done(&firmware);
}

/* The word where version 2 has its fourth part belongs to the content of version 1. */
static void trx_version_1_has_no_counters(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_trx(&image, 0, 1, DATA);
	put_le32(image.bytes + 28, PART_3);
	memcpy(image.bytes + PART_3 + 14, "U2ND", 4);
	seal_trx(&image, 0);
	assert_mechanical(&image, &(struct expected){ .format = "trx", .flips = { COUNTERS + 3 } });
}

static void asus_names_its_product_at_the_end_of_a_trx(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_trx(&image, 0, 1, DATA);
	memset(image.bytes + DATA - TAIL, 0, TAIL);
	memcpy(image.bytes + DATA - TAIL, "\3\0\0\4RT-AC87U", 12);
	seal_trx(&image, 0);
	assert_mechanical(&image, &(struct expected){ .format = "trx",
	                                              .board = "RT-AC87U",
	                                              .version = "3.0.0.4",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 9, 600, DATA - TAIL + 5 } });
}

static void filler_may_follow_a_trx(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_trx(&image, 0, 1, DATA);
	memset(image.bytes + DATA, 0xff, 500);
	image.size = DATA + 500;
	assert_good(&image, &(struct expected){ .format = "trx", .completeness = COMPLETE_PADDED });
}

/* Nobody has seen that the checksum of these holds: it is told, the length counts. */
static void buffalos_trx_is_checked_by_its_length_alone(void **state)
{
	static const char *const magics[] = { "DHP2", "DHP3", "PHL2", "DHLS" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		struct image image = { .size = 0 };

		put_trx(&image, 0, 1, DATA);
		memcpy(image.bytes, magics[i], 4);
		image.bytes[600] ^= 1;
		assert_mechanical(&image, &(struct expected){ .format = "buffalo-trx",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .checks = CHECK_UNPROVEN,
		                                              .flips = { 6 } });
	}
}

enum { BROADCOM = 20 };

static void asus_for_bcm4908_is_checked_by_the_tail(void **state)
{
	struct image image = { .size = 0 };
	uint8_t *tail = image.bytes + DATA;

	(void)state;
	image_fill(&image, 0, DATA);
	memcpy(tail, "\3\0\0\4\x80\1\x94\x52GT-AC5300", 17);
	put_le32(tail + 28, 21140);
	image.size = DATA + TAIL;
	put_le32(image.bytes + image.size, sum_of(SUM_CRC32_JAM, image.bytes, image.size));
	image.size += BROADCOM;
	assert_mechanical(&image, &(struct expected){ .format = "asus-bcm4908",
	                                              .board = "GT-AC5300",
	                                              .version = "3.0.0.4 build 384_21140",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 1000, DATA + 9, DATA + 29,
	                                                         DATA + 40, DATA + TAIL + 2 } });
}

enum { CYBERTAN = 32 };

static struct image cybertan(void)
{
	struct image image = { .size = 0 };

	put_trx(&image, CYBERTAN, 1, DATA);
	memcpy(image.bytes, "W54G\0\0\0\0\7\6\5\4\x15\5U2ND\1", 19);
	return image;
}

static void a_header_of_cybertan_names_the_model_of_the_trx_in_it(void **state)
{
	const struct image image = cybertan();

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "linksys-cybertan",
	                                              .board = "W54G",
	                                              .version = "4.21.5",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 15, CYBERTAN + 5, CYBERTAN + 9,
	                                                         CYBERTAN + 600 } });
}

static void filler_may_follow_the_trx_behind_a_header_of_cybertan(void **state)
{
	struct image image = cybertan();

	(void)state;
	memset(image.bytes + image.size, 0xff, 516);
	image.size += 516;
	assert_good(&image, &(struct expected){ .format = "linksys-cybertan",
	                                        .board = "W54G",
	                                        .origin = ORIGIN_VENDOR_LAYOUT,
	                                        .completeness = COMPLETE_PADDED });
}

static void put_chdr(struct image *image, size_t at, size_t size)
{
	uint8_t *chdr = image->bytes + at;

	image_fill(image, at + 16, size - 16);
	memcpy(chdr, "CHDR", 4);
	put_le32(chdr + 4, (uint32_t)size);
	put_le32(chdr + 12, 1);
	put_le32(chdr + 8, sum_of(SUM_CRC32_JAM, chdr + 12, size - 12));
}

static void chdr_is_checked_by_its_crc(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_chdr(&image, 0, DATA);
	assert_mechanical(&image, &(struct expected){ .format = "linksys-chdr",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 5, 9, 13, 16, DATA - 1 } });
}

static void chdr_may_lie_behind_a_header_of_cybertan(void **state)
{
	struct image image = cybertan();

	(void)state;
	put_chdr(&image, CYBERTAN, DATA);
	assert_mechanical(&image, &(struct expected){ .format = "linksys-cybertan",
	                                              .board = "W54G",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { CYBERTAN + 9, 500 } });
}

static void a_trailer_of_linksys_names_the_model_and_is_checked(void **state)
{
	struct image image = { .size = 0 };
	char trailer[257] = "";

	(void)state;
	image_fill(&image, 0, DATA);
	snprintf(trailer, sizeof(trailer), ".LINKSYS.01000409%-15s%08X%-8sK0000000F0246434",
	         "EA6350v3", sum_of(SUM_CRC_POSIX, image.bytes, DATA), "0");
	image_put(&image, DATA, trailer, 256);
	assert_mechanical(
	        &image, &(struct expected){ .format = "linksys-trailer",
	                                    .board = "EA6350v3",
	                                    .origin = ORIGIN_VENDOR_LAYOUT,
	                                    .flips = { 1, 1000, DATA + 2, DATA + 33, DATA + 39 } });
}

TEST_MAIN(TEST(trx_is_checked_by_its_crc), TEST(the_counters_of_trx_version_2_may_change),
          TEST(a_board_is_told_with_the_container_that_names_it),
          TEST(trx_version_1_has_no_counters), TEST(asus_names_its_product_at_the_end_of_a_trx),
          TEST(filler_may_follow_a_trx), TEST(buffalos_trx_is_checked_by_its_length_alone),
          TEST(asus_for_bcm4908_is_checked_by_the_tail),
          TEST(a_header_of_cybertan_names_the_model_of_the_trx_in_it),
          TEST(filler_may_follow_the_trx_behind_a_header_of_cybertan),
          TEST(chdr_is_checked_by_its_crc), TEST(chdr_may_lie_behind_a_header_of_cybertan),
          TEST(a_trailer_of_linksys_names_the_model_and_is_checked))
