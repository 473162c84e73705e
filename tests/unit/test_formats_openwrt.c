/* firmware/fwtool, firmware/ucert: what OpenWrt puts at the end of an image. */
#include "inner_image.h"
#include "test_key.h"

#include <stdio.h>

enum { DATA = 1500, RECORD = 16, SIGNATURE = 0, METADATA = 1 };

static const char usign_id[] = "0123456789abcdef";
static const char metadata[] =
        "{ \"metadata_version\": \"1.1\", \"compat_version\": \"1.0\", "
        "\"supported_devices\": [\"xiaomi,mi-router-3g\", \"mir3g\"], "
        "\"version\": { \"dist\": \"OpenWrt\", \"version\": \"23.05.5\", \"revision\": \"r24106\", "
        "\"target\": \"ramips/mt7621\", \"board\": \"xiaomi_mi-router-3g\" } }\n";

/* What was put before it is the record's payload from `at` on. */
static void put_record(struct image *image, size_t at, uint8_t kind)
{
	uint8_t *record = image->bytes + image->size;

	memset(record, 0, RECORD);
	memcpy(record, "FWx0", 4);
	record[8] = kind;
	put_be32(record + 12, (uint32_t)(image->size - at + RECORD));
	put_be32(record + 4, sum_of(SUM_CRC32_JAM, image->bytes, image->size));
	image->size += RECORD;
}

static void put_metadata(struct image *image, const char *text)
{
	size_t at = image->size;

	memset(image->bytes + at, 0, 8);
	image_put(image, at + 8, text, strlen(text));
	put_record(image, at, METADATA);
}

/* An attribute of libubox: id and length with these four bytes, data, padding. */
static void put_attribute(struct image *image, uint32_t id, const void *data, size_t size)
{
	size_t at = image->size;

	put_be32(image->bytes + at, id << 24 | (uint32_t)(size + 4));
	image_put(image, at + 4, data, size);
	while ((image->size - at) % 4)
		image->bytes[image->size++] = 0;
}

static void usign_text(uint8_t key, struct bytes message, char *text, size_t size)
{
	uint8_t raw[2 + USIGN_ID + ED25519_SIGNATURE] = "Ed\x01\x23\x45\x67\x89\xab\xcd\xef";
	char base64[128];

	test_key_sign(key, message, raw + 2 + USIGN_ID);
	EVP_EncodeBlock((uint8_t *)base64, raw, sizeof(raw));
	snprintf(text, size, "untrusted comment: signed by key 0123456789abcdef\n%s\n", base64);
}

/* A certificate for the key that signs, which is not looked at, and the signature of the image. */
static void put_signature(struct image *image, uint8_t key)
{
	size_t at = image->size;
	struct image link = { .size = 0 };
	char text[256];

	usign_text(key, (struct bytes){ image->bytes, image->size }, text, sizeof(text));
	put_attribute(&link, 0, "not this one\n", 14);
	put_attribute(&link, 1, "certificate", 11);
	put_attribute(image, 0, link.bytes, link.size);
	link.size = 0;
	put_attribute(&link, 0, text, strlen(text) + 1);
	put_attribute(image, 0, link.bytes, link.size);
	put_record(image, at, SIGNATURE);
}

static struct image upgrade(void)
{
	struct image image = { .size = 0 };

	put_uimage(&image, 0, DATA);
	put_metadata(&image, metadata);
	return image;
}

static const struct expected expected_upgrade = {
	.format = "uimage",
	.board = "xiaomi,mi-router-3g",
	.boards = 2,
	.origin = ORIGIN_OPENWRT,
	.flips = { 5, 40, 70, 1000, 64 + DATA + 30, 64 + DATA + 200 },
};

static void metadata_makes_every_flipped_bit_noticed(void **state)
{
	const struct image image = upgrade();

	(void)state;
	assert_mechanical(&image, &expected_upgrade);
}

static void a_record_whose_own_bytes_are_wrong_is_noticed(void **state)
{
	static const size_t places[] = { 16, 13, 11, 9, 2, 1 };
	const struct image image = upgrade();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct image copy = image;

		copy.bytes[image.size - places[i]] ^= 4;
		assert_noticed(&copy, &expected_upgrade, "a record's byte", places[i]);
	}
}

static void boards_of_a_new_compat_version_are_in_the_new_list(void **state)
{
	static const char text[] =
	        "{ \"compat_version\": \"2.0\", \"supported_devices\": [\"read the notes\"], "
	        "\"new_supported_devices\": [\"zbtlink,zbt-wg3526\"] }";
	struct image image = { .size = 0 };

	(void)state;
	put_uimage(&image, 0, DATA);
	put_metadata(&image, text);
	assert_mechanical(&image, &(struct expected){ .format = "uimage",
	                                              .board = "zbtlink,zbt-wg3526",
	                                              .origin = ORIGIN_OPENWRT,
	                                              .flips = { 1000 } });
}

static void metadata_that_is_no_json_is_damage(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	put_uimage(&image, 0, DATA);
	put_metadata(&image, "{ \"supported_devices\": [");
	assert_false(is_sound_image(&image));
}

static enum signature signature_of(const struct image *image, const struct keyring *keys)
{
	struct firmware firmware = examine_with(image, keys);
	enum signature signature = firmware.findings.signature;

	firmware_done(&firmware);
	return signature;
}

static void a_signature_is_verified_with_a_known_key(void **state)
{
	struct image image = upgrade();
	struct expected expected = expected_upgrade;
	struct keyring keys = { 0 };

	(void)state;
	put_signature(&image, 1);
	test_key_add(&keys, 1, "system", usign_id);
	expected.keys = &keys;
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_VALID);
	assert_mechanical(&image, &expected);
	keyring_done(&keys);
}

/* The checksum was made for the altered content: the signature alone tells. */
static void what_was_altered_after_it_was_signed_is_refused(void **state)
{
	struct image image = upgrade();
	struct expected expected = expected_upgrade;
	struct keyring keys = { 0 };
	size_t end = image.size;

	(void)state;
	put_signature(&image, 1);
	image.bytes[1000] ^= 1;
	seal_uimage(image.bytes, UIMAGE_HEADER);
	put_be32(image.bytes + end - 12, sum_of(SUM_CRC32_JAM, image.bytes, end - RECORD));
	put_be32(image.bytes + image.size - 12,
	         sum_of(SUM_CRC32_JAM, image.bytes, image.size - RECORD));
	assert_true(is_sound_image(&image));
	test_key_add(&keys, 1, "system", usign_id);
	expected.keys = &keys;
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_ALTERED);
	assert_noticed(&image, &expected, "altered content", 1000);
	keyring_done(&keys);
}

static void the_signature_of_another_key_is_not_taken_for_a_known_ones(void **state)
{
	struct image image = upgrade();
	struct keyring keys = { 0 };

	(void)state;
	put_signature(&image, 2);
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_UNASKED);
	assert_string_equal(signature_name(SIGNATURE_UNASKED), "stranger");
	test_key_add(&keys, 1, "system", "fedcba9876543210");
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_UNASKED);
	/* It calls itself by the id of a known key. */
	test_key_add(&keys, 1, "system", usign_id);
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_ALTERED);
	keyring_done(&keys);
}

enum { ROOT = 3, BUILDER = 4, AUTH = 1, REVOKE = 2 };
static const uint64_t far_away = UINT64_C(4102444800); /* 2100 */

/* The keys' ids are their numbers. */
static void put_usign(char *text, size_t size, uint8_t number, const uint8_t *data, size_t length)
{
	uint8_t raw[2 + USIGN_ID + ED25519_SIGNATURE] = { 'E', 'd', [2 + USIGN_ID - 1] = number };
	char base64[128];

	memcpy(raw + 2 + USIGN_ID, data, length);
	EVP_EncodeBlock((uint8_t *)base64, raw, (int)(2 + USIGN_ID + length));
	snprintf(text, size, "untrusted comment: a test\n%s\n", base64);
}

static void usign_by(uint8_t number, struct bytes message, char *text, size_t size)
{
	uint8_t signature[ED25519_SIGNATURE];

	test_key_sign(number, message, signature);
	put_usign(text, size, number, signature, sizeof(signature));
}

static void put_named(struct image *image, unsigned type, const char *name, const void *value,
                      size_t size)
{
	struct image content = { .size = 0 };

	put_be16(content.bytes, (uint16_t)strlen(name));
	image_text(&content, 2, name);
	content.size = (content.size + 3) & ~(size_t)3;
	image_put(&content, content.size, value, size);
	put_attribute(image, 0x80 | type, content.bytes, content.size);
}

static void put_number(struct image *image, unsigned type, const char *name, uint64_t number)
{
	uint8_t bytes[8];

	put_be32(bytes, (uint32_t)(number >> 32));
	put_be32(bytes + 4, (uint32_t)number);
	put_named(image, type, name, bytes + (type == 4 ? 0 : 4), type == 4 ? 8 : 4);
}

/* By which `signer` gives `number` a right until `until`, or takes it away. */
static void put_certificate(struct image *row, uint8_t signer, uint8_t number, uint32_t type,
                            uint64_t until)
{
	EVP_PKEY *key = test_key(number);
	struct image table = { .size = 0 };
	struct image certificate = { .size = 0 };
	struct image link = { .size = 0 };
	uint8_t raw[ED25519_KEY];
	size_t size = sizeof(raw);
	char text[256];

	assert_int_equal(EVP_PKEY_get_raw_public_key(key, raw, &size), 1);
	EVP_PKEY_free(key);
	put_number(&table, 5, "certtype", type);
	put_number(&table, 4, "validfrom", 1000000000);
	put_number(&table, 4, "expiresat", until);
	put_usign(text, sizeof(text), number, raw, sizeof(raw));
	put_named(&table, 3, "pubkey", text, strlen(text) + 1);
	put_named(&certificate, 2, "ucert", table.bytes, table.size);
	usign_by(signer, (struct bytes){ certificate.bytes, certificate.size }, text, sizeof(text));
	put_attribute(&link, 0, text, strlen(text) + 1);
	put_attribute(&link, 1, certificate.bytes, certificate.size);
	put_attribute(row, 0, link.bytes, link.size);
}

/* One certificate by the root, and the image signed by the builder's key. */
static struct image certified(uint32_t type, uint64_t until, size_t cut)
{
	struct image image = upgrade();
	struct image row = { .size = 0 };
	struct image link = { .size = 0 };
	size_t at = image.size;
	char text[256];

	put_certificate(&row, ROOT, BUILDER, type, until);
	usign_by(BUILDER, (struct bytes){ image.bytes, image.size }, text, sizeof(text));
	put_attribute(&link, 0, text, strlen(text) + 1);
	put_attribute(&row, 0, link.bytes, link.size);
	image_put(&image, at, row.bytes, row.size - cut);
	put_record(&image, at, SIGNATURE);
	return image;
}

static enum signature signature_by_root(uint32_t type, uint64_t until)
{
	const struct image image = certified(type, until, 0);
	struct keyring keys = { 0 };
	enum signature signature;

	test_key_add(&keys, ROOT, "system", "0000000000000003");
	signature = signature_of(&image, &keys);
	keyring_done(&keys);
	return signature;
}

static void a_chain_is_followed_from_a_trusted_root(void **state)
{
	(void)state;
	assert_int_equal(signature_by_root(AUTH, far_away), SIGNATURE_VALID);
}

static void an_expired_certificate_or_a_revocation_gives_no_right(void **state)
{
	(void)state;
	assert_int_equal(signature_by_root(AUTH, 1100000000), SIGNATURE_UNASKED);
	assert_int_equal(signature_by_root(REVOKE, far_away), SIGNATURE_UNASKED);
	assert_int_equal(signature_by_root(7, far_away), SIGNATURE_UNASKED);
}

static void a_chain_that_another_root_began_is_a_strangers(void **state)
{
	const struct image image = certified(AUTH, far_away, 0);
	struct keyring keys = { 0 };

	(void)state;
	test_key_add(&keys, 1, "system", "0000000000000001");
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_UNASKED);
	/* It calls itself by the root's id. */
	test_key_add(&keys, 1, "system", "0000000000000003");
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_ALTERED);
	keyring_done(&keys);
}

static void a_cut_signature_is_truncated(void **state)
{
	static const size_t cuts[] = { 40, 200, 380 };
	struct image image = certified(AUTH, far_away, 0);
	struct firmware firmware;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cuts); i++) {
		const struct image inside = certified(AUTH, far_away, cuts[i]);

		firmware = examine(&inside);
		assert_int_equal(firmware.findings.completeness, COMPLETE_TRUNCATED);
		firmware_done(&firmware);
	}
	for (size_t cut = 1; cut < 450; cut += 41) {
		struct image shorter = image;

		shorter.size -= cut;
		firmware = examine(&shorter);
		assert_int_equal(firmware.findings.completeness, COMPLETE_TRUNCATED);
		firmware_done(&firmware);
	}
}

TEST_MAIN(TEST(metadata_makes_every_flipped_bit_noticed),
          TEST(a_record_whose_own_bytes_are_wrong_is_noticed),
          TEST(boards_of_a_new_compat_version_are_in_the_new_list),
          TEST(metadata_that_is_no_json_is_damage), TEST(a_signature_is_verified_with_a_known_key),
          TEST(what_was_altered_after_it_was_signed_is_refused),
          TEST(the_signature_of_another_key_is_not_taken_for_a_known_ones),
          TEST(a_chain_is_followed_from_a_trusted_root),
          TEST(an_expired_certificate_or_a_revocation_gives_no_right),
          TEST(a_chain_that_another_root_began_is_a_strangers), TEST(a_cut_signature_is_truncated))
