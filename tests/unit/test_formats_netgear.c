/* firmware/netgear_chk, firmware/netgear_dni, firmware/netgear_addheader,
 * firmware/netgear_encrypted, firmware/sercomm: made from their field tables.
 */
#include "inner_image.h"

enum { CONTENT = 3000 };

static void put_netgear(uint8_t *to, const uint8_t *data, size_t size)
{
	put_be32(to, sum_of(SUM_NETGEAR, data, size));
}

static void seal_chk(struct image *image)
{
	uint8_t *bytes = image->bytes;
	uint32_t header = get_be32(bytes + 4);
	uint32_t kernel = get_be32(bytes + 24);
	uint32_t system = get_be32(bytes + 28);

	put_netgear(bytes + 16, bytes + header, kernel);
	if (system)
		put_netgear(bytes + 20, bytes + header + kernel, system);
	put_netgear(bytes + 32, bytes + header, kernel + system);
	put_be32(bytes + 36, 0);
	put_netgear(bytes + 36, bytes, header);
}

static void build_chk(struct image *image)
{
	static const char board[] = "U12H270T00_NETGEAR";
	uint32_t header = 40 + (uint32_t)strlen(board);

	put_text(image, 0, "*#$^");
	put_be32(image->bytes + 4, header);
	memcpy(image->bytes + 8, "\x01\x01\x00\x02\x50\x01\x00\x09", 8);
	put_be32(image->bytes + 24, CONTENT);
	put_be32(image->bytes + 28, CONTENT);
	put_text(image, 40, board);
	image_fill(image, header, 2 * CONTENT);
	seal_chk(image);
}

static const struct expected chk = {
	.format = "netgear-chk",
	.board = "U12H270T00_NETGEAR",
	.version = "V1.0.2.80_1.0.9",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 8, 41, 18, 38, 1000, 58 + 2 * CONTENT - 1 },
};

static void a_chk_image_is_checked_by_its_four_checksums(void **state)
{
	AUTO_FREE struct image *image = make(build_chk);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &chk);
	assert_string_equal(firmware.findings.region, "WW");
	assert_int_equal(check_of(&firmware, "checksum of the header"), CHECK_OK);
	assert_int_equal(check_of(&firmware, "checksum of the kernel"), CHECK_OK);
	assert_int_equal(check_of(&firmware, "checksum of the root file system"), CHECK_OK);
	assert_int_equal(check_of(&firmware, "checksum of the content"), CHECK_OK);
	assert_int_equal(firmware.findings.segment_count, 2);
	assert_int_equal(firmware.findings.segments[1].offset, 58 + CONTENT);
	firmware_done(&firmware);
}

static void a_chk_image_may_have_one_part(void **state)
{
	AUTO_FREE struct image *image = make(build_chk);
	struct firmware firmware;

	(void)state;
	put_be32(image->bytes + 24, 2 * CONTENT);
	put_be32(image->bytes + 28, 0);
	put_be32(image->bytes + 20, 0);
	seal_chk(image);
	firmware = examine(image);
	assert_true(is_sound(&firmware));
	assert_int_equal(firmware.findings.segment_count, 1);
	firmware_done(&firmware);
}

static void a_chk_header_of_no_possible_length_is_refused(void **state)
{
	static const uint32_t lengths[] = { 0, 40, 104, 0x7fffffff, 0xffffffff };
	AUTO_FREE struct image *image = make(build_chk);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		put_be32(image->bytes + 4, lengths[i]);
		assert_noticed(image, &chk, "a header of", lengths[i]);
	}
}

/* The last byte makes the sum of all bytes what it must be. */
static void seal_sum(struct image *image, size_t at, uint8_t wanted)
{
	image->bytes[at] = 0;
	image->bytes[at] = (uint8_t)(wanted - sum_of(SUM_ADD8, image->bytes, image->size));
}

static void build_dni(struct image *image)
{
	put_text(image, 0,
	         "device:EX7300series\nversion:V1.0.2.99\nregion:WW\n"
	         "hd_id:29765104+16+0+128\n");
	image_fill(image, 128, CONTENT + 1);
	seal_sum(image, image->size - 1, 0xff);
}

static const struct expected dni = {
	.format = "netgear-dni",
	.board = "EX7300series",
	.boards = 2,
	.version = "V1.0.2.99",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 8, 100, 128, 1000, 128 + CONTENT },
};

static void a_dni_image_is_checked_by_the_sum_of_its_bytes(void **state)
{
	AUTO_FREE struct image *image = make(build_dni);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &dni);
	assert_string_equal(firmware.findings.region, "WW");
	assert_int_equal(firmware.findings.board_count, 2);
	assert_true(names(&firmware, "EX7300series 29765104+16+0+128"));
	assert_int_equal(firmware.findings.warning_count, 1);
	assert_non_null(strstr(firmware.findings.warnings[0], "8-bit sum"));
	firmware_done(&firmware);
}

static void a_dni_image_may_have_no_region_and_no_hardware_id(void **state)
{
	struct image image = { 0 };
	struct firmware firmware;

	(void)state;
	put_text(&image, 0, "device:WNR2000v5\nversion:V1.0.0.78\nregion:\n");
	image_fill(&image, 128, CONTENT);
	seal_sum(&image, image.size - 1, 0xff);
	firmware = examine(&image);
	assert_true(is_sound(&firmware));
	assert_int_equal(firmware.findings.board_count, 1);
	assert_string_equal(firmware.findings.boards[0].code, "WNR2000v5");
	assert_string_equal(firmware.findings.region, "");
	firmware_done(&firmware);
}

/* A sum of 8 bits misses every 256th damage: what is inside knows where it ends. */
static void a_cut_that_the_sum_misses_is_noticed_by_what_is_inside(void **state)
{
	struct image image = { 0 };
	struct firmware firmware;

	(void)state;
	put_text(&image, 0, "device:R7800\nversion:V1.0\nregion:WW\n");
	image_fill(&image, 128, CONTENT);
	put_squashfs(image.bytes + 128, CONTENT + 1);
	seal_sum(&image, image.size - 1, 0xff);
	firmware = examine(&image);
	assert_int_equal(check_of(&firmware, "sum of all bytes"), CHECK_OK);
	assert_int_equal(firmware.findings.completeness, COMPLETE_TRUNCATED);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
}

static void build_encrypted(struct image *image)
{
	put_text(image, 0, "WAX214v2");
	put_text(image, 32, "EU");
	put_text(image, 64, "V1.0.2.3");
	image->bytes[197] = 1;
	image->bytes[198] = 2;
	put_text(image, 212, "1010000013140000_NETGEAR;WAX214v2;WAX213");
	put_text(image, 512, "encrpted_img");
	put_be32(image->bytes + 524, CONTENT);
	put_be32(image->bytes + 528, 0x20000);
	image_fill(image, 532, CONTENT + 4);
	put_be32(image->bytes + 532 + CONTENT, sum_of(SUM_CRC32_RAW, image->bytes, 532 + CONTENT));
}

static const struct expected encrypted = {
	.format = "netgear-encrypted",
	.board = "WAX214v2",
	.boards = 3,
	.version = "V1.0.2.3",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 2, 215, 527, 1000, 532 + CONTENT, 535 + CONTENT },
};

static void an_encrypted_image_is_checked_without_its_key(void **state)
{
	AUTO_FREE struct image *image = make(build_encrypted);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &encrypted);
	assert_int_equal(firmware.findings.board_count, 3);
	assert_true(names(&firmware, "1010000013140000_NETGEAR"));
	assert_true(names(&firmware, "WAX213"));
	assert_string_equal(firmware.findings.region, "EU");
	assert_int_equal(check_of(&firmware, "content"), CHECK_UNKNOWN);
	firmware_done(&firmware);
}

static void build_addheader(struct image *image)
{
	put_text(image, 0, "NG_WN802T");
	image_fill(image, 20, CONTENT);
	put_be32(image->bytes + 16, sum_of(SUM_CRC32, image->bytes, image->size));
}

static const struct expected addheader = {
	.format = "netgear-addheader",
	.board = "NG_WN802T",
	.version = "",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 4, 16, 19, 20, 1000, 19 + CONTENT },
};

static void a_model_header_is_checked_by_its_crc(void **state)
{
	AUTO_FREE struct image *image = make(build_addheader);
	struct image text = { 0 };
	struct firmware firmware;

	(void)state;
	assert_mechanical(image, &addheader);
	image_fill(&text, 0, 100);
	put_text(&text, 0, "NG_o, this is not it");
	firmware = examine(&text);
	assert_int_not_equal(firmware.findings.origin, ORIGIN_VENDOR_LAYOUT);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
}

static void put_sercomm(struct image *image, size_t at)
{
	put_text(image, at, "sErCoMm");
	image->bytes[at + 8] = 1;
	put_text(image, at + 11, "AYA");
	put_text(image, at + 45, "A001");
	put_be32(image->bytes + at + 55, 0x0123);
	put_text(image, at + 63, "sErCoMm");
}

static void build_sercomm(struct image *image)
{
	put_sercomm(image, 0);
	image_fill(image, 512, CONTENT);
	seal_sum(image, 511, 0);
}

static const struct expected sercomm = {
	.format = "sercomm",
	.board = "AYA",
	.boards = 2,
	.version = "0123",
	.origin = ORIGIN_VENDOR_LAYOUT,
	.flips = { 2, 12, 57, 300, 511, 1000 },
};

static void a_sercomm_header_is_checked_by_the_sum_of_the_file(void **state)
{
	AUTO_FREE struct image *image = make(build_sercomm);
	struct firmware firmware = examine(image);

	(void)state;
	assert_mechanical(image, &sercomm);
	assert_true(names(&firmware, "AYA A001"));
	firmware_done(&firmware);
}

static void a_sercomm_footer_names_the_model_and_protects_nothing(void **state)
{
	AUTO_FREE struct image *image = mem_zalloc(1, sizeof(*image));
	struct firmware firmware;

	(void)state;
	image_fill(image, 0, CONTENT + 71);
	memset(image->bytes + CONTENT, 0, 71);
	put_sercomm(image, CONTENT);
	firmware = examine(image);
	assert_true(is_sound(&firmware));
	assert_true(suits(&firmware, "sercomm", "AYA"));
	assert_false(suits(&firmware, "sercomm", "AYB"));
	assert_non_null(strstr(firmware.findings.warnings[0], "no checksum protects it"));
	firmware_done(&firmware);
	image->size--;
	firmware = examine(image);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
}

TEST_MAIN(TEST(a_chk_image_is_checked_by_its_four_checksums), TEST(a_chk_image_may_have_one_part),
          TEST(a_chk_header_of_no_possible_length_is_refused),
          TEST(a_dni_image_is_checked_by_the_sum_of_its_bytes),
          TEST(a_dni_image_may_have_no_region_and_no_hardware_id),
          TEST(a_cut_that_the_sum_misses_is_noticed_by_what_is_inside),
          TEST(an_encrypted_image_is_checked_without_its_key),
          TEST(a_model_header_is_checked_by_its_crc),
          TEST(a_sercomm_header_is_checked_by_the_sum_of_the_file),
          TEST(a_sercomm_footer_names_the_model_and_protects_nothing))
