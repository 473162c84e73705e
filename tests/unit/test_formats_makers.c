/* firmware/mylofw, firmware/iptime, firmware/buffalo_airstation, firmware/yuncore, firmware/meraki:
 * made by their field tables.
 */
#include "inner_image.h"

enum { DATA = 1500, IMAGE = UIMAGE_HEADER + DATA };

enum { MYLOFW = 40, MYLOFW_DATA = MYLOFW + 3 * 16 };

static struct image mylofw(void)
{
	struct image image = image_with_uimage(MYLOFW_DATA + 8, DATA);
	uint8_t *bytes = image.bytes;

	memcpy(bytes, "\0MYL", 4);
	put_le16(bytes + 16, 0x11f6);
	put_le16(bytes + 18, 0x0690);
	put_le16(bytes + 20, 0x11f6);
	put_le16(bytes + 22, 0x0690);
	put_le32(bytes + 24, 3);
	put_le32(bytes + MYLOFW, 1);
	put_le32(bytes + MYLOFW + 4, 0x20000);
	put_le32(bytes + MYLOFW + 8, 8);
	put_le32(bytes + MYLOFW + 16, 1);
	put_le32(bytes + MYLOFW + 20, 0x30000);
	put_le32(bytes + MYLOFW + 24, IMAGE);
	put_le32(bytes + 4, sum_of(SUM_CRC32, bytes, image.size));
	return image;
}

static void mylofw_is_checked_by_the_crc_of_the_whole_file(void **state)
{
	const struct image image = mylofw();
	struct firmware firmware = examine(&image);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "mylofw",
	                                              .board = "11f6:0690",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 2, 5, 18, 25, MYLOFW + 5,
	                                                         MYLOFW_DATA, 700 } });
	assert_string_equal(firmware.findings.container, "mylofw > uimage");
	assert_string_equal(firmware.findings.segments[1].target, "flash 0x30000");
	firmware_done(&firmware);
}

static void a_list_of_blocks_without_an_end_is_damage(void **state)
{
	struct image image = mylofw();
	struct firmware firmware;

	(void)state;
	image.size = MYLOFW_DATA;
	put_le32(image.bytes + MYLOFW + 32, 1);
	firmware = examine(&image);
	assert_int_equal(check_of(&firmware, "blocks"), CHECK_BAD);
	firmware_done(&firmware);
}

/* fwtool's record of metadata, with the CRC over what it was appended to. */
static void append_metadata(struct image *image, size_t from)
{
	static const char metadata[] = "\0\0\0\0\0\0\0\0{\"supported_devices\":[\"yuncore,a770\"]}";
	uint8_t record[16] = "FWx0";

	image_put(image, image->size, metadata, sizeof(metadata) - 1);
	put_be32(record + 4, sum_of(SUM_CRC32_JAM, image->bytes + from, image->size - from));
	record[8] = 1;
	put_be32(record + 12, sizeof(metadata) - 1 + sizeof(record));
	image_put(image, image->size, record, sizeof(record));
}

enum { IPTIME = 56, IPTIME_FAR = 2048 };

/* The CRC leaves out what is between the header and the data. */
static struct image iptime(size_t data)
{
	struct image image = image_with_uimage(data, DATA);
	struct image covered = image_with_uimage(IPTIME, DATA);
	uint8_t *bytes = image.bytes;

	put_text(&image, 0, "ax3000q");
	put_text(&image, 8, "14_204");
	put_le32(bytes + 48, IMAGE);
	memcpy(covered.bytes, bytes, IPTIME);
	put_le32(bytes + 52, sum_of(SUM_CRC32_JAM, covered.bytes, covered.size));
	return image;
}

static void iptime_is_checked_by_its_crc_wherever_the_data_begin(void **state)
{
	static const size_t places[] = { IPTIME, IPTIME_FAR };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		const struct image image = iptime(places[i]);

		assert_mechanical(&image,
		                  &(struct expected){ .format = "iptime",
		                                      .board = "ax3000q",
		                                      .version = "14_204",
		                                      .origin = ORIGIN_VENDOR_LAYOUT,
		                                      .flips = { 1, 9, 49, 53, places[i] + 30,
		                                                 places[i] + 900 } });
	}
}

/* OpenWrt's for the A6004MX: a root file system follows, and records that cover all of it. */
static void a_root_file_system_may_follow_what_iptime_covers(void **state)
{
	struct image image = iptime(IPTIME_FAR);
	size_t root = 2 * IPTIME_FAR;
	struct firmware firmware;

	(void)state;
	image_fill(&image, root, 4096);
	put_squashfs(image.bytes + root, 4096);
	append_metadata(&image, 0);
	firmware = examine(&image);
	assert_true(is_sound(&firmware));
	assert_string_equal(firmware.findings.container, "iptime > uimage, squashfs");
	firmware_done(&firmware);
}

enum { NAS = 1024 };

static void iptime_for_storage_is_checked_by_a_mixed_sum(void **state)
{
	struct image image = image_with_uimage(NAS, DATA);
	uint32_t sum = sum_of(SUM_ADD32, image.bytes + NAS, IMAGE);

	(void)state;
	put_text(&image, 0, "nas1dual");
	put_text(&image, 32, "0.0.00");
	put_le32(image.bytes + 96, IMAGE);
	put_le32(image.bytes + 100, (8 * 0x19283745U + ~sum) ^ sum);
	put_text(&image, 120, "EFM_NAS_PKG");
	assert_mechanical(&image, &(struct expected){ .format = "iptime-nas",
	                                              .board = "nas1dual",
	                                              .version = "0.0.00",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 97, 101, 121, NAS + 900 } });
}

static void a_public_airstation_image_is_what_it_contains(void **state)
{
	struct image image = image_with_uimage(32, DATA);
	struct firmware firmware;

	(void)state;
	put_text(&image, 0, "# Airstation Public Fmt1");
	assert_mechanical(&image, &(struct expected){ .format = "buffalo-airstation",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 3, 31, 40, 500 } });
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "buffalo-airstation > uimage");
	firmware_done(&firmware);
	image_fill(&image, 32, IMAGE);
	assert_false(is_sound_image(&image));
}

enum { YUNCORE = 192 };

static struct image yuncore(void)
{
	struct image image = image_with_uimage(YUNCORE, DATA);

	put_text(&image, 0, "YUNCOREsetenv bootcmd \"bootm 0x9f050000\" && saveenv");
	return image;
}

static void a_yuncore_image_is_what_it_contains(void **state)
{
	const struct image image = yuncore();

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "yuncore",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 3, 150, YUNCORE, 500 } });
}

/* OpenWrt makes its sysupgrade image first. */
static void a_header_may_precede_a_file_with_records_of_its_own(void **state)
{
	struct image image = yuncore();
	struct firmware firmware;

	(void)state;
	append_metadata(&image, YUNCORE);
	assert_true(is_sound_image(&image));
	firmware = examine(&image);
	assert_true(names(&firmware, "yuncore,a770"));
	assert_int_equal(check_of(&firmware, "CRC-32 of the whole file"), CHECK_OK);
	firmware_done(&firmware);
	image.bytes[YUNCORE + 500] ^= 1;
	assert_false(is_sound_image(&image));
}

enum { MERAKI = 1024 };

static void meraki_is_checked_by_its_sha1_and_tells_its_board(void **state)
{
	static const uint8_t sha1_of_nothing[] = "\xda\x39\xa3\xee\x5e\x6b\x4b\x0d\x32\x55"
	                                         "\xbf\xef\x95\x60\x18\x90\xaf\xd8\x07\x09";
	static const char *const boards[] = { "mr24", "mr18", "mx60" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(boards); i++) {
		struct image image = image_with_uimage(MERAKI, DATA);
		uint8_t *bytes = image.bytes;

		memset(bytes, 0xff, MERAKI);
		put_be32(bytes, 0x8e73ed8a);
		put_be32(bytes + 4, MERAKI);
		put_be32(bytes + 8, IMAGE);
		image_digest(&image, 12, DIGEST_SHA1, MERAKI, IMAGE);
		put_be32(bytes + 32, i == 2 ? 0xa1f0beef : 0x8e73ed8a);
		if (i == 1)
			memcpy(bytes + 40, sha1_of_nothing, 20);
		assert_mechanical(&image,
		                  &(struct expected){ .format = "meraki",
		                                      .board = boards[i],
		                                      .origin = ORIGIN_VENDOR_LAYOUT,
		                                      .flips = { 2, 5, 9, 13, MERAKI + 900 } });
	}
}

/* Numbers in that byte order. */
static void put_word(uint8_t *at, uint32_t value, bool is_be)
{
	if (is_be)
		put_be32(at, value);
	else
		put_le32(at, value);
}

/* The CRC goes over words, their highest byte last: in little endian as they stand. */
static uint32_t crc_of_words(const struct image *image, bool is_be)
{
	struct image words = *image;

	for (size_t i = 0; is_be && i < image->size; i++)
		words.bytes[i] = image->bytes[i / 4 * 4 + 3 - i % 4];
	return sum_of(SUM_CRC32, words.bytes, words.size);
}

static void older_meraki_images_are_checked_by_the_crc_of_their_words(void **state)
{
	(void)state;
	for (int is_be = 0; is_be < 2; is_be++) {
		struct image image = image_with_uimage(32, DATA);
		uint8_t *bytes = image.bytes;

		put_word(bytes, 0x4d495053, is_be);
		put_word(bytes + 4, is_be ? 0x80060000 : 0x60008000, is_be);
		put_word(bytes + 8, IMAGE, is_be);
		put_word(bytes + 16, crc_of_words(&image, is_be), is_be);
		assert_mechanical(&image,
		                  &(struct expected){ .format = "meraki-old",
		                                      .board = is_be ? "z1" : "mx64",
		                                      .origin = ORIGIN_VENDOR_LAYOUT,
		                                      .flips = { 1, 5, 10, 13, 17, 25, 900 } });
	}
}

TEST_MAIN(TEST(mylofw_is_checked_by_the_crc_of_the_whole_file),
          TEST(a_list_of_blocks_without_an_end_is_damage),
          TEST(iptime_is_checked_by_its_crc_wherever_the_data_begin),
          TEST(a_root_file_system_may_follow_what_iptime_covers),
          TEST(iptime_for_storage_is_checked_by_a_mixed_sum),
          TEST(a_public_airstation_image_is_what_it_contains),
          TEST(a_yuncore_image_is_what_it_contains),
          TEST(a_header_may_precede_a_file_with_records_of_its_own),
          TEST(meraki_is_checked_by_its_sha1_and_tells_its_board),
          TEST(older_meraki_images_are_checked_by_the_crc_of_their_words))
