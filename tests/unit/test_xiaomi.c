#include "firmware/firmware.h"

#include "base/mem.h"

#include <stdlib.h>
#include <unistd.h>

#include "test.h"
#include "xiaomi_image.h"

static const struct xiaomi_spec r3g = { .slots = 8, .model = 13 };

/* A key of our own that is trusted in every test. */
struct shop {
	EVP_PKEY *key;
	struct keyring trusting;
	struct keyring empty;
};

static int open_shop(void **state)
{
	struct shop *shop = mem_zalloc(1, sizeof(*shop));
	AUTO_FREE char *pem = NULL;
	struct failure why;

	shop->key = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)2048);
	pem = public_pem(shop->key);
	*state = shop;
	return keyring_add_pem(&shop->trusting, KEY_TRUSTED, "our.pem", NULL, pem, &why) ? 0 : -1;
}

static int close_shop(void **state)
{
	struct shop *shop = *state;

	EVP_PKEY_free(shop->key);
	keyring_done(&shop->trusting);
	free(shop);
	return 0;
}

/* The bytes as a file called `name`, examined and settled; firmware_done() it. */
static struct firmware examine_named(const uint8_t *bytes, size_t size, const char *name,
                                     const struct keyring *keys)
{
	char folder[] = "/tmp/xiaomi-XXXXXX";
	AUTO_FREE char *path = NULL;
	struct firmware firmware;
	struct failure why;
	FILE *file;

	assert_non_null(mkdtemp(folder));
	path = mem_printf("%s/%s", folder, name);
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, size, file), size);
	fclose(file);
	assert_true(firmware_open(&firmware, path, keys, &why));
	firmware_settle(&firmware);
	unlink(path);
	rmdir(folder);
	return firmware;
}

static struct firmware examine(const struct xiaomi_image *image, const struct keyring *keys)
{
	return examine_named(image->bytes, image->size, "miwifi.bin", keys);
}

static enum check_result crc_of(const struct firmware *firmware)
{
	for (size_t i = 0; i < firmware->findings.check_count; i++) {
		if (strcmp(firmware->findings.checks[i].name, "CRC-32") == 0)
			return firmware->findings.checks[i].result;
	}
	return CHECK_ABSENT;
}

static bool is_sound(struct firmware *firmware)
{
	struct failure why;

	return firmware_is_sound(firmware, &why);
}

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
		assert_string_equal(found->boards[0].code, specs[i].hdr2 ? "R4AV2" : "13");
		assert_string_equal(found->version, "1.2.3");
		assert_int_equal(found->segment_count, 2);
		assert_int_equal(found->warning_count, 0);
		assert_int_equal(found->completeness, COMPLETE_EXACT);
		assert_int_equal(crc_of(&firmware), CHECK_OK);
		assert_int_equal(found->signature, SIGNATURE_VALID);
		assert_int_equal(found->origin, ORIGIN_TRUSTED);
		assert_string_equal(found->signer, "our.pem");
		assert_true(is_sound(&firmware));
		firmware_done(&firmware);
		free(image.bytes);
	}
}

static void a_signature_of_a_stranger_is_no_proof(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct firmware firmware = examine(&image, &shop->empty);

	assert_int_equal(firmware.findings.signature, SIGNATURE_STRANGER);
	assert_int_equal(firmware.findings.origin, ORIGIN_VENDOR_LAYOUT);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
	free(image.bytes);
}

static void one_flipped_bit_anywhere_is_noticed(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	const size_t places[] = { 4,
		                  8,
		                  12,
		                  14,
		                  16,
		                  image.segment + 8,
		                  image.segment + 100,
		                  image.block,
		                  image.block + 20,
		                  image.size - 1 };

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct firmware firmware;

		image.bytes[places[i]] ^= 1;
		firmware = examine(&image, &shop->trusting);
		assert_false(is_sound(&firmware));
		firmware_done(&firmware);
		image.bytes[places[i]] ^= 1;
	}
	free(image.bytes);
}

static void altered_content_is_told_from_damage(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	struct firmware firmware;

	image.bytes[image.segment + 100] ^= 1;
	xiaomi_fix_crc(&image);
	firmware = examine(&image, &shop->trusting);
	assert_int_equal(crc_of(&firmware), CHECK_OK);
	assert_int_equal(firmware.findings.signature, SIGNATURE_ALTERED);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
	free(image.bytes);
}

static void a_file_cut_anywhere_is_truncated(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	const size_t sizes[] = { 20,
		                 47,
		                 image.size / 2,
		                 image.size * 3 / 4,
		                 image.block,
		                 image.block + 16,
		                 image.size - 1 };

	for (size_t i = 0; i < ARRAY_LEN(sizes); i++) {
		struct firmware firmware =
		        examine_named(image.bytes, sizes[i], "cut.bin", &shop->trusting);

		assert_int_equal(firmware.findings.completeness, COMPLETE_TRUNCATED);
		assert_false(is_sound(&firmware));
		firmware_done(&firmware);
	}
	free(image.bytes);
}

static void bytes_after_the_end_are_noticed(void **state)
{
	struct shop *shop = *state;
	struct xiaomi_image image = xiaomi_make(&r3g, shop->key);
	uint8_t *longer = mem_zalloc(1, image.size + 16);
	struct firmware firmware;

	memcpy(longer, image.bytes, image.size);
	firmware = examine_named(longer, image.size + 16, "long.bin", &shop->trusting);
	assert_int_equal(firmware.findings.completeness, COMPLETE_TRAILING);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
	free(longer);
	free(image.bytes);
}

static void crafted_signature_lengths_are_an_attack(void **state)
{
	static const uint32_t lengths[] = { 1, 255, 257, 0x100000, 0x7fffffff, 0xffffffff };
	struct shop *shop = *state;

	for (size_t i = 0; i < ARRAY_LEN(lengths); i++) {
		struct xiaomi_spec spec = r3g;
		struct xiaomi_image image;
		struct firmware firmware;

		spec.signature_length = lengths[i];
		image = xiaomi_make(&spec, shop->key);
		firmware = examine(&image, &shop->trusting);
		assert_int_equal(firmware.findings.signature, SIGNATURE_CRAFTED);
		assert_false(is_sound(&firmware));
		firmware_done(&firmware);
		free(image.bytes);
	}
}

static void a_missing_signature_is_sound_and_said(void **state)
{
	struct xiaomi_spec spec = r3g;
	struct shop *shop = *state;
	struct xiaomi_image image;
	struct firmware firmware;

	spec.unsigned_ = true;
	image = xiaomi_make(&spec, NULL);
	firmware = examine(&image, &shop->trusting);
	assert_int_equal(firmware.findings.signature, SIGNATURE_MISSING);
	assert_int_equal(firmware.findings.completeness, COMPLETE_EXACT);
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
	free(image.bytes);
}

static void a_file_bound_to_one_unit_is_never_a_rescue_image(void **state)
{
	struct xiaomi_spec spec = r3g;
	struct shop *shop = *state;
	struct xiaomi_image image;
	struct firmware firmware;

	spec.type = 12;
	image = xiaomi_make(&spec, shop->key);
	firmware = examine(&image, &shop->trusting);
	assert_non_null(strstr(firmware.findings.never, "bound to one unit"));
	assert_true(is_sound(&firmware));
	firmware_done(&firmware);
	free(image.bytes);
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
	AUTO_FREE char *right = NULL;
	struct firmware firmware;

	digest_to_hex(&md5, hex);
	right = mem_printf("miwifi_r3g_firmware_%.5s_2.25.124.bin", hex + 27);
	firmware = examine_named(image.bytes, image.size, right, &shop->trusting);
	assert_true(is_sound(&firmware));
	assert_int_equal(firmware.findings.check_count, 2);
	firmware_done(&firmware);
	firmware = examine_named(image.bytes, image.size, "miwifi_r3g_firmware_zzzzz_1.bin",
	                         &shop->trusting);
	assert_int_equal(firmware.findings.check_count, 1);
	firmware_done(&firmware);
	right[20] = (char)(right[20] == '0' ? '1' : '0');
	firmware = examine_named(image.bytes, image.size, right, &shop->trusting);
	assert_false(is_sound(&firmware));
	firmware_done(&firmware);
	free(image.bytes);
}

/* The verdicts that the generator of the samples gave. */
static void the_samples_are_judged_as_they_were_made(void **state)
{
	static const struct {
		const char *file;
		const char *code;
		const char *version;
		enum signature signature;
		enum completeness completeness;
		enum check_result crc;
		bool sound;
	} samples[] = {
		{ "xiaomi-hdr1-r3g-sha1-8slots.bin", "13", "9.9.9", SIGNATURE_VALID, COMPLETE_EXACT,
		  CHECK_OK, true },
		{ "xiaomi-hdr1-rd03-sha256-32slots.bin", "75", NULL, SIGNATURE_VALID,
		  COMPLETE_EXACT, CHECK_OK, true },
		{ "xiaomi-hdr1-r4cm-unsigned.bin", "18", NULL, SIGNATURE_MISSING, COMPLETE_EXACT,
		  CHECK_OK, true },
		{ "xiaomi-hdr2-r4av2-cn-8slots.bin", "R4AV2", NULL, SIGNATURE_VALID, COMPLETE_EXACT,
		  CHECK_OK, true },
		{ "xiaomi-hdr2-ra70-eu-sha256-10slots.bin", "RA70", NULL, SIGNATURE_VALID,
		  COMPLETE_EXACT, CHECK_OK, true },
		{ "xiaomi-ssh-type12.bin", NULL, NULL, SIGNATURE_VALID, COMPLETE_EXACT, CHECK_OK,
		  true },
		{ "xiaomi-bad-crc.bin", "13", NULL, SIGNATURE_ALTERED, COMPLETE_EXACT, CHECK_BAD,
		  false },
		{ "xiaomi-bad-sig-crcfixed.bin", "13", NULL, SIGNATURE_ALTERED, COMPLETE_EXACT,
		  CHECK_OK, false },
		{ "xiaomi-bad-truncated.bin", "13", NULL, SIGNATURE_MISSING, COMPLETE_TRUNCATED,
		  CHECK_UNKNOWN, false },
		{ "xiaomi-bad-zerosig.bin", NULL, NULL, SIGNATURE_STRANGER, COMPLETE_EXACT,
		  CHECK_OK, false },
	};
	struct keyring keys = { 0 };
	struct failure why;

	(void)state;
	assert_true(keyring_add_file(&keys, TEST_DATA "/firmware/xiaomi-test-public.pem", &why));
	for (size_t i = 0; i < ARRAY_LEN(samples); i++) {
		AUTO_FREE char *path = mem_printf(TEST_DATA "/firmware/%s", samples[i].file);
		struct firmware firmware;

		print_message("%s\n", samples[i].file);
		assert_true(firmware_open(&firmware, path, &keys, &why));
		firmware_settle(&firmware);
		if (samples[i].code)
			assert_string_equal(firmware.findings.boards[0].code, samples[i].code);
		if (samples[i].version)
			assert_string_equal(firmware.findings.version, samples[i].version);
		assert_int_equal(firmware.findings.signature, samples[i].signature);
		assert_int_equal(firmware.findings.completeness, samples[i].completeness);
		assert_int_equal(crc_of(&firmware), samples[i].crc);
		assert_int_equal(is_sound(&firmware), samples[i].sound);
		firmware_done(&firmware);
	}
	keyring_done(&keys);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(every_table_length_and_digest_is_read),
		TEST(a_signature_of_a_stranger_is_no_proof),
		TEST(one_flipped_bit_anywhere_is_noticed),
		TEST(altered_content_is_told_from_damage),
		TEST(a_file_cut_anywhere_is_truncated),
		TEST(bytes_after_the_end_are_noticed),
		TEST(crafted_signature_lengths_are_an_attack),
		TEST(a_missing_signature_is_sound_and_said),
		TEST(a_file_bound_to_one_unit_is_never_a_rescue_image),
		TEST(an_image_that_would_flash_nothing_is_warned_about),
		TEST(the_digits_in_the_name_must_be_those_of_the_md5),
		TEST(the_samples_are_judged_as_they_were_made),
	};

	return cmocka_run_group_tests(tests, open_shop, close_shop);
}
