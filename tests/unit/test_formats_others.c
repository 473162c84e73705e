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

/* Padding is mixed with the key like the data: it cannot be told from other bytes. */
static void senao_is_checked_by_sum_and_md5(void **state)
{
	const struct image image = senao();

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "senao",
	                                              .board = "0101 0071",
	                                              .version = "1.2.3",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 10, 13, 34, 41, 89, SENAO, 700 },
	                                              .blind_to_append = true });
}

static void an_image_of_senao_with_a_second_header_is_named_only(void **state)
{
	struct image image = senao();
	struct firmware firmware;

	(void)state;
	put_be32(image.bytes + 28, 0);
	firmware = examine(&image);
	assert_int_equal(check_of(&firmware, "sums"), CHECK_UNKNOWN);
	assert_true(suits(&firmware, "senao", "0101 0071"));
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

TEST_MAIN(TEST(senao_is_checked_by_sum_and_md5),
          TEST(an_image_of_senao_with_a_second_header_is_named_only),
          TEST(jcg_is_checked_by_both_its_crcs), TEST(csys_is_checked_by_the_sum_of_its_words),
          TEST(sections_of_realtek_are_checked_by_their_sums),
          TEST(edimax_is_checked_by_two_sums_under_any_magic),
          TEST(a_tag_of_broadcom_is_checked_by_both_its_crcs))
