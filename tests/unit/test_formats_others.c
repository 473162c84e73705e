/* firmware/senao, firmware/jcg, firmware/edimax, firmware/bcm63xx: made by their field tables. */
#include "inner_image.h"

enum { DATA = 1500 };

enum { SENAO = 96 };

static struct image senao(void)
{
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;

	image_fill(&image, SENAO, DATA);
	put_be32(bytes + 4, 0x0101);
	put_be32(bytes + 8, 0x71);
	put_text(&image, 12, "1.2.3");
	put_be32(bytes + 28, 2);
	put_be32(bytes + 32, DATA);
	image_digest(&image, 40, DIGEST_MD5, SENAO, DATA);
	put_be32(bytes + 92, 0x12345678);
	put_be32(bytes + 88, sum_of(SUM_ADD32, bytes, SENAO));
	for (size_t i = 0; i < DATA; i++)
		bytes[SENAO + i] ^= (uint8_t)(0x12345678U >> i % 8);
	return image;
}

static void senao_is_checked_by_sum_and_md5(void **state)
{
	const struct image image = senao();

	(void)state;
	assert_mechanical(&image,
	                  &(struct expected){ .format = "senao",
	                                      .board = "0101 0071",
	                                      .version = "1.2.3",
	                                      .origin = ORIGIN_VENDOR_LAYOUT,
	                                      .flips = { 10, 13, 34, 41, 89, SENAO, 700 } });
}

/* Padding is zeros, mixed with the key as the data are. */
static void padding_of_senao_is_told_from_other_bytes(void **state)
{
	struct image image = senao();

	(void)state;
	for (size_t i = 0; i < 100; i++)
		image.bytes[SENAO + DATA + i] = (uint8_t)(0x12345678U >> (DATA + i) % 8);
	image.size += 100;
	assert_good(&image, &(struct expected){ .format = "senao",
	                                        .board = "0101 0071",
	                                        .origin = ORIGIN_VENDOR_LAYOUT,
	                                        .completeness = COMPLETE_PADDED });
	image.bytes[SENAO + DATA + 50] ^= 1;
	assert_false(is_sound_image(&image));
}

/* mksenaofw -c: of ten words and the model's name. */
static void a_second_header_of_senao_names_the_model(void **state)
{
	struct image image = senao();
	uint8_t *bytes = image.bytes;
	struct firmware firmware;

	(void)state;
	memmove(bytes + SENAO + 47, bytes + SENAO, DATA);
	memset(bytes + SENAO, 0, 47);
	image.size += 47;
	put_be32(bytes + 28, 0);
	put_be32(bytes + SENAO, 0x616c6c00);
	put_be32(bytes + SENAO + 36, 7);
	put_text(&image, SENAO + 40, "EAP1300");
	put_be32(bytes + 88, 0);
	put_be32(bytes + 88, sum_of(SUM_ADD32, bytes, SENAO + 47));
	assert_mechanical(
	        &image, &(struct expected){ .format = "senao",
	                                    .board = "0101 0071",
	                                    .version = "1.2.3",
	                                    .origin = ORIGIN_VENDOR_LAYOUT,
	                                    .flips = { 10, 41, 89, SENAO + 42, SENAO + 50, 900 } });
	firmware = examine(&image);
	assert_string_equal(firmware.findings.boards[0].name, "EAP1300");
	firmware_done(&firmware);
}

enum { JCG = 512 };

static void jcg_is_checked_by_both_its_crcs(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_uimage(&image, JCG, DATA);
	put_text(&image, 0, "YSZJ");
	put_text(&image, 4, "V1.2");
	put_be32(image.bytes + 504, sum_of(SUM_CRC32, image.bytes + JCG, UIMAGE_HEADER + DATA));
	put_be32(image.bytes + 508, sum_of(SUM_CRC32, image.bytes, JCG));
	assert_mechanical(&image, &(struct expected){ .format = "jcg",
	                                              .version = "V1.2",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 5, 300, 505, 509, 530, 900 } });
}

static void csys_is_checked_by_the_sum_of_its_words(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	image_fill(&image, 20, DATA);
	image_put(&image, 0, "CSYS\0\0\0\x80\0\0\1\0AP1", 15);
	put_le32(image.bytes + 16, DATA + 2);
	put_le16(image.bytes + 20 + DATA,
	         (uint16_t)(0x10000U - sum_of(SUM_ADD16_LE, image.bytes + 20, DATA)));
	image.size += 2;
	assert_mechanical(&image, &(struct expected){ .format = "edimax-csys",
	                                              .board = "AP1",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 17, 20, 700, 20 + DATA } });
}

/* mkedimaximg -b */
static void csys_may_be_big_endian(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	image_fill(&image, 20, DATA);
	image_put(&image, 0, "CSYS\x80\0\0\0\0\1\0\0AP1", 15);
	put_be32(image.bytes + 16, DATA + 2);
	put_be16(image.bytes + 20 + DATA,
	         (uint16_t)(0x10000U - sum_of(SUM_ADD16_BE, image.bytes + 20, DATA)));
	image.size += 2;
	assert_mechanical(&image, &(struct expected){ .format = "edimax-csys",
	                                              .board = "AP1",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 18, 20, 700, 20 + DATA } });
}

static void put_section(struct image *image, const char *signature)
{
	uint8_t *section = image->bytes + image->size;

	image_fill(image, image->size + 16, DATA);
	memcpy(section, signature, 4);
	put_be32(section + 12, DATA + 2);
	put_be16(section + 16 + DATA,
	         (uint16_t)(0x10000U - sum_of(SUM_ADD16_BE, section + 16, DATA)));
	image->size += 2;
}

static void sections_of_realtek_are_checked_by_their_sums(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_section(&image, "cs6c");
	put_section(&image, "cr6c");
	assert_mechanical(&image, &(struct expected){ .format = "realtek-sections",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 14, 20, 16 + DATA,
	                                                         2 + 16 + DATA + 1, 2 * DATA } });
}

enum { EDIMAX = 94 };

static uint8_t mixed(const uint8_t *data, size_t size)
{
	return (uint8_t)(sum_of(SUM_ADD8, data, size) ^ 0xb9);
}

static void put_edimax(struct image *image)
{
	uint8_t *bytes = image->bytes + image->size;

	image_fill(image, image->size + EDIMAX, DATA);
	memset(bytes, 0, EDIMAX);
	memcpy(bytes, "CSYS", 4);
	memcpy(bytes + 16, "RN54", 4);
	put_be32(bytes + 51, DATA);
	memcpy(bytes + 63, "OpenWrt", 7);
	bytes[50] = mixed(bytes + EDIMAX, DATA);
	bytes[49] = mixed(bytes, EDIMAX);
}

static void openwrts_edimax_has_the_magic_of_csys_and_two_sections(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_edimax(&image);
	put_edimax(&image);
	assert_mechanical(
	        &image, &(struct expected){ .format = "edimax",
	                                    .board = "RN54",
	                                    .version = "OpenWrt",
	                                    .origin = ORIGIN_VENDOR_LAYOUT,
	                                    .flips = { 17, 50, 53, 200, EDIMAX + DATA + 17,
	                                               EDIMAX + DATA + 53, EDIMAX + DATA + 200 } });
}

static void luxul_names_its_board_and_leaves_the_rest_to_what_is_inside(void **state)
{
	struct image image = { .size = 0 };
	const struct expected expected = { .format = "luxul",
		                           .board = "XWR-3150",
		                           .version = "9.1.2.3",
		                           .origin = ORIGIN_VENDOR_LAYOUT,
		                           .flips = { 8, 40, 70, 1000 } };
	struct firmware firmware;

	(void)state;
	put_uimage(&image, 36, DATA);
	put_text(&image, 0, "LXL#");
	put_le32(image.bytes + 4, 2);
	put_le32(image.bytes + 8, 36);
	put_text(&image, 16, "XWR-3150");
	memcpy(image.bytes + 32, "\x09\x01\x02\x03", 4);
	assert_mechanical(&image, &expected);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "luxul > uimage");
	assert_string_equal(firmware.findings.checks[0].name, "header");
	assert_int_equal(firmware.findings.checks[0].result, CHECK_ABSENT);
	firmware_done(&firmware);
}

static void edimax_is_checked_by_two_sums_under_any_magic(void **state)
{
	static const char *const magics[] = { "eDiMaX", "F9J1108v1" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(magics); i++) {
		struct image image = { .size = 0 };

		image_fill(&image, EDIMAX, DATA);
		put_text(&image, 0, magics[i]);
		put_text(&image, 16, "BR-6675nD");
		put_be32(image.bytes + 51, DATA);
		put_text(&image, 63, "1.10");
		image.bytes[50] = mixed(image.bytes + EDIMAX, DATA);
		image.bytes[49] = mixed(image.bytes, EDIMAX);
		assert_mechanical(
		        &image, &(struct expected){ .format = "edimax",
		                                    .board = "BR-6675nD",
		                                    .version = "1.10",
		                                    .origin = ORIGIN_VENDOR_LAYOUT,
		                                    .flips = { 1, 17, 49, 50, 53, 70, 100, 900 } });
	}
}

enum { TAG = 256 };

static void a_tag_of_broadcom_is_checked_by_both_its_crcs(void **state)
{
	static const char *const companies[] = { "Broadcom Corporation", "A Company" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(companies); i++) {
		struct image image = { .size = 0 };

		image_fill(&image, TAG, DATA);
		put_text(&image, 0, "6");
		put_text(&image, 4, companies[i]);
		put_text(&image, 38, "6348");
		put_text(&image, 44, "96348GW-10");
		put_text(&image, 60, "1");
		put_text(&image, 62, "1500");
		put_be32(image.bytes + 216, sum_of(SUM_CRC32_JAM, image.bytes + TAG, DATA));
		put_be32(image.bytes + 236, sum_of(SUM_CRC32_JAM, image.bytes, 236));
		assert_mechanical(&image, &(struct expected){ .format = "bcm63xx-tag",
		                                              .board = "6348 96348GW-10",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 5, 39, 45, 63, 217, 237,
		                                                         300, 1000 } });
	}
}

TEST_MAIN(TEST(senao_is_checked_by_sum_and_md5), TEST(padding_of_senao_is_told_from_other_bytes),
          TEST(a_second_header_of_senao_names_the_model), TEST(jcg_is_checked_by_both_its_crcs),
          TEST(csys_is_checked_by_the_sum_of_its_words), TEST(csys_may_be_big_endian),
          TEST(openwrts_edimax_has_the_magic_of_csys_and_two_sections),
          TEST(luxul_names_its_board_and_leaves_the_rest_to_what_is_inside),
          TEST(sections_of_realtek_are_checked_by_their_sums),
          TEST(edimax_is_checked_by_two_sums_under_any_magic),
          TEST(a_tag_of_broadcom_is_checked_by_both_its_crcs))
