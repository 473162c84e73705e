/* firmware/xiaomi_hdr: headers of both kinds, their tables, digests and signatures. */
#include "xiaomi_shop.h"

static void every_table_length_and_digest_is_read(void **state)
{
	static const struct xiaomi_spec specs[] = {
		{ .slots = 8, .model = 13 },
		{ .slots = 10, .model = 13, .sha256 = true },
		{ .slots = 32, .model = 13, .sha256 = true },
		{ .hdr2 = true, .slots = 8, .model_text = "R4AV2", .sha256 = true },
		{ .hdr2 = true, .slots = 10, .model_text = "R4AV2" },
	};
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(specs); i++) {
		struct xiaomi_image image = xiaomi_make(&specs[i], shop->key);
		struct firmware firmware = examine(&image, &shop->trusting);
		const struct findings *found = &firmware.findings;

		assert_string_equal(found->format, specs[i].hdr2 ? "xiaomi-hdr2" : "xiaomi-hdr1");
		assert_string_equal(found->container, found->format);
		assert_string_equal(found->boards[0].code, specs[i].hdr2 ? "R4AV2" : "13");
		assert_int_equal(found->segment_count, 2);
		assert_int_equal(found->warning_count, 0);
		assert_int_equal(found->completeness, COMPLETE_EXACT);
		assert_int_equal(check_of(&firmware, "CRC-32"), CHECK_OK);
		assert_int_equal(found->signature, SIGNATURE_VALID);
		assert_true(is_sound(&firmware));
		firmware_done(&firmware);
		free(image.bytes);
	}
}

static void a_table_of_another_length_is_read_with_a_warning(void **state)
{
	static const struct xiaomi_spec specs[] = {
		{ .slots = 9, .model = 13 },
		{ .slots = 40, .model = 13 },
		{ .hdr2 = true, .slots = 32, .model_text = "R4AV2" },
	};
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(specs); i++) {
		struct xiaomi_image image = xiaomi_make(&specs[i], shop->key);
		struct firmware firmware = examine(&image, &shop->trusting);

		assert_int_equal(firmware.findings.segment_count, 2);
		assert_int_equal(firmware.findings.warning_count, 1);
		assert_non_null(strstr(firmware.findings.warnings[0], "table"));
		assert_true(is_sound(&firmware));
		firmware_done(&firmware);
		free(image.bytes);
	}
}

static void the_file_tells_its_version_model_region_and_segments(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r4a, shop->key);
	struct firmware firmware;
	const struct findings *found = &firmware.findings;

	memcpy(image.bytes + 24, "EU", 2);
	firmware = examine(&image, &shop->empty);
	assert_string_equal(found->version, "1.2.3");
	assert_string_equal(found->region, "EU");
	assert_string_equal(found->boards[0].name, "R3G");
	assert_string_equal(found->segments[0].name, "xiaoqiang_version");
	assert_string_equal(found->segments[0].target, "not flashed");
	assert_string_equal(found->segments[1].name, "root.ubi");
	assert_string_equal(found->segments[1].target, "by name");
	assert_int_equal(found->segments[1].offset, image.segment + XIAOMI_SEGMENT_HEAD);
	assert_int_equal(found->segments[1].size, 0x10000);
	firmware_done(&firmware);
	put_le16(image.bytes + image.segment + 12, 10);
	firmware = examine(&image, &shop->empty);
	assert_string_equal(found->segments[1].target, "mtd 10");
	firmware_done(&firmware);
	put_le32(image.bytes + image.segment + 4, 0x50000);
	firmware = examine(&image, &shop->empty);
	assert_string_equal(found->segments[1].target, "flash 0x50000");
	firmware_done(&firmware);
	free(image.bytes);
}

static void a_key_that_is_trusted_or_the_vendors_vouches(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct firmware firmware = examine(&image, &shop->trusting);
	struct keyring vendor = { 0 };

	assert_int_equal(firmware.findings.origin, ORIGIN_TRUSTED);
	assert_string_equal(firmware.findings.signer, "our.pem");
	firmware_done(&firmware);
	add_key(&vendor, KEY_VENDOR, "theirs", "system", shop->key);
	firmware = examine(&image, &vendor);
	assert_int_equal(firmware.findings.origin, ORIGIN_VENDOR_SIGNED);
	assert_string_equal(firmware.findings.signer, "theirs");
	firmware_done(&firmware);
	keyring_done(&vendor);
	free(image.bytes);
}

static void a_vendors_key_vouches_only_for_its_own_kind_of_file(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct keyring keys = { 0 };
	struct firmware firmware;

	add_key(&keys, KEY_VENDOR, "for units", "unit", shop->key);
	firmware = examine(&image, &keys);
	assert_int_equal(firmware.findings.signature, SIGNATURE_ALTERED);
	assert_string_equal(firmware.findings.signer, "");
	assert_unsound(firmware, "'for units' signs another kind of file");
	add_key(&keys, KEY_TRUSTED, "our.pem", NULL, shop->key);
	firmware = examine(&image, &keys);
	assert_int_equal(firmware.findings.signature, SIGNATURE_VALID);
	assert_int_equal(firmware.findings.origin, ORIGIN_TRUSTED);
	firmware_done(&firmware);
	keyring_done(&keys);
	free(image.bytes);
}

static void a_signature_of_a_stranger_is_no_proof(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct firmware firmware = examine(&image, &shop->empty);

	assert_int_equal(firmware.findings.signature, SIGNATURE_UNKNOWN_KEY);
	assert_int_equal(firmware.findings.origin, ORIGIN_VENDOR_LAYOUT);
	assert_unsound(firmware, "its signing key is unknown");
	memset(image.bytes + image.size - XIAOMI_SIGNATURE, 0, XIAOMI_SIGNATURE);
	xiaomi_fix_crc(&image);
	assert_unsound(examine(&image, &shop->trusting), "all zeros");
	free(image.bytes);
}

static void a_missing_signature_is_sound_and_said(void **state)
{
	struct xiaomi_spec spec = r3g;
	struct shop *shop = *state;
	struct xiaomi_image image;

	spec.unsigned_ = true;
	image = xiaomi_make(&spec, NULL);
	/* With the zeros that xiaomifw writes in its place, and without. */
	for (int i = 0; i < 2; i++) {
		struct firmware firmware = examine(&image, &shop->trusting);

		assert_int_equal(firmware.findings.signature, SIGNATURE_MISSING);
		assert_string_equal(firmware.findings.signature_detail, "it is not signed");
		assert_int_equal(firmware.findings.completeness, COMPLETE_EXACT);
		assert_true(is_sound(&firmware));
		firmware_done(&firmware);
		image.size -= XIAOMI_SIGNATURE;
		xiaomi_fix_crc(&image);
	}
	free(image.bytes);
}

static void only_types_that_are_flashed_can_be_rescue_images(void **state)
{
	static const struct {
		uint16_t type;
		const char *never;
		size_t warnings;
	} kinds[] = {
		{ 0, "", 0 },
		{ 2, "", 0 },
		{ 12, "unlock file for one unit", 0 },
		{ 1, "settings", 0 },
		{ 0x10c, "one unit", 0 },
		{ 7, "", 1 },
	};
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct xiaomi_spec spec = r3g;
		struct xiaomi_image image;
		struct firmware firmware;

		spec.type = kinds[i].type;
		image = xiaomi_make(&spec, shop->key);
		firmware = examine(&image, &shop->trusting);
		assert_int_equal(firmware.findings.never[0] == '\0', kinds[i].never[0] == '\0');
		assert_non_null(strstr(firmware.findings.never, kinds[i].never));
		assert_int_equal(firmware.findings.warning_count, kinds[i].warnings);
		assert_true(is_sound(&firmware)); /* nothing is wrong with the file itself */
		firmware_done(&firmware);
		free(image.bytes);
	}
}

static void an_image_that_would_flash_nothing_is_warned_about(void **state)
{
	static const struct xiaomi_spec specs[] = {
		{ .slots = 8, .model = 13, .segment = "unknown.bin" },
		{ .slots = 8, .model = 13, .segment_size = 0xfffc },
	};
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(specs); i++) {
		struct xiaomi_image image = xiaomi_make(&specs[i], shop->key);
		struct firmware firmware = examine(&image, &shop->trusting);

		assert_int_equal(firmware.findings.warning_count, 1);
		assert_non_null(strstr(firmware.findings.warnings[0], "change nothing"));
		firmware_done(&firmware);
		free(image.bytes);
	}
}

static void the_digits_in_the_name_must_be_those_of_the_md5(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct digest md5 = digest_of(DIGEST_MD5, (struct bytes){ image.bytes, image.size });
	char hex[DIGEST_HEX];
	const char *right = hex + 27;
	char wrong[] = "00000";
	const struct {
		const char *before;
		const char *digits;
		const char *after;
		enum check_result result;
	} names[] = {
		{ "miwifi_r3g_firmware_", right, "_2.25.124.bin", CHECK_OK },
		{ "miwifi_r1cm_all_", right, "_2.7.11.bin", CHECK_OK },
		{ "MiWiFi_R3G_Firmware_", right, "_2.25.124 (1).bin", CHECK_OK },
		{ "miwifi_r3g_firmware_", wrong, "_2.25.124.bin", CHECK_BAD },
		{ "miwifi_r3g_firmware_", "stable", "_1.2.7.bin", CHECK_ABSENT },
		{ "miwifi_r3g_firmware_", "zzzzz", "_1.bin", CHECK_ABSENT },
		{ "miwifi_r3g_firmware_", right, "0_1.bin", CHECK_ABSENT },
		{ "r3g_firmware_", wrong, "_1.bin", CHECK_ABSENT },
		{ "miwifi", "", ".bin", CHECK_ABSENT },
	};

	digest_to_hex(&md5, hex);
	hex[32] = '\0';
	wrong[4] = hex[31] == '0' ? '1' : '0';
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO_FREE char *name =
		        mem_printf("%s%s%s", names[i].before, names[i].digits, names[i].after);
		struct firmware firmware =
		        examine_named(image.bytes, image.size, name, &shop->trusting);

		assert_int_equal(check_of(&firmware, "MD5 in the file name"), names[i].result);
		assert_int_equal(is_sound(&firmware), names[i].result != CHECK_BAD);
		firmware_done(&firmware);
	}
	free(image.bytes);
}

static const struct sample {
	const char *file;
	const char *code;
	const char *region;
	size_t segments;
	enum signature signature;
	enum completeness completeness;
	enum check_result crc;
	bool sound;
} samples[] = {
	{ "hdr1-r3g-sha1-8slots", "13", "", 3, SIGNATURE_VALID, COMPLETE_EXACT, CHECK_OK, true },
	{ "hdr1-rd03-sha256-32slots", "75", "", 2, SIGNATURE_VALID, COMPLETE_EXACT, CHECK_OK,
	  true },
	{ "hdr1-r4cm-unsigned", "18", "", 2, SIGNATURE_MISSING, COMPLETE_EXACT, CHECK_OK, true },
	{ "hdr2-r4av2-cn-8slots", "R4AV2", "CN", 2, SIGNATURE_VALID, COMPLETE_EXACT, CHECK_OK,
	  true },
	{ "hdr2-ra70-eu-sha256-10slots", "RA70", "EU", 2, SIGNATURE_VALID, COMPLETE_EXACT, CHECK_OK,
	  true },
	{ "ssh-type12", "13", "", 1, SIGNATURE_VALID, COMPLETE_EXACT, CHECK_OK, true },
	{ "bad-crc", "13", "", 3, SIGNATURE_ALTERED, COMPLETE_EXACT, CHECK_BAD, false },
	{ "bad-sig-crcfixed", "13", "", 3, SIGNATURE_ALTERED, COMPLETE_EXACT, CHECK_OK, false },
	{ "bad-truncated", "13", "", 2, SIGNATURE_MISSING, COMPLETE_TRUNCATED, CHECK_UNKNOWN,
	  false },
	{ "bad-zerosig", "13", "", 2, SIGNATURE_UNKNOWN_KEY, COMPLETE_EXACT, CHECK_OK, false },
};

static void assert_judged(const struct sample *sample, const struct keyring *keys)
{
	AUTO_FREE char *path = mem_printf(TEST_DATA "/firmware/xiaomi-%s.bin", sample->file);
	struct firmware firmware;
	const struct findings *found = &firmware.findings;
	struct failure why;

	print_message("%s\n", sample->file);
	assert_true(firmware_open(&firmware, path, keys, &why));
	firmware_finish(&firmware);
	assert_string_equal(found->boards[0].code, sample->code);
	assert_string_equal(found->region, sample->region);
	assert_int_equal(found->segment_count, sample->segments);
	assert_int_equal(found->signature, sample->signature);
	assert_int_equal(found->completeness, sample->completeness);
	assert_int_equal(check_of(&firmware, "CRC-32"), sample->crc);
	assert_int_equal(is_sound(&firmware), sample->sound);
	firmware_done(&firmware);
}

/* The verdicts that the generator of the samples gave. */
static void the_samples_are_judged_as_they_were_made(void **state)
{
	struct keyring keys = { 0 };
	struct failure why;

	(void)state;
	assert_true(keyring_add_file(&keys, TEST_DATA "/firmware/xiaomi-test-public.pem", &why));
	for (size_t i = 0; i < ARRAY_LEN(samples); i++)
		assert_judged(&samples[i], &keys);
	keyring_done(&keys);
}

SHOP_MAIN(TEST(every_table_length_and_digest_is_read),
          TEST(a_table_of_another_length_is_read_with_a_warning),
          TEST(the_file_tells_its_version_model_region_and_segments),
          TEST(a_key_that_is_trusted_or_the_vendors_vouches),
          TEST(a_vendors_key_vouches_only_for_its_own_kind_of_file),
          TEST(a_signature_of_a_stranger_is_no_proof), TEST(a_missing_signature_is_sound_and_said),
          TEST(only_types_that_are_flashed_can_be_rescue_images),
          TEST(an_image_that_would_flash_nothing_is_warned_about),
          TEST(the_digits_in_the_name_must_be_those_of_the_md5),
          TEST(the_samples_are_judged_as_they_were_made))
