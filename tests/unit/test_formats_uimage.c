/* firmware/uimage: U-Boot's older images, made by their field tables. */
#include "inner_image.h"

enum { DATA = 2000, HEADER = UIMAGE_HEADER, NAME_AT = UIMAGE_NAME_AT };

static void seal(struct image *image, size_t header)
{
	seal_uimage(image->bytes, header);
}

static struct image uimage(uint32_t magic, size_t header)
{
	struct image image = { .size = 0 };

	put_uimage(&image, 0, DATA);
	memset(image.bytes + HEADER, 0, header - HEADER);
	image_fill(&image, header, DATA);
	put_be32(image.bytes, magic);
	put_be32(image.bytes + 8, 1700000000);
	seal(&image, header);
	return image;
}

static void headers_of_64_and_96_bytes_are_checked_by_both_crcs(void **state)
{
	static const size_t headers[] = { 64, 96 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(headers); i++) {
		const struct image image = uimage(UIMAGE_MAGIC, headers[i]);

		assert_mechanical(&image,
		                  &(struct expected){ .format = "uimage",
		                                      .version = "MIPS Linux-5.15",
		                                      .flips = { 5, 14, 25, 40, headers[i] - 2,
		                                                 headers[i] + 3, 1000 } });
	}
}

static void a_header_of_160_bytes_names_the_product(void **state)
{
	struct image image = uimage(UIMAGE_MAGIC, 160);

	(void)state;
	put_text(&image, 64, "WN-AX1167GR2");
	put_text(&image, 128, "v1.2");
	seal(&image, 160);
	assert_mechanical(&image, &(struct expected){ .format = "uimage",
	                                              .board = "WN-AX1167GR2",
	                                              .version = "v1.2",
	                                              .flips = { 5, 65, 130, 150, 161, 1000 } });
}

static void filler_may_follow_a_uimage(void **state)
{
	struct image image = uimage(UIMAGE_MAGIC, HEADER);

	(void)state;
	memset(image.bytes + image.size, 0xff, 100);
	image.size += 100;
	assert_good(&image,
	            &(struct expected){ .format = "uimage", .completeness = COMPLETE_UNSTATED });
}

/* D-Link's DNS-313. */
static void a_header_of_104_bytes_names_the_product_and_its_version(void **state)
{
	struct image image = uimage(UIMAGE_MAGIC, 104);

	(void)state;
	put_text(&image, 64, "dns-313v3");
	put_text(&image, 80, "2.01b04");
	seal(&image, 104);
	assert_mechanical(&image, &(struct expected){ .format = "uimage",
	                                              .board = "dns-313v3",
	                                              .version = "2.01b04",
	                                              .flips = { 5, 65, 81, 100, 105, 1000 } });
}

/* mkimage -M: the magic is the board, the CRC what it is recognised by. */
static void a_magic_of_its_own_is_the_board(void **state)
{
	struct image image = uimage(0x33373031, HEADER);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "uimage",
	                                              .board = "33373031",
	                                              .flips = { 2, 5, 14, 25, 40, 70, 1000 } });
	image.bytes[7] ^= 1;
	assert_false(is_sound_image(&image));
}

static void bytes_whose_crc_does_not_agree_are_no_uimage(void **state)
{
	struct image image = uimage(0x93000000, HEADER);
	struct firmware firmware;

	(void)state;
	image.bytes[40] ^= 1;
	firmware = examine(&image);
	assert_null(firmware.findings.format);
	firmware_done(&firmware);
}

static void what_some_names_end_with_is_told_and_decides_nothing(void **state)
{
	static const struct {
		const char *end;
		const char *check;
		const char *detail;
	} ends[] = {
		{ "\0\0\0\0UR_F\x12\x34\x56\x78\x00\x00\x00\x02", "U-Media",
		  "board 12345678, type 00000002" },
		{ "\0\0\0\0\0\0\0\0\0\0\0\0\x00\x00\x03\xe8", "file system",
		  "its offset in the name field is 1000" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(ends); i++) {
		struct image image = uimage(UIMAGE_MAGIC, HEADER);
		struct firmware firmware;

		image_put(&image, HEADER - 16, ends[i].end, 16);
		seal(&image, HEADER);
		firmware = examine(&image);
		assert_true(is_sound(&firmware));
		assert_int_equal(firmware.findings.board_count, 0);
		assert_int_equal(check_of(&firmware, ends[i].check), CHECK_UNPROVEN);
		assert_string_equal(firmware.findings.checks[0].detail, ends[i].detail);
		firmware_done(&firmware);
	}
}

enum { ASUS_SYSTEM = 1200 };

/* The key is made of one byte of the kernel and one of the file system. */
static struct image asus_2(uint8_t system_byte)
{
	struct image image = uimage(UIMAGE_MAGIC, HEADER);
	size_t middle = ASUS_SYSTEM + (image.size - ASUS_SYSTEM) / 2;
	uint8_t kernel = image.bytes[ASUS_SYSTEM / 2];
	uint8_t *name = image.bytes + NAME_AT;

	image.bytes[middle] = system_byte;
	memset(name, 0, 32);
	memcpy(name, "\3\0\0\4RT-AX53U", 12);
	put_le16(name + 16, 386);
	put_le16(name + 18, 6906);
	name[20] = 0x77;
	name[21] = (uint8_t)(system_byte ? kernel + (0xff ^ system_byte) : kernel % 3 - 3);
	name[28] = 0xa9;
	name[29] = 0;
	put_be16(name + 30, ASUS_SYSTEM);
	seal(&image, HEADER);
	return image;
}

static const struct expected asus = {
	.format = "uimage",
	.board = "RT-AX53U",
	.version = "3.0.0.4 build 386_6906",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 5, 37, 53, 63, 70, 600, ASUS_SYSTEM + 20 },
};

static void a_name_of_asus_version_2_is_checked_by_its_key(void **state)
{
	static const uint8_t bytes[] = { 0x5a, 0x00 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bytes); i++) {
		struct image image = asus_2(bytes[i]);

		assert_mechanical(&image, &asus);
		image.bytes[NAME_AT + 21] ^= 1;
		seal(&image, HEADER);
		assert_noticed(&image, &asus, "a wrong key", 0);
	}
}

/* What is left, with the field itself zero. */
static void put_hash(uint8_t *to, const uint8_t *data, size_t size)
{
	uint16_t sum = 0xffff;

	for (size_t i = 0; i + 1 < size; i += 2)
		sum ^= get_le16(data + i);
	put_be16(to, sum);
}

enum { FOOTER = 12, CONTENT = 32 };

static void seal_asus_3(struct image *image)
{
	uint8_t *footer = image->bytes + image->size - FOOTER;

	put_hash(footer + 6, footer - CONTENT, CONTENT);
	put_be16(footer + 4, 0);
	put_hash(footer + 4, footer, FOOTER);
	seal(image, HEADER);
}

static struct image asus_3(void)
{
	struct image image = uimage(UIMAGE_MAGIC, HEADER);
	uint8_t *footer = image.bytes + image.size - FOOTER;
	uint8_t *name = image.bytes + NAME_AT;

	memset(name, 0, 32);
	memcpy(name, "\3\0\0\4TUF-AX4200", 14);
	memset(footer - CONTENT, 0, CONTENT + FOOTER);
	put_be32(footer - CONTENT, 69061);
	put_be16(footer - CONTENT + 4, 388);
	footer[0] = 0x10;
	put_be16(footer + 2, CONTENT);
	memcpy(footer + 8, "\x2a\xfe\xd4\x14", 4);
	seal_asus_3(&image);
	return image;
}

static void a_footer_of_asus_version_3_is_checked_by_both_its_hashes(void **state)
{
	static const size_t altered[] = { FOOTER, FOOTER + CONTENT - 1, 8, 6 };
	struct image image = asus_3();
	const struct expected expected = { .format = "uimage",
		                           .board = "TUF-AX4200",
		                           .version = "3.0.0.4 build 388_69061",
		                           .origin = ORIGIN_VENDOR_LAYOUT,
		                           .flips = { 5, 37, 70, 600, image.size - 7 } };

	(void)state;
	assert_mechanical(&image, &expected);
	for (size_t i = 0; i < ARRAY_LEN(altered); i++) {
		image = asus_3();
		image.bytes[image.size - altered[i]] ^= 1;
		seal(&image, HEADER);
		assert_noticed(&image, &expected, "altered footer", altered[i]);
	}
}

/* asusuimage makes such files: the kernel is all that the header's size leaves out. */
static void a_footer_of_asus_may_have_a_file_system_before_the_version(void **state)
{
	struct image image = uimage(UIMAGE_MAGIC, HEADER);
	const size_t system = image.size;
	uint8_t *version = image.bytes + system + 600;
	const struct expected expected = { .format = "uimage",
		                           .board = "RT-AX53U",
		                           .version = "3.0.0.4 build 388_69061",
		                           .origin = ORIGIN_VENDOR_LAYOUT,
		                           .flips = { 5, 37, 70, HEADER + DATA + 300 } };
	struct firmware firmware;

	(void)state;
	image_fill(&image, system, 600);
	put_squashfs(image.bytes + system, 600);
	image.size += 12 + FOOTER;
	memset(image.bytes + NAME_AT, 0, 32);
	memcpy(image.bytes + NAME_AT, "\3\0\0\4RT-AX53U", 12);
	put_be32(version, 69061);
	put_be16(version + 4, 388);
	version[12] = 0x10;
	put_be16(version + 14, 612);
	memcpy(version + 20, "\x2a\xfe\xd4\x14", 4);
	put_hash(version + 18, image.bytes + system, 612);
	put_hash(version + 16, version + 12, FOOTER);
	put_be32(image.bytes + 12, (uint32_t)image.size - HEADER);
	seal(&image, HEADER);
	assert_mechanical(&image, &expected);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "uimage > squashfs");
	assert_int_equal(check_of(&firmware, "sum of the ASUS content"), CHECK_OK);
	firmware_done(&firmware);
	/* Altered, and the CRCs made again. */
	image.bytes[system + 300] ^= 1;
	seal(&image, HEADER);
	assert_noticed(&image, &expected, "altered content", system + 300);
}

TEST_MAIN(TEST(headers_of_64_and_96_bytes_are_checked_by_both_crcs),
          TEST(a_header_of_160_bytes_names_the_product),
          TEST(a_header_of_104_bytes_names_the_product_and_its_version),
          TEST(a_footer_of_asus_may_have_a_file_system_before_the_version),
          TEST(filler_may_follow_a_uimage), TEST(a_magic_of_its_own_is_the_board),
          TEST(bytes_whose_crc_does_not_agree_are_no_uimage),
          TEST(what_some_names_end_with_is_told_and_decides_nothing),
          TEST(a_name_of_asus_version_2_is_checked_by_its_key),
          TEST(a_footer_of_asus_version_3_is_checked_by_both_its_hashes))
