/* firmware/poray, firmware/gemtek, firmware/wrt400n, firmware/planex, firmware/cameo,
 * firmware/motorola, firmware/qding: made by their field tables.
 */
#include "inner_image.h"

enum { DATA = 1500, IMAGE = UIMAGE_HEADER + DATA };

enum { PORAY = 28 };

static struct image poray(const char *hardware, const uint8_t key[15])
{
	struct image image = image_with_uimage(PORAY, DATA);
	uint8_t *data = image.bytes + PORAY;
	uint32_t sum = 0;

	for (size_t i = 0; i < IMAGE; i += 2)
		sum += get_le16(data + i);
	sum += (sum >> 16) + 0xffff;
	put_le16(data + IMAGE, (uint16_t) ~(sum + (sum >> 16)));
	image.size += 2;
	for (size_t i = 0; i < IMAGE + 2; i++)
		data[i] ^= key[i % 15];
	put_text(&image, 0, hardware);
	put_le32(image.bytes + 4, IMAGE);
	put_le32(image.bytes + 8, 0x020e0000);
	return image;
}

static void poray_is_deciphered_and_checked_by_its_sum(void **state)
{
	static const uint8_t hame[] =
	        "\xc8\x3c\x3a\x93\xa2\x95\xc3\x63\x48\x45\x58\x09\x12\x03\x08";
	static const uint8_t a5[] = "\xc8\x3c\x3a\x93\xa2\x95\xc3\x63\x48\x45\x58\x09\x20\x11\x08";
	static const uint8_t *const keys[] = { hame, a5 };
	static const char *const names_of[] = { "Hame MPR-A1 or MPR-L8", "A5-V11" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(keys); i++) {
		const struct image image = poray("R3G2", keys[i]);
		struct firmware firmware = examine(&image);

		assert_string_equal(firmware.findings.boards[0].name, names_of[i]);
		assert_string_equal(firmware.findings.container, "poray > uimage");
		firmware_done(&firmware);
		assert_mechanical(&image, &(struct expected){ .format = "poray",
		                                              .board = "R3G2",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 5, 9, 20, 28, 60, 900 } });
	}
}

static void gemtek_is_checked_by_the_crc_of_the_whole_file(void **state)
{
	struct image image = image_with_uimage(32, DATA);

	(void)state;
	put_text(&image, 0, "GMTK1007");
	put_le32(image.bytes + 8, 0x03040001);
	put_le32(image.bytes + 12, (uint32_t)image.size);
	put_text(&image, 24, "2");
	put_text(&image, 28, "EN");
	put_le32(image.bytes + 16, sum_of(SUM_CRC32, image.bytes, image.size));
	assert_mechanical(&image, &(struct expected){ .format = "gemtek",
	                                              .board = "GMTK 03040001",
	                                              .version = "1007",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 6, 8, 13, 17, 25, 900 } });
}

enum { WRT400N = 60, WRT400N_ROOT = 700, KERNEL_SPACE = 1 << 20, ROOT_SPACE = 3145668 };

static uint32_t crc_filled(const uint8_t *data, size_t size, size_t space)
{
	AUTO_FREE uint8_t *filled = mem_zalloc(1, space);

	memset(filled, 0xff, space);
	memcpy(filled, data, size);
	return sum_of(SUM_CRC32_RAW, filled, space);
}

static void wrt400n_is_checked_by_three_crcs(void **state)
{
	struct image image = image_with_uimage(WRT400N, DATA);
	uint8_t *bytes = image.bytes;
	uint8_t *root = bytes + image.size;

	(void)state;
	image_fill(&image, image.size, WRT400N_ROOT);
	put_text(&image, 4, "GMTKRT400N");
	put_be32(bytes + 16, IMAGE);
	put_be32(bytes + 20, 1);
	put_be32(bytes + 24, WRT400N_ROOT);
	put_be32(bytes + 28, 1);
	put_be32(bytes, sum_of(SUM_CRC32, bytes + WRT400N, IMAGE + WRT400N_ROOT));
	put_be32(bytes + 32, crc_filled(bytes + WRT400N, IMAGE, KERNEL_SPACE));
	put_be32(bytes + 36, crc_filled(root, WRT400N_ROOT, ROOT_SPACE));
	put_be32(bytes + 40, (uint32_t)image.size);
	memset(bytes + 44, 0xff, 16);
	assert_mechanical(&image, &(struct expected){ .format = "linksys-wrt400n",
	                                              .board = "RT400N",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 5, 17, 33, 37, 41, 900,
	                                                         WRT400N + IMAGE + 9 } });
}

enum { PLANEX = 34 };

static void planex_is_checked_by_a_sha1_with_a_number_of_the_board(void **state)
{
	static const char *const boards[] = { "MZK-W04NU", "MZK-W300NH" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(boards); i++) {
		struct image image = image_with_uimage(PLANEX, DATA);
		uint8_t *bytes = image.bytes;

		put_text(&image, 20, "1.00.00");
		memcpy(bytes + 28, i ? "\0\0" : "\4\x08", 2);
		/* The number stands where the size will. */
		put_be32(bytes + 30, i ? 4 : 2);
		image_digest(&image, 0, DIGEST_SHA1, 30, 4 + IMAGE);
		put_be32(bytes + 30, IMAGE);
		assert_mechanical(&image, &(struct expected){ .format = "planex",
		                                              .board = boards[i],
		                                              .version = "1.00.00",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 1, 29, 31, 900 } });
	}
}

enum { ZCOM = 16 };

static void put_zcom_foot(struct image *image, size_t from)
{
	uint8_t foot[8];

	put_be32(foot, 0x66661523);
	image_put(image, image->size, foot, 4);
	put_be32(foot + 4, sum_of(SUM_CRC32_RAW, image->bytes + from, image->size - from));
	image_put(image, image->size, foot + 4, 4);
}

static void planex_of_zcoms_kind_is_checked_by_three_crcs(void **state)
{
	struct image image = image_with_uimage(2 * ZCOM, DATA);
	size_t root;

	(void)state;
	put_text(&image, ZCOM, "Kimg");
	put_le32(image.bytes + ZCOM + 4, IMAGE + 8);
	put_zcom_foot(&image, 2 * ZCOM);
	root = image.size;
	image_put(&image, root, "Rimg\0\0\0\0\0\0\0\0\0\0\0\0", ZCOM);
	image_fill(&image, image.size, DATA);
	put_le32(image.bytes + root + 4, DATA + 8);
	put_zcom_foot(&image, root + ZCOM);
	put_text(&image, 0, "firm");
	put_le32(image.bytes + 4, (uint32_t)(image.size + 8 - ZCOM));
	put_zcom_foot(&image, ZCOM);
	assert_mechanical(&image,
	                  &(struct expected){ .format = "planex-zcom",
	                                      .board = "66661523",
	                                      .origin = ORIGIN_VENDOR_LAYOUT,
	                                      .flips = { 1, 5, 21, 60, root + 1, root + 900 } });
}

enum { CAMEO = 84 };

static void cameo_is_checked_by_the_sum_of_its_data(void **state)
{
	struct image image = image_with_uimage(CAMEO, DATA);
	uint8_t *bytes = image.bytes;

	(void)state;
	put_be32(bytes, sum_of(SUM_ADD32, bytes + CAMEO, IMAGE));
	put_be32(bytes + 4, IMAGE);
	put_be32(bytes + 8, IMAGE);
	put_text(&image, 12, "HORNET");
	put_text(&image, 32, "HORNET-WR615-E4");
	put_text(&image, 62, "DEF");
	put_text(&image, 66, "1.99.01");
	bytes[78] = CAMEO;
	assert_mechanical(&image, &(struct expected){ .format = "cameo",
	                                              .board = "HORNET-WR615-E4",
	                                              .version = "1.99.01",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 5, 78, 81, 900 } });
}

static void motorola_is_checked_by_its_crc(void **state)
{
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;

	(void)state;
	image_fill(&image, 8 + 28, DATA);
	put_be32(bytes + 4, 0x10577050);
	put_text(&image, 8, "HDR0");
	put_le32(bytes + 12, 28 + DATA);
	put_le32(bytes + 20, 1 << 16);
	put_le32(bytes + 24, 28);
	put_le32(bytes + 16, sum_of(SUM_CRC32_JAM, bytes + 20, 16 + DATA));
	put_be32(bytes, sum_of(SUM_CRC32_JAM, bytes + 4, image.size - 4));
	assert_mechanical(&image, &(struct expected){ .format = "motorola",
	                                              .board = "10577050",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 1, 5, 9, 17, 900 } });
}

static void qding_is_checked_by_its_sha1(void **state)
{
	struct image image = image_with_uimage(1024, DATA);

	(void)state;
	put_text(&image, 0, "WRTR300");
	put_text(&image, 8, "1.0");
	put_text(&image, 32, "FIRMWARE");
	memcpy(image.bytes + 48, "\x12\x06\x15\x20", 4);
	put_le32(image.bytes + 76, IMAGE);
	image_digest(&image, 52, DIGEST_SHA1, 1024, IMAGE);
	assert_mechanical(&image, &(struct expected){ .format = "qding",
	                                              .board = "WRTR300",
	                                              .version = "1.0",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 33, 49, 53, 77, 1024, 1900 } });
}

TEST_MAIN(TEST(poray_is_deciphered_and_checked_by_its_sum),
          TEST(gemtek_is_checked_by_the_crc_of_the_whole_file),
          TEST(wrt400n_is_checked_by_three_crcs),
          TEST(planex_is_checked_by_a_sha1_with_a_number_of_the_board),
          TEST(planex_of_zcoms_kind_is_checked_by_three_crcs),
          TEST(cameo_is_checked_by_the_sum_of_its_data), TEST(motorola_is_checked_by_its_crc),
          TEST(qding_is_checked_by_its_sha1))
