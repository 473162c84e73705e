/* firmware/xiaomi_hdr: images that were damaged or made to deceive. */
#include "xiaomi_shop.h"

static const struct xiaomi_spec *const both[] = { &r3g, &r4a };

/* Signs again what was changed on purpose, so that only the change itself can be wrong. */
static void seal(struct xiaomi_image *image, EVP_PKEY *key)
{
	xiaomi_sign(image, key, false);
	xiaomi_fix_crc(image);
}

static void assert_every_bit_counts(const struct xiaomi_spec *spec, struct shop *shop)
{
	struct xiaomi_image image = xiaomi_make(spec, shop->key);
	uint32_t table = spec->hdr2 ? 48 : 16;
	const struct {
		const char *what;
		size_t at;
	} places[] = {
		{ "where the signature is", 4 },
		{ "checksum", 8 },
		{ "checksum, last byte", 11 },
		{ "type", 12 },
		{ "model", spec->hdr2 ? 16 : 14 },
		{ "table", table },
		{ "size of a segment", image.segment + 8 },
		{ "payload", image.segment + 100 },
		{ "payload, last byte", image.block - 1 },
		{ "length of the signature", image.block },
		{ "signature", image.block + XIAOMI_BLOCK_HEAD },
		{ "signature, last byte", image.size - 1 },
	};

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct firmware firmware;

		image.bytes[places[i].at] ^= 1;
		firmware = examine(&image, &shop->trusting);
		if (is_sound(&firmware))
			print_error("not noticed: %s\n", places[i].what);
		assert_false(is_sound(&firmware));
		firmware_done(&firmware);
		image.bytes[places[i].at] ^= 1;
	}
	free(image.bytes);
}

static void one_flipped_bit_anywhere_is_noticed(void **state)
{
	for (size_t i = 0; i < ARRAY_LEN(both); i++)
		assert_every_bit_counts(both[i], *state);
}

static void altered_content_is_told_from_damage(void **state)
{
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		struct xiaomi_image image = xiaomi_make(both[i], shop->key);
		struct firmware firmware;

		image.bytes[image.segment + 100] ^= 1;
		xiaomi_fix_crc(&image);
		firmware = examine(&image, &shop->trusting);
		assert_int_equal(check_of(&firmware, "CRC-32"), CHECK_OK);
		assert_int_equal(firmware.findings.signature, SIGNATURE_ALTERED);
		assert_int_equal(firmware.findings.origin, ORIGIN_VENDOR_LAYOUT);
		assert_unsound(firmware, "altered");
		free(image.bytes);
	}
}

static void assert_truncated(const struct xiaomi_image *image, size_t size,
                             const struct keyring *keys)
{
	struct firmware firmware = examine_named(image->bytes, size, "cut.bin", keys);

	assert_int_equal(firmware.findings.completeness, COMPLETE_TRUNCATED);
	assert_unsound(firmware, "truncated");
}

static void a_file_cut_anywhere_is_truncated(void **state)
{
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		struct xiaomi_image image = xiaomi_make(both[i], shop->key);
		const size_t sizes[] = {
			image.size / 2,   image.size * 3 / 4,
			image.block,      image.block + XIAOMI_BLOCK_HEAD - 1,
			image.size - 256, image.size - 1,
		};

		for (size_t at = 0; at < ARRAY_LEN(sizes); at++)
			assert_truncated(&image, sizes[at], &shop->trusting);
		/* From 12 bytes on there is something in it that is no text. */
		for (size_t size = 12; size < 120; size++)
			assert_truncated(&image, size, &shop->trusting);
		free(image.bytes);
	}
}

static void bytes_after_the_end_are_noticed(void **state)
{
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(both); i++) {
		struct xiaomi_image image = xiaomi_make(both[i], shop->key);
		uint8_t *longer = mem_zalloc(1, image.size + 16);
		struct firmware firmware;

		memcpy(longer, image.bytes, image.size);
		firmware = examine_named(longer, image.size + 16, "long.bin", &shop->trusting);
		assert_int_equal(firmware.findings.completeness, COMPLETE_TRAILING);
		/* What a loader reads is undamaged, and said so. */
		assert_int_equal(check_of(&firmware, "CRC-32"), CHECK_OK);
		assert_int_equal(firmware.findings.signature, SIGNATURE_VALID);
		assert_unsound(firmware, "16 unknown bytes");
		free(longer);
		free(image.bytes);
	}
}

static void crafted_signature_lengths_are_an_attack(void **state)
{
	static const uint32_t lengths[] = { 1, 255, 257, 0x1058, 0x1078, 0x7fffffff, 0xffffffff };
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct xiaomi_spec spec = *both[i % 2];
		struct xiaomi_image image;
		struct firmware firmware;

		spec.signature_length = lengths[i];
		image = xiaomi_make(&spec, shop->key);
		firmware = examine(&image, &shop->trusting);
		assert_int_equal(firmware.findings.signature, SIGNATURE_CRAFTED);
		assert_unsound(firmware, "crafted");
		free(image.bytes);
	}
}

static void a_signature_inside_the_header_is_an_attack(void **state)
{
	static const uint32_t places[] = { 0, 11, 12, 16, 47 };
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
		struct firmware firmware;

		put_le32(image.bytes + 4, places[i]);
		firmware = examine(&image, &shop->trusting);
		assert_int_equal(firmware.findings.signature, SIGNATURE_CRAFTED);
		assert_unsound(firmware, "crafted");
		free(image.bytes);
	}
}

/* The second segment of a signed image where it cannot be. */
static struct firmware examine_moved(const struct shop *shop, uint32_t table_entry, uint32_t size)
{
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct firmware firmware;

	put_le32(image.bytes + 20, table_entry);
	put_le32(image.bytes + image.segment + 8, size);
	seal(&image, shop->key);
	firmware = examine(&image, &shop->trusting);
	assert_int_equal(firmware.findings.signature, SIGNATURE_VALID);
	assert_int_equal(check_of(&firmware, "segments"), CHECK_BAD);
	free(image.bytes);
	return firmware;
}

static void a_segment_outside_the_signed_part_is_damage(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	uint32_t place = (uint32_t)image.segment;
	uint32_t block = (uint32_t)image.block;

	free(image.bytes);
	assert_unsound(examine_moved(shop, 0xfffffff0, 0x10000), "outside the signed part");
	assert_unsound(examine_moved(shop, block, 0x10000), "outside the signed part");
	assert_unsound(examine_moved(shop, block - 47, 0x10000), "outside the signed part");
	assert_unsound(examine_moved(shop, place, 0x10001), "outside the signed part");
	assert_unsound(examine_moved(shop, place, 0xffffffff), "outside the signed part");
}

static void segments_that_overlap_are_damage(void **state)
{
	struct shop *shop = *state;

	/* Both entries of the table lead to the first segment. */
	assert_unsound(examine_moved(shop, 16 + 4 * 8, 0x10000), "overlap");
}

static void a_place_without_a_segment_is_passed_over_as_routers_do(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct firmware firmware;

	put_le16(image.bytes + image.segment, 0x1234);
	seal(&image, shop->key);
	firmware = examine(&image, &shop->trusting);
	assert_int_equal(firmware.findings.segment_count, 1);
	assert_int_equal(firmware.findings.warning_count, 2);
	assert_non_null(strstr(firmware.findings.warnings[0], "no segment starts"));
	assert_non_null(strstr(firmware.findings.warnings[1], "change nothing"));
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
	free(image.bytes);
}

SHOP_MAIN(TEST(one_flipped_bit_anywhere_is_noticed), TEST(altered_content_is_told_from_damage),
          TEST(a_file_cut_anywhere_is_truncated), TEST(bytes_after_the_end_are_noticed),
          TEST(crafted_signature_lengths_are_an_attack),
          TEST(a_signature_inside_the_header_is_an_attack),
          TEST(a_segment_outside_the_signed_part_is_damage), TEST(segments_that_overlap_are_damage),
          TEST(a_place_without_a_segment_is_passed_over_as_routers_do))
