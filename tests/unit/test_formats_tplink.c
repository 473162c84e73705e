/* firmware/tplink, firmware/tplink_safeloader, firmware/tplink_2022, firmware/tplink_rtos:
 * headers 1 to 3, safeloader, the one of 2022.
 */
#include "tplink_image.h"

static void build_stock_1(struct image *image)
{
	put_header_1(image, 0, "TP-LINK Technologies", 0x08410009);
	put_content(image, 0);
	seal_kernel(image, 0);
	seal(image, 0x4c, salts[0][0]);
}

static const struct expected stock_1 = {
	.format = "tplink-v1",
	.board = "08410009 00000002",
	.boards = 2,
	.version = "3.16.9",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 0x43, 0x4c, 0x60, 0x300, HEADER + KERNEL + 7, HEADER + KERNEL + SYSTEM + 7 },
};

/* mktplinkfw -c: initramfs kernels, and kernels inside a safeloader image. */
static void an_empty_md5_is_absent_and_not_wrong(void **state)
{
	AUTO_FREE struct image *image = make(build_stock_1);
	struct firmware firmware;

	(void)state;
	memset(image->bytes + 0x4c, 0, MD5_SIZE);
	memset(image->bytes + 0x60, 0, MD5_SIZE);
	firmware = examine(image);
	assert_true(is_sound(&firmware));
	assert_true(suits(&firmware, "tplink-v1", "08410009"));
	assert_string_equal(firmware.findings.checks[0].name, "MD5");
	assert_int_equal(firmware.findings.checks[0].result, CHECK_ABSENT);
	assert_non_null(strstr(firmware.findings.checks[0].detail, "no checksum"));
	firmware_done(&firmware);
	image->size = HEADER + KERNEL - 1;
	assert_false(is_sound_image(image));
}

static void header_1_is_checked_by_both_its_md5s(void **state)
{
	AUTO_FREE struct image *image = make(build_stock_1);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &stock_1);
	assert_int_equal(check_of(&firmware, "MD5"), CHECK_OK);
	assert_int_equal(check_of(&firmware, "MD5 of the kernel"), CHECK_OK);
	assert_true(suits(&firmware, "tplink-v1", "08410009"));
	assert_false(suits(&firmware, "tplink-v1", "08410009 00000001"));
	assert_string_equal(firmware.findings.region, "EU");
	assert_int_equal(firmware.findings.segment_count, 2);
	assert_int_equal(firmware.findings.segments[1].offset, HEADER + KERNEL);
	firmware_done(&firmware);
	/* A wrong kernel that the first MD5 was made for again. */
	image->bytes[0x300] ^= 1;
	seal(image, 0x4c, salts[0][0]);
	firmware = examine(image);
	assert_int_equal(check_of(&firmware, "MD5"), CHECK_OK);
	assert_int_equal(check_of(&firmware, "MD5 of the kernel"), CHECK_BAD);
	firmware_done(&firmware);
}

static void openwrt_writes_its_name_into_header_1_and_no_second_md5(void **state)
{
	AUTO_FREE struct image *image = mem_zalloc(1, sizeof(*image));
	struct firmware firmware;

	(void)state;
	put_header_1(image, 0, "OpenWrt", 0x08410009);
	memset(image->bytes + 0x1c, 0, 36);
	put_text(image, 0x1c, "r42647");
	put_content(image, 0);
	seal(image, 0x4c, salts[0][0]);
	firmware = examine(image);
	assert_true(is_sound(&firmware));
	assert_int_equal(firmware.findings.origin, ORIGIN_OPENWRT);
	assert_string_equal(firmware.findings.version, "r42647");
	assert_int_equal(check_of(&firmware, "MD5 of the kernel"), CHECK_ABSENT);
	firmware_done(&firmware);
}

/* Version word 2 alone does not make it the second layout. */
static void layout_1_may_say_version_2(void **state)
{
	AUTO_FREE struct image *image = make(build_stock_1);
	struct firmware firmware;

	(void)state;
	image->bytes[0] = 2;
	seal_kernel(image, 0);
	seal(image, 0x4c, salts[0][0]);
	firmware = examine(image);
	assert_string_equal(firmware.findings.format, "tplink-v1");
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
}

static void build_boot_1(struct image *image)
{
	image_fill(image, HEADER, 0x1000);
	put_header_1(image, 0, "TP-LINK Technologies", 0x08410009);
	put_be32(image->bytes + 0x94, 0x1000);
	put_header_1(image, INNER_FAR, "TP-LINK Technologies", 0x08410009);
	put_content(image, INNER_FAR);
	seal_kernel(image, INNER_FAR);
	seal(image, 0x4c, salts[0][1]);
}

static const struct expected boot_1 = {
	.format = "tplink-v1",
	.board = "08410009",
	.boards = 2,
	.version = "3.16.9",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 0x43, 0x4f, 0x300, INNER_FAR + 0x60, INNER_FAR + 0x300 },
};

static void an_image_with_a_boot_loader_has_a_header_inside_and_says_so(void **state)
{
	AUTO_FREE struct image *image = make(build_boot_1);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &boot_1);
	assert_int_equal(check_of(&firmware, "MD5 of the kernel"), CHECK_OK);
	assert_int_equal(firmware.findings.segment_count, 3);
	assert_string_equal(firmware.findings.segments[0].name, "boot loader");
	assert_int_equal(firmware.findings.segments[1].offset, INNER_FAR + HEADER);
	assert_non_null(strstr(firmware.findings.warnings[0], "boot loader"));
	firmware_done(&firmware);
	/* Without the header inside, nothing but the first MD5 is to be checked. */
	memset(image->bytes + INNER_FAR, 0, HEADER);
	seal(image, 0x4c, salts[0][1]);
	firmware = examine(image);
	assert_int_equal(check_of(&firmware, "MD5"), CHECK_OK);
	assert_int_equal(firmware.findings.segment_count, 0);
	assert_non_null(strstr(firmware.findings.warnings[1], "no second header"));
	firmware_done(&firmware);
}

static void build_2(struct image *image)
{
	put_header_2(image, 0, 2);
	put_content(image, 0);
	seal(image, 0x40, salts[1][0]);
}

static const struct expected second = {
	.format = "tplink-v2",
	.board = "08410014",
	.boards = 2,
	.version = "0.9.1",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 0x37, 0x40, 0x4f, 0x300, HEADER + KERNEL + SYSTEM + 7 },
};

static void build_boot_3(struct image *image)
{
	image_fill(image, HEADER, 0x1000);
	put_header_2(image, 0, 3);
	put_be32(image->bytes + 0x74, INNER_NEAR + HEADER);
	put_be32(image->bytes + 0x88, 0x1000);
	put_header_2(image, INNER_NEAR, 3);
	put_content(image, INNER_NEAR);
	seal(image, 0x40, salts[1][1]);
}

static const struct expected boot_3 = {
	.format = "tplink-v3",
	.board = "08410014 00000001",
	.boards = 2,
	.version = "0.9.1",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 0x37, 0x40, 0x4f, 0x300, INNER_NEAR + 0x300 },
};

static void headers_2_and_3_are_checked_by_their_md5(void **state)
{
	AUTO_FREE struct image *image_2 = make(build_2);
	AUTO_FREE struct image *image_3 = make(build_boot_3);

	(void)state;
	assert_mechanical(image_2, &second);
	assert_mechanical(image_3, &boot_3);
}

/* Where header 3 has its signature is known from source code alone. */
static void a_signature_in_header_3_is_told_and_decides_nothing(void **state)
{
	AUTO_FREE struct image *image = mem_zalloc(1, sizeof(*image));
	struct firmware firmware;

	(void)state;
	image_fill(image, HEADER, 0x1000);
	put_header_2(image, 0, 3);
	put_be32(image->bytes + 0x88, 0x1000);
	put_header_2(image, INNER_FAR, 3);
	put_content(image, INNER_FAR);
	image_fill(image, INNER_FAR + 0xd0, 128);
	seal(image, 0x40, salts[1][1]);
	firmware = examine(image);
	assert_int_equal(check_of(&firmware, "signature"), CHECK_UNKNOWN);
	assert_int_equal(firmware.findings.signature, SIGNATURE_NONE);
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
}

static void a_part_beyond_the_end_is_truncation(void **state)
{
	static const uint32_t lengths[] = { KERNEL + SYSTEM + PADDING + 1, 0x7fffffff, 0xffffffff };
	AUTO_FREE struct image *image = make(build_2);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct firmware firmware;

		put_be32(image->bytes + 0x78, lengths[i]);
		seal(image, 0x40, salts[1][0]);
		firmware = examine(image);
		assert_int_equal(firmware.findings.completeness, COMPLETE_TRUNCATED);
		assert_false(is_sound(&firmware));
		firmware_done(&firmware);
	}
}

static void build_safeloader(struct image *image)
{
	put_safeloader(image, TABLE, ARCHERS);
	seal_safeloader(image, 0, 4);
}

static const struct expected safeloader = {
	.format = "tplink-safeloader",
	.board = "Archer C7 5.0.0",
	.boards = 5,
	.version = "7.0.0",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 3, 4, 19, 0x100, 0x1840, 0x2400 },
};

static void a_safeloader_image_names_every_model_it_supports(void **state)
{
	AUTO_FREE struct image *image = make(build_safeloader);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &safeloader);
	assert_int_equal(firmware.findings.board_count, 5);
	assert_true(
	        names(&firmware, "{product_name:Archer C7,product_ver:5.0.0,special_id:45550000}"));
	assert_true(names(&firmware, "Archer A Very Long Name 12.0.0"));
	assert_true(names(&firmware, "CPE210(TP-LINK|UN|N300-2):1.0"));
	assert_int_equal(firmware.findings.segment_count, 3);
	assert_string_equal(firmware.findings.segments[0].target, "flash 0x70000");
	assert_string_equal(firmware.findings.segments[1].target, "not flashed by itself");
	firmware_done(&firmware);
}

static void a_part_too_big_for_its_place_in_the_flash_is_warned_about(void **state)
{
	AUTO_FREE struct image *image = make(build_safeloader);
	struct firmware firmware = examine(image);

	(void)state;
	assert_int_equal(firmware.findings.warning_count, 1);
	assert_non_null(strstr(firmware.findings.warnings[0], "'os-image' has 1000 bytes"));
	firmware_done(&firmware);
}

static void a_part_outside_a_safeloader_image_is_damage(void **state)
{
	static const char *const lines[] = {
		"fwup-ptn os-image base 0x7fffffff size 0x00010\t\r\n",
		"fwup-ptn os-image base 0x00000 size 0xffffffff\t\r\n",
		"fwup-ptn os-image base 0x01000 size 0x00800\t\r\n",
	};
	AUTO_FREE struct image *image = make(build_safeloader);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lines); i++) {
		struct firmware firmware;

		memcpy(image->bytes + TABLE, lines[i], strlen(lines[i]) + 1);
		seal_safeloader(image, 0, 4);
		firmware = examine(image);
		assert_int_equal(check_of(&firmware, "MD5"), CHECK_OK);
		assert_int_equal(check_of(&firmware, "partitions"), CHECK_BAD);
		assert_false(is_sound(&firmware));
		firmware_done(&firmware);
	}
}

/* 128 bytes behind the image, and only behind an EAP's. */
static void only_an_eap_may_have_a_signature_after_its_end(void **state)
{
	static const struct {
		const char *models;
		size_t more;
		bool sound;
	} cases[] = {
		{ "SupportList:\r\nEAP245(TP-LINK|UN|AC1750-D):3.0\r\n", 128, true },
		{ "SupportList:\r\nEAP245(TP-LINK|UN|AC1750-D):3.0\r\n", 127, false },
		{ "SupportList:\r\nCPE210(TP-LINK|UN|N300-2):1.0\r\n", 128, false },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		AUTO_FREE struct image *image = mem_zalloc(1, sizeof(*image));
		struct firmware firmware;

		put_safeloader(image, TABLE, cases[i].models);
		seal_safeloader(image, 0, 4);
		image_fill(image, image->size, cases[i].more);
		firmware = examine(image);
		assert_int_equal(check_of(&firmware, "MD5"), CHECK_OK);
		assert_int_equal(is_sound(&firmware), cases[i].sound);
		firmware_done(&firmware);
	}
}

/* Where MD5 and size have changed places, and where the image is signed for the cloud. */
static void what_is_only_known_from_source_code_decides_nothing(void **state)
{
	static const struct {
		const char *format;
		const char *start;
		size_t table;
		size_t size;
		size_t md5;
	} kinds[] = {
		{ "tplink-safeloader", "?NEW", 0x1050, 0x10, 0 },
		{ "tplink-cloud", "fw-type:Cloud\n", TABLE, 0, 4 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		AUTO_FREE struct image *image = mem_zalloc(1, sizeof(*image));
		struct firmware firmware;

		put_safeloader(image, kinds[i].table, ARCHERS);
		put_text(image, 0x14, kinds[i].start);
		seal_safeloader(image, kinds[i].size, kinds[i].md5);
		image->bytes[image->size - 1] ^= 1;
		firmware = examine(image);
		assert_string_equal(firmware.findings.format, kinds[i].format);
		assert_int_equal(check_of(&firmware, "MD5"), CHECK_UNPROVEN);
		assert_string_equal(firmware.findings.version, "7.0.0");
		assert_true(names(&firmware, "Archer C7 5.0.0"));
		assert_true(is_sound(&firmware));
		firmware_done(&firmware);
	}
}

static void build_2022(struct image *image)
{
	static const char models[] = "SupportList:\r\nEAP610-Outdoor(TP-Link|UN|AX1800-D):1.0\r\n";
	uint32_t length = (uint32_t)strlen(models);

	memset(image->bytes, 0xff, TABLE);
	put_be32(image->bytes + TABLE, SYSTEM);
	put_be32(image->bytes + TABLE + 4, 2);
	put_item(image, 0, "support-list", SYSTEM, length);
	put_item(image, 1, "soft-version", SYSTEM + length, 12);
	image_fill(image, DATA_2022, SYSTEM + length + 12);
	put_text(image, DATA_2022 + SYSTEM, models);
	memcpy(image->bytes + DATA_2022 + SYSTEM + length,
	       "\xff\x01\x02\x03\x20\x23\x04\x05\0\0\0\x07", 12);
	seal_safeloader(image, 0, 4);
}

static const struct expected of_2022 = {
	.format = "tplink-2022",
	.board = "EAP610-Outdoor(TP-Link|UN|AX1800-D):1.0",
	.version = "1.2.3, 20230405, revision 7",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 3, 4, 0x101f, 0x1700, DATA_2022 + 3, DATA_2022 + SYSTEM + 20 },
};

static void the_container_of_2022_is_checked_by_its_md5(void **state)
{
	AUTO_FREE struct image *image = make(build_2022);
	struct firmware firmware;

	(void)state;
	assert_mechanical(image, &of_2022);
	put_be32(image->bytes + 0x101c + 40, 0xfffffff0);
	seal_safeloader(image, 0, 4);
	firmware = examine(image);
	assert_int_equal(check_of(&firmware, "items"), CHECK_BAD);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
}

static void an_rtos_image_is_named_and_nothing_of_it_is_proven(void **state)
{
	AUTO_FREE struct image *image = mem_zalloc(1, sizeof(*image));
	struct firmware firmware;

	(void)state;
	image_fill(image, 0, 1000);
	put_be32(image->bytes, 0x00142fc0);
	put_text(image, 20, "IMG0");
	firmware = examine(image);
	assert_string_equal(firmware.findings.format, "tplink-rtos");
	assert_int_equal(check_of(&firmware, "size"), CHECK_UNPROVEN);
	assert_int_equal(check_of(&firmware, "model"), CHECK_UNPROVEN);
	assert_int_equal(firmware.findings.board_count, 0);
	assert_false(suits(&firmware, "tplink-rtos", "0001"));
	firmware_done(&firmware);
}

TEST_MAIN(TEST(header_1_is_checked_by_both_its_md5s), TEST(an_empty_md5_is_absent_and_not_wrong),
          TEST(openwrt_writes_its_name_into_header_1_and_no_second_md5),
          TEST(layout_1_may_say_version_2),
          TEST(an_image_with_a_boot_loader_has_a_header_inside_and_says_so),
          TEST(headers_2_and_3_are_checked_by_their_md5),
          TEST(a_signature_in_header_3_is_told_and_decides_nothing),
          TEST(a_part_beyond_the_end_is_truncation),
          TEST(a_safeloader_image_names_every_model_it_supports),
          TEST(a_part_too_big_for_its_place_in_the_flash_is_warned_about),
          TEST(a_part_outside_a_safeloader_image_is_damage),
          TEST(only_an_eap_may_have_a_signature_after_its_end),
          TEST(what_is_only_known_from_source_code_decides_nothing),
          TEST(the_container_of_2022_is_checked_by_its_md5),
          TEST(an_rtos_image_is_named_and_nothing_of_it_is_proven))
