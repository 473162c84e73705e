/* firmware/mikrotik: packages, made here and signed with a key of the test's own. */
#include "mechanical.h"
#include "test_key.h"

enum { CONTENT = 600 };

static void add_key(struct keyring *keys, const char *use)
{
	test_key_add(keys, 1, use, NULL);
}

static size_t put_container(struct image *image, uint16_t kind, const void *data, size_t size)
{
	size_t at = image->size;

	put_le16(image->bytes + at, kind);
	put_le32(image->bytes + at + 2, (uint32_t)size);
	image_put(image, at + 6, data, size);
	put_le32(image->bytes + 4, (uint32_t)image->size - 8);
	return at;
}

/* The head, and a package with an architecture and content; returns where it begins. */
static size_t put_package(struct image *image)
{
	static const uint8_t info[36] = { 'g', 'p', 's', [16] = 4, 'f', 48, 6 };
	struct image content = { .size = 0 };
	size_t at;

	if (!image->size)
		image_put(image, 0, "\x1e\xf1\xd0\xba\0\0\0", 8);
	image_fill(&content, 0, CONTENT);
	put_container(image, 25, "", 0);
	at = put_container(image, 1, info, sizeof(info));
	put_container(image, 16, "arm64", 5);
	put_container(image, 4, content.bytes, CONTENT);
	return at;
}

static void sign(struct image *image, size_t from, size_t size)
{
	uint8_t blank[132] = { 0 };
	size_t at = put_container(image, 9, blank, size) + 6;
	struct bytes covered = { image->bytes + from, at - from };
	struct digest digest = digest_of(DIGEST_SHA256, covered);
	uint8_t signature[ED25519_SIGNATURE];

	image_digest(image, at, DIGEST_SHA1, from, at - from);
	test_key_sign(1, (struct bytes){ digest.bytes, 32 }, signature);
	if (size == sizeof(blank))
		image_put(image, at + 68, signature, sizeof(signature));
}

static struct image signed_package(size_t signature_size)
{
	struct image image = { .size = 0 };

	sign(&image, put_package(&image), signature_size);
	put_container(&image, 16, "I", 1);
	return image;
}

static enum signature signature_of(const struct image *image, const struct keyring *keys)
{
	struct firmware firmware = examine_with(image, keys);
	enum signature signature = firmware.findings.signature;

	firmware_done(&firmware);
	return signature;
}

static void a_package_is_verified_with_the_vendors_key(void **state)
{
	const struct image image = signed_package(132);
	struct keyring keys = { 0 };

	(void)state;
	add_key(&keys, "npk");
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_VALID);
	assert_mechanical(&image, &(struct expected){ .format = "mikrotik-npk",
	                                              .board = "arm64",
	                                              .version = "6.48.4 (gps)",
	                                              .origin = ORIGIN_VENDOR_SIGNED,
	                                              .flips = { 6, 16, 50, 300, image.size - 130,
	                                                         image.size - 30 },
	                                              .keys = &keys });
	keyring_done(&keys);
}

static void a_key_for_something_else_or_none_does_not_vouch(void **state)
{
	const struct image image = signed_package(132);
	struct keyring keys = { 0 };

	(void)state;
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_UNKNOWN_KEY);
	assert_false(is_sound_image(&image));
	add_key(&keys, "system");
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_UNKNOWN_KEY);
	keyring_done(&keys);
}

static void of_an_old_signature_only_the_sha1_is_checked(void **state)
{
	struct image image = signed_package(68);
	struct firmware firmware = examine(&image);

	(void)state;
	assert_int_equal(firmware.findings.check_count, 2);
	assert_int_equal(firmware.findings.checks[0].result, CHECK_UNKNOWN);
	assert_int_equal(firmware.findings.checks[1].result, CHECK_OK);
	assert_int_equal(firmware.findings.signature, SIGNATURE_UNKNOWN_KEY);
	firmware_done(&firmware);
	assert_true(is_sound_image(&image));
	image.bytes[300] ^= 4;
	assert_false(is_sound_image(&image));
}

static void what_follows_a_signature_spoils_it(void **state)
{
	struct image image = signed_package(132);
	struct keyring keys = { 0 };

	(void)state;
	add_key(&keys, "npk");
	put_container(&image, 4, "more", 4);
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_MISSING);
	keyring_done(&keys);
}

static void what_precedes_the_package_spoils_its_signature(void **state)
{
	struct image image = { .size = 0 };
	struct keyring keys = { 0 };

	(void)state;
	add_key(&keys, "npk");
	image_put(&image, 0, "\x1e\xf1\xd0\xba\0\0\0", 8);
	put_container(&image, 4, "more", 4);
	sign(&image, put_package(&image), 132);
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_MISSING);
	keyring_done(&keys);
}

static void the_packages_of_a_bundle_are_checked_one_by_one(void **state)
{
	struct image image = { .size = 0 };
	struct keyring keys = { 0 };
	struct firmware firmware;

	(void)state;
	add_key(&keys, "npk");
	sign(&image, put_package(&image), 132);
	sign(&image, put_package(&image), 132);
	firmware = examine_with(&image, &keys);
	assert_int_equal(firmware.findings.check_count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(firmware.findings.checks[i].result, CHECK_OK);
	assert_int_equal(firmware.findings.signature, SIGNATURE_MISSING);
	assert_int_equal(firmware.findings.origin, ORIGIN_VENDOR_LAYOUT);
	firmware_done(&firmware);
	keyring_done(&keys);
}

static void a_package_without_a_signature_is_not_the_vendors(void **state)
{
	const struct keyring keys = { 0 };
	struct image image = { .size = 0 };

	(void)state;
	put_package(&image);
	assert_int_equal(signature_of(&image, &keys), SIGNATURE_MISSING);
	assert_mechanical(&image, &(struct expected){ .format = "mikrotik-npk",
	                                              .board = "arm64",
	                                              .origin = ORIGIN_THIRD_PARTY,
	                                              .flips = { 5, 16 } });
}

static void versions_are_told_as_the_vendor_writes_them(void **state)
{
	static const struct {
		const uint8_t bytes[4];
		const char *version;
	} versions[] = {
		{ { 6, 'f', 45, 6 }, "6.45.6 (gps)" },   { { 3, 'c', 6, 7 }, "7.6rc3 (gps)" },
		{ { 0, 'f', 6, 7 }, "7.6 (gps)" },       { { 2, 'b', 1, 7 }, "7.1beta2 (gps)" },
		{ { 1, 'a', 1, 7 }, "7.1alpha1 (gps)" }, { { 0x85, 'f', 6, 7 }, "7.6test5 (gps)" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++) {
		struct image image = { .size = 0 };
		struct firmware firmware;

		image_put(&image, put_package(&image) + 6 + 16, versions[i].bytes, 4);
		firmware = examine(&image);
		assert_string_equal(firmware.findings.version, versions[i].version);
		firmware_done(&firmware);
	}
}

static void a_dpk_is_named_only(void **state)
{
	struct image image = { .size = 0 };

	(void)state;
	image_fill(&image, 0, CONTENT);
	image_put(&image, 0, "\xfb\x0f\x10\xa1", 4);
	assert_mechanical(&image, &(struct expected){ .format = "mikrotik-dpk",
	                                              .origin = ORIGIN_VENDOR_LAYOUT,
	                                              .checks = CHECK_UNPROVEN,
	                                              .blind_to_cut = true });
}

TEST_MAIN(TEST(a_package_is_verified_with_the_vendors_key),
          TEST(a_key_for_something_else_or_none_does_not_vouch),
          TEST(of_an_old_signature_only_the_sha1_is_checked),
          TEST(what_follows_a_signature_spoils_it),
          TEST(what_precedes_the_package_spoils_its_signature),
          TEST(the_packages_of_a_bundle_are_checked_one_by_one),
          TEST(a_package_without_a_signature_is_not_the_vendors),
          TEST(versions_are_told_as_the_vendor_writes_them), TEST(a_dpk_is_named_only))
