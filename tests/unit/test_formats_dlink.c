/* firmware/dlink_shrs, firmware/dlink_jboot, firmware/dlink_dap, firmware/seama, firmware/wrg:
 * D-Link's formats, from images made here by their field tables.
 */
#include "inner_image.h"

#include <openssl/evp.h>

enum { DATA = 1000 };

/* Sealed when a board is named; of 28 bytes of metadata each. */
static struct image seama(bool is_le, const char *board)
{
	struct image image = { .size = 0 };
	const char *magic = is_le ? "\x17\xa4\xa3\x5e" : "\x5e\xa3\xa4\x17";
	size_t at = board ? 40 : 0;

	image_put(&image, at, magic, 4);
	image_text(&image, at + 28, "type=firmware");
	image_fill(&image, at + 56, DATA);
	image_digest(&image, at + 12, DIGEST_MD5, at + 56, DATA);
	(is_le ? put_le16 : put_be16)(image.bytes + at + 6, 28);
	(is_le ? put_le32 : put_be32)(image.bytes + at + 8, DATA);
	if (!board)
		return image;
	image_put(&image, 0, magic, 4);
	(is_le ? put_le16 : put_be16)(image.bytes + 6, 28);
	image_text(&image, 12, "signature=");
	image_text(&image, 22, board);
	return image;
}

static void a_sealed_seama_image_names_its_board(void **state)
{
	const struct image be = seama(false, "wrgac05");
	const struct image le = seama(true, "wrgac05");

	(void)state;
	assert_mechanical(&be, &(struct expected){ .format = "seama",
	                                           .board = "wrgac05",
	                                           .origin = ORIGIN_VENDOR_LAYOUT,
	                                           .flips = { 40, 500, 55 } });
	assert_mechanical(&le, &(struct expected){ .format = "seama",
	                                           .board = "wrgac05",
	                                           .origin = ORIGIN_VENDOR_LAYOUT,
	                                           .checks = CHECK_UNPROVEN });
}

static void an_unsealed_seama_image_names_no_board(void **state)
{
	const struct image image = seama(false, NULL);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "seama",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 500, 12 } });
}

static void a_seal_alone_is_cut(void **state)
{
	struct image image = seama(false, "wrgac05");

	(void)state;
	image.size = 40;
	assert_false(is_sound_image(&image));
}

static struct image wrg(bool is_le)
{
	struct image image = { .size = 0 };
	uint8_t covered[36 + DATA] = { 0 };
	struct digest md5;

	image_text(&image, 0, "wrgn76_dlob");
	for (size_t i = 32; i < 40; i += 4)
		(is_le ? put_le32 : put_be32)(image.bytes + i, 0x20040220);
	(is_le ? put_le32 : put_be32)(image.bytes + 40, DATA);
	image_text(&image, 48, "/dev/mtdblock/2");
	image_fill(&image, 96, DATA);
	memcpy(covered, image.bytes + 44, 36);
	memcpy(covered + 36, image.bytes + 96, DATA);
	md5 = digest_of(DIGEST_MD5, (struct bytes){ covered, sizeof(covered) });
	image_put(&image, 80, md5.bytes, 16);
	return image;
}

static void wrg_is_read_in_both_byte_orders(void **state)
{
	(void)state;
	for (int is_le = 0; is_le < 2; is_le++) {
		const struct image image = wrg(is_le);

		assert_mechanical(&image, &(struct expected){ .format = "wrg",
		                                              .board = "wrgn76_dlob",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 50, 500, 95 } });
	}
}

static struct image wrgg(bool is_le, bool is_lzma)
{
	struct image image = { .size = 0 };
	uint8_t covered[36 + DATA] = { 0 };
	struct digest md5;

	image_text(&image, 0, "wapac09_dkbs_dap2660");
	image_put(&image, 32, "\x21\x03\x08\x20\x21\x03\x08\x20", 8);
	image_text(&image, 40, "v1.10");
	image_text(&image, 56, "DAP-2660");
	(is_le ? put_le32 : put_be32)(image.bytes + 104, DATA);
	image_fill(&image, 160, DATA);
	if (is_lzma)
		memcpy(image.bytes + 160, "\x5d\0\0\x80\0", 5);
	memcpy(covered, image.bytes + 108, 36);
	memcpy(covered + 36, image.bytes + 160, DATA);
	md5 = digest_of(DIGEST_MD5, (struct bytes){ covered, sizeof(covered) });
	image_put(&image, 144, md5.bytes, 16);
	return image;
}

static void wrgg_finds_its_byte_order_by_its_size(void **state)
{
	(void)state;
	for (int is_le = 0; is_le < 2; is_le++) {
		struct image image = wrgg(is_le, true);

		assert_mechanical(&image, &(struct expected){ .format = "wrgg",
		                                              .board = "wapac09_dkbs_dap2660",
		                                              .version = "v1.10",
		                                              .origin = ORIGIN_VENDOR_LAYOUT,
		                                              .flips = { 112, 500, 144 } });
		image.size += 64;
		assert_true(is_sound_image(&image));
	}
}

static void the_md5_of_a_wrgg_body_that_may_be_encrypted_decides_nothing(void **state)
{
	const struct image image = wrgg(true, false);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "wrgg",
	                                              .board = "wapac09_dkbs_dap2660",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .checks = CHECK_UNPROVEN });
}

/* STAG, SCH2, 500 bytes of kernel and 500 of a root file system. */
static void put_stag(struct image *image, size_t at)
{
	uint8_t *stag = image->bytes + at;
	uint8_t *sch2 = stag + 16;

	image_put(image, at, "\x04\x04\x24\x2b", 4);
	image_fill(image, at + 56, DATA);
	put_le16(sch2, 0x2124);
	put_le16(sch2 + 2, 0x0203);
	put_le32(sch2 + 8, 500);
	put_le32(sch2 + 12, sum_of(SUM_CRC32, stag + 56, 500));
	put_le32(sch2 + 20, 0x10000 + 556);
	put_le32(sch2 + 24, 500);
	put_le32(sch2 + 28, sum_of(SUM_CRC32, stag + 556, 500));
	put_le16(sch2 + 36, 40);
	put_le32(sch2 + 32, sum_of(SUM_CRC32, sch2, 40));
	put_le32(stag + 8, 540);
	put_le16(stag + 12, (uint16_t)sum_of(SUM_JBOOT, sch2, 540));
	put_le16(stag + 14, (uint16_t)~sum_of(SUM_JBOOT, stag, 14));
}

static struct image auh(bool is_ai)
{
	struct image image = { .size = 0 };

	put_stag(&image, 80);
	image.bytes[80] = 0xff;
	memcpy(image.bytes, "DLK6E2414009", 12);
	put_le32(image.bytes + 44, (uint32_t)image.size - 80);
	put_le16(image.bytes + 64, 0x4842);
	put_le16(image.bytes + 66, 2);
	image.bytes[70] = is_ai ? 8 : 4;
	image.bytes[71] = is_ai ? 0 : 4;
	put_le16(image.bytes + 14, (uint16_t)sum_of(SUM_JBOOT, image.bytes + 80, image.size - 80));
	put_le16(image.bytes + 78, (uint16_t)~sum_of(SUM_JBOOT, image.bytes, 78));
	return image;
}

static void jboot_checks_every_part(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_stag(&image, 0);
	assert_mechanical(&image, &(struct expected){ .format = "dlink-jboot",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 9, 12, 14, 21, 48, 100, 700 } });
}

static void jboot_for_the_factory_names_its_rom(void **state)
{
	const struct image image = auh(false);

	(void)state;
	assert_mechanical(&image, &(struct expected){ .format = "dlink-jboot",
	                                              .board = "DLK6E2414009",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .flips = { 30, 400, 14 } });
}

static void the_sums_of_an_ai_router_decide_nothing(void **state)
{
	struct image image = auh(true);
	struct firmware firmware;

	(void)state;
	image.bytes[14] ^= 1;
	firmware = examine(&image);
	assert_int_equal(firmware.findings.checks[0].result, CHECK_UNPROVEN);
	assert_int_equal(firmware.findings.checks[1].result, CHECK_UNPROVEN);
	firmware_done(&firmware);
	assert_true(is_sound_image(&image));
}

static void dap_is_recognised_by_its_structure(void **state)
{
	struct image v1 = { .size = 0 };
	struct image v2 = { .size = 0 };
	struct expected expected = { .format = "dlink-dap",
		                     .board = "RT3052-AP",
		                     .version = "1.01",
		                     .origin = ORIGIN_VENDOR_LAYOUT,
		                     .flips = { 400, 3 } };

	(void)state;
	image_fill(&v1, 80, DATA);
	image_text(&v1, 4, "DAP-1330");
	image_text(&v1, 24, "RT3052-AP");
	v1.bytes[55] = 80;
	put_be32(v1.bytes + 60, DATA);
	image_text(&v1, 64, "EU");
	image_text(&v1, 68, "1.01");
	put_be32(v1.bytes, sum_of(SUM_ADD32, v1.bytes + 80, DATA));
	assert_mechanical(&v1, &expected);
	image_fill(&v2, 72, DATA);
	put_le32(v2.bytes, 72);
	put_be32(v2.bytes + 8, DATA);
	put_be32(v2.bytes + 12, 917504);
	image_text(&v2, 16, "RT3052-AP");
	image_text(&v2, 48, "1.01");
	put_be32(v2.bytes + 4, sum_of(SUM_ADD32, v2.bytes + 72, DATA));
	expected.flips[1] = 7;
	assert_mechanical(&v2, &expected);
}

static void the_salted_md5_is_for_the_device_alone(void **state)
{
	struct image image = seama(false, "wrgac05");
	struct firmware firmware;

	(void)state;
	image_text(&image, image.size, "word");
	image_fill(&image, image.size - 1, 16);
	image_put(&image, image.size, "\x00\xc0\xff\xee", 4);
	firmware = examine(&image);
	assert_string_equal(firmware.findings.container, "dlink-ru > seama");
	assert_int_equal(firmware.findings.checks[0].result, CHECK_UNKNOWN);
	assert_true(suits(&firmware, "dlink-ru", "wrgac05"));
	firmware_done(&firmware);
	image.bytes[500] ^= 4;
	assert_false(is_sound_image(&image));
}

static void shrs_is_checked_without_its_key(void **state)
{
	enum { ENCRYPTED = 1008 };
	struct image image = { .size = 0 };
	const struct expected expected = { .format = "dlink-shrs",
		                           .origin = ORIGIN_VENDOR_LAYOUT,
		                           .flips = { 2000, 156, 4 + 2 } };

	(void)state;
	image_text(&image, 0, "SHRS");
	put_be32(image.bytes + 4, ENCRYPTED - 9);
	put_be32(image.bytes + 8, ENCRYPTED);
	image_fill(&image, 1756, ENCRYPTED);
	image_digest(&image, 156, DIGEST_SHA512, 1756, ENCRYPTED);
	assert_true(is_sound_image(&image));
	assert_damage_noticed(&image, &expected);
	image_put(&image, image.size, "\0\0\0\0\x30", 5);
	assert_true(is_sound_image(&image));
	image.size--;
	assert_noticed(&image, &expected, "cut to", image.size);
}

static const uint8_t shrs_key[17] =
        "\xc0\x5f\xbf\x19\x36\xc9\x94\x29\xce\x2a\x07\x81\xf0\x8d\x6a\xd8";

/* A uImage of 1064 bytes for the DIR-878, encrypted with the public key of most models. */
static struct image shrs(void)
{
	enum { AT = 1756, PLAIN = 160 + DATA, ENCRYPTED = 1168 };
	EVP_CIPHER_CTX *state = EVP_CIPHER_CTX_new();
	struct image image = { .size = 0 };
	uint8_t *bytes = image.bytes;
	int written;

	put_uimage(&image, AT, DATA);
	image_fill(&image, AT + 160, DATA);
	memset(bytes + AT + 64, 0, 96);
	put_text(&image, AT + 64, "DIR-878");
	seal_uimage(bytes + AT, 160);
	image_text(&image, 0, "SHRS");
	put_be32(bytes + 4, PLAIN);
	put_be32(bytes + 8, ENCRYPTED);
	image_fill(&image, 12, 16);
	image_digest(&image, 92, DIGEST_SHA512, AT, PLAIN);
	memcpy(bytes + AT + PLAIN, shrs_key, 16);
	image_digest(&image, 28, DIGEST_SHA512, AT, PLAIN + 16);
	memset(bytes + AT + PLAIN, 0, 16);
	assert_int_equal(EVP_EncryptInit_ex(state, EVP_aes_128_cbc(), NULL, shrs_key, bytes + 12),
	                 1);
	EVP_CIPHER_CTX_set_padding(state, 0);
	assert_int_equal(EVP_EncryptUpdate(state, bytes + AT, &written, bytes + AT, ENCRYPTED), 1);
	EVP_CIPHER_CTX_free(state);
	image.size = AT + ENCRYPTED;
	image_digest(&image, 156, DIGEST_SHA512, AT, ENCRYPTED);
	image_put(&image, image.size, "\0\0\0\0\x30", 5);
	return image;
}

static void shrs_with_a_public_key_is_decrypted_and_names_its_board(void **state)
{
	const struct image image = shrs();
	struct firmware firmware = examine(&image);

	(void)state;
	assert_string_equal(firmware.findings.container, "dlink-shrs > uimage");
	assert_int_equal(check_of(&firmware, "SHA-512 of the plain data"), CHECK_OK);
	firmware_done(&firmware);
	/* The first bytes of the vector, too: they spoil the magic of what is inside. */
	assert_mechanical(&image,
	                  &(struct expected){ .format = "dlink-shrs",
	                                      .board = "DIR-878",
	                                      .origin = ORIGIN_VENDOR_LAYOUT,
	                                      .flips = { 12, 27, 28, 92, 156, 1760, 2500, 7 } });
}

static struct image beginning(const void *bytes, size_t size)
{
	struct image image = { .size = 0 };

	image_fill(&image, 0, DATA + 24);
	image_put(&image, 0, bytes, size);
	return image;
}

static void assert_named_only(const struct image *image, const char *format, const char *board,
                              enum check_result checks)
{
	assert_mechanical(image, &(struct expected){ .format = format,
	                                             .board = board,
	                                             .origin = ORIGIN_VENDOR_LAYOUT,
	                                             .checks = checks,
	                                             .blind_to_cut = true });
}

static void of_encrypted_images_nothing_is_called_checked(void **state)
{
	static const struct {
		const char *bytes;
		size_t size;
		const char *format;
		const char *board;
	} kinds[] = {
		{ "\x3d\xe6\x02\x63\x3f\xc1\x85\xe7", 8, "dlink-alpha", "DIR-868L A" },
		{ "\x35\x66\x6f\x68", 4, "dlink-alpha", "DAP-1665 B" },
		{ "encrpted_img\0\0\x03\xf0", 16, "dlink-encrypted", NULL },
		{ "MH01", 4, "dlink-mh01", NULL },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		const struct image image = beginning(kinds[i].bytes, kinds[i].size);
		struct firmware firmware = examine(&image);

		assert_string_equal(firmware.findings.format, kinds[i].format);
		assert_int_equal(firmware.findings.check_count, 2);
		assert_int_equal(firmware.findings.checks[0].result, CHECK_UNKNOWN);
		assert_int_equal(firmware.findings.checks[1].result, CHECK_UNPROVEN);
		if (kinds[i].board)
			assert_true(suits(&firmware, kinds[i].format, kinds[i].board));
		firmware_done(&firmware);
		assert_true(is_sound_image(&image));
	}
}

static void containers_nobody_has_seen_checked_are_named(void **state)
{
	struct image tlv = beginning("\x64\x80\x19\x40"
	                             "DIR-X",
	                             10);
	struct image dkbs = beginning("wapac36_dkbs_dap2680", 21);
	struct image dead = beginning("\xde\xaf\xbe\xad\x86", 5);
	struct image package = beginning("FPKG\0\0\0\1\0\0\0\x0c\0\0\0\x1c", 16);
	struct image nas = beginning("", 0);

	(void)state;
	memset(tlv.bytes + 36, 0, 32);
	image_text(&tlv, 36, "AX1800");
	assert_named_only(&tlv, "dlink-tlv", "AX1800", CHECK_UNPROVEN);
	memset(dkbs.bytes + 20, 0, 12);
	assert_named_only(&dkbs, "dlink-dkbs", "wapac36_dkbs_dap2680", CHECK_UNPROVEN);
	assert_named_only(&dead, "dlink-deafbead", NULL, CHECK_UNPROVEN);
	assert_named_only(&package, "dlink-package", NULL, CHECK_UNPROVEN);
	memset(nas.bytes, 0, 64);
	put_le32(nas.bytes, 64);
	put_le32(nas.bytes + 4, 500);
	put_le32(nas.bytes + 8, 564);
	put_le32(nas.bytes + 12, 400);
	memcpy(nas.bytes + 48,
	       "\x55\xaa"
	       "FrodoII\0\x55\xaa",
	       12);
	assert_named_only(&nas, "dlink-nas", "FrodoII", CHECK_UNPROVEN);
}

TEST_MAIN(TEST(a_sealed_seama_image_names_its_board), TEST(an_unsealed_seama_image_names_no_board),
          TEST(a_seal_alone_is_cut), TEST(wrg_is_read_in_both_byte_orders),
          TEST(wrgg_finds_its_byte_order_by_its_size),
          TEST(the_md5_of_a_wrgg_body_that_may_be_encrypted_decides_nothing),
          TEST(jboot_checks_every_part), TEST(jboot_for_the_factory_names_its_rom),
          TEST(the_sums_of_an_ai_router_decide_nothing), TEST(dap_is_recognised_by_its_structure),
          TEST(the_salted_md5_is_for_the_device_alone), TEST(shrs_is_checked_without_its_key),
          TEST(shrs_with_a_public_key_is_decrypted_and_names_its_board),
          TEST(of_encrypted_images_nothing_is_called_checked),
          TEST(containers_nobody_has_seen_checked_are_named))
