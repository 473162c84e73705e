/* firmware/formats: every format but Xiaomi's: what a file is, and what can be said of it. */
#include "firmware/firmware.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

#define SAMPLE(name) TEST_DATA "/firmware/" name

static const struct keyring no_keys = { 0 };

static struct firmware examine(const char *path)
{
	struct firmware firmware;
	struct failure why;

	if (!firmware_open(&firmware, path, &no_keys, &why))
		print_error("%s\n", why.text);
	assert_non_null(firmware.path);
	firmware_finish(&firmware);
	return firmware;
}

static struct firmware examine_bytes(const void *data, size_t size)
{
	char path[] = "/tmp/format-XXXXXX";
	int fd = mkstemp(path);
	struct firmware firmware;

	assert_return_code(fd, 0);
	assert_int_equal(write(fd, data, size), size);
	close(fd);
	firmware = examine(path);
	unlink(path);
	return firmware;
}

static struct firmware examine_text(const char *text)
{
	return examine_bytes(text, strlen(text));
}

/* The firmware must be refused in these words; it is done with afterwards. */
static void assert_unsound(struct firmware firmware, const char *words)
{
	struct failure why;

	assert_false(firmware_is_sound(&firmware, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	if (!strstr(why.text, words))
		print_error("'%s' is not in: %s\n", words, why.text);
	assert_non_null(strstr(why.text, words));
	firmware_done(&firmware);
}

static void assert_sound(struct firmware firmware, enum completeness completeness)
{
	struct failure why;
	bool sound = firmware_is_sound(&firmware, &why);

	if (!sound)
		print_error("%s\n", why.text);
	assert_true(sound);
	assert_int_equal(firmware.findings.completeness, completeness);
	firmware_done(&firmware);
}

struct content {
	uint8_t *bytes;
	size_t size;
};

/* A sample to change; `spare` zero bytes follow it. */
static struct content load(const char *path, size_t spare)
{
	FILE *file = fopen(path, "rb");
	struct content content = { .bytes = mem_zalloc(1, 64 << 10) };

	assert_non_null(file);
	content.size = fread(content.bytes, 1, (64 << 10) - spare, file) + spare;
	fclose(file);
	return content;
}

static void what_a_server_sends_instead_of_firmware_is_named(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} texts[] = {
		{ "<!DOCTYPE html><p>Sign in", "is a web page" },
		{ "\xef\xbb\xbf \r\n<HTML>", "is a web page" },
		{ "<?xml version='1.0'?><html>", "is a web page" },
		{ "<?xml version='1.0'?><Error>AccessDenied</Error>", "is an XML document" },
		{ "<Error/>", "is an XML document" },
		{ "{\"error\":404}", "is a JSON text" },
		{ "version https://git-lfs.github.com/spec/v1\n", "is a Git LFS pointer" },
		{ "Not Found", "is a text" },
		{ "\n\n\n", "is a text" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(texts); i++)
		assert_unsound(examine_text(texts[i].text), texts[i].words);
	assert_unsound(examine(SAMPLE("neg-not-firmware-error-page.bin")), "is an XML document");
}

static void erased_flash_is_no_firmware(void **state)
{
	static const uint8_t zeros[5000];
	uint8_t ones[5000];

	(void)state;
	memset(ones, 0xff, sizeof(ones));
	assert_unsound(examine_bytes(zeros, sizeof(zeros)), "contains one repeated byte");
	assert_unsound(examine_bytes(ones, sizeof(ones)), "contains one repeated byte");
	assert_unsound(examine_bytes(zeros, 1), "contains one repeated byte");
}

static void a_file_of_no_known_format_is_not_guessed_at(void **state)
{
	struct firmware firmware = examine_bytes("\x01\x02\x03 anything \x00 at all", 21);

	(void)state;
	assert_null(firmware.findings.format);
	assert_string_equal(firmware.findings.container, "unknown");
	assert_int_equal(firmware.findings.origin, ORIGIN_UNKNOWN);
	assert_unsound(firmware, "is not firmware of a supported format");
}

static void other_containers_are_named_and_not_called_sound_unchecked(void **state)
{
	(void)state;
	assert_unsound(examine_bytes("LXL#\x01\x02", 6), "is truncated: its header is incomplete");
	/* A magic that counts from the end of a file shorter than that. */
	assert_unsound(examine_bytes("\x01LXL#", 5), "is not firmware of a supported format");
}

static void a_uimage_is_checked_by_its_two_checksums(void **state)
{
	struct content image = load(SAMPLE("uimage-legacy-mips.bin"), 0);

	(void)state;
	assert_sound(examine(SAMPLE("uimage-legacy-mips.bin")), COMPLETE_EXACT);
	assert_sound(examine(SAMPLE("uimage-sgehdr.bin")), COMPLETE_EXACT);
	assert_unsound(examine(SAMPLE("neg-truncated-uimage-legacy-mips.bin")), "truncated");
	image.bytes[40] ^= 1;
	assert_unsound(examine_bytes(image.bytes, image.size), "CRC-32 of the header");
	image.bytes[40] ^= 1;
	image.bytes[1000] ^= 1;
	assert_unsound(examine_bytes(image.bytes, image.size), "CRC-32 of the data");
	assert_unsound(examine_bytes(image.bytes, 40), "truncated");
	assert_unsound(examine_bytes(image.bytes, image.size - 1), "truncated");
	free(image.bytes);
}

static void what_follows_a_uimage_is_looked_at(void **state)
{
	static const struct {
		uint8_t rest[16];
		enum completeness completeness;
	} cases[] = {
		{ { 0 }, COMPLETE_UNSTATED },
		{ { 0xde, 0xad, 0xc0, 0xde, 0xff, 0xff }, COMPLETE_UNSTATED },
		{ "something else", COMPLETE_UNKNOWN },
		{ "hsqs", COMPLETE_TRUNCATED }, /* not even its superblock is there */
	};
	struct content image = load(SAMPLE("uimage-legacy-mips.bin"), 16);

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct firmware firmware;

		memcpy(image.bytes + image.size - 16, cases[i].rest, 16);
		firmware = examine_bytes(image.bytes, image.size);
		assert_int_equal(firmware.findings.completeness, cases[i].completeness);
		firmware_done(&firmware);
	}
	free(image.bytes);
}

static void openwrts_metadata_says_whose_and_for_what_a_file_is(void **state)
{
	struct firmware firmware = examine(SAMPLE("openwrt-sysupgrade-nand-meta.bin"));
	const struct findings *found = &firmware.findings;

	(void)state;
	assert_string_equal(found->format, "openwrt-sysupgrade");
	assert_int_equal(found->origin, ORIGIN_OPENWRT);
	assert_int_equal(found->board_count, 3); /* two in the metadata, one in the archive */
	assert_string_equal(found->boards[0].code, "testvendor,testboard");
	assert_string_equal(found->boards[1].code, "testboard");
	assert_int_equal(strncmp(found->version, "OpenWrt ", 8), 0);
	assert_sound(firmware, COMPLETE_EXACT);
	/* compat_version 2.0: the old list holds a sentence for old systems. */
	firmware = examine(SAMPLE("openwrt-sysupgrade-nor-meta.bin"));
	assert_string_equal(found->format, "uimage");
	assert_string_equal(found->container, "uimage > squashfs");
	assert_int_equal(found->board_count, 1);
	assert_string_equal(found->boards[0].code, "testvendor,testboard");
	assert_sound(firmware, COMPLETE_EXACT);
}

static void openwrts_checksum_covers_the_whole_file(void **state)
{
	struct content image = load(SAMPLE("openwrt-sysupgrade-nand-meta.bin"), 0);

	(void)state;
	image.bytes[5000] ^= 1;
	assert_unsound(examine_bytes(image.bytes, image.size), "CRC-32 of the whole file");
	image.bytes[5000] ^= 1;
	/* Without its end the metadata is gone, and nothing tells that the file is whole. */
	assert_unsound(examine_bytes(image.bytes, image.size - 1), "truncated");
	free(image.bytes);
}

static void the_one_file_of_a_zip_that_fits_is_taken_out(void **state)
{
	static const char *const codes[] = { "18" };
	static const char *const others[] = { "13" };
	struct firmware_accept accept = { "xiaomi-hdr1", codes, 1 };
	struct firmware_demand demand = { .model = "R4CM", .accepts = &accept, .accept_count = 1 };
	struct firmware archive = examine(SAMPLE("vendor.zip"));
	struct firmware firmware;
	struct failure why;

	(void)state;
	assert_true(firmware_is_archive(&archive));
	assert_true(firmware_open_member(&firmware, &archive, &demand, &no_keys, &why));
	assert_string_equal(firmware.name, "miwifi_r4cm_test.bin");
	assert_int_equal(firmware.size, 10672);
	firmware_done(&firmware);
	accept.codes = others;
	assert_false(firmware_open_member(&firmware, &archive, &demand, &no_keys, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, "no file in 'vendor.zip' fits"));
	firmware_done(&archive);
}

/* Each record costs a pass over the file: a hundred thousand would never end. */
static void a_file_made_of_nothing_but_openwrts_records_is_no_burden(void **state)
{
	enum { RECORDS = 100000 };
	static const uint8_t record[16] = { 'F', 'W', 'x', '0', [8] = 2, [15] = 16 };
	uint8_t *bytes = mem_zalloc(RECORDS, sizeof(record));
	struct firmware firmware;

	(void)state;
	for (size_t i = 0; i < RECORDS; i++)
		memcpy(bytes + i * sizeof(record), record, sizeof(record));
	firmware = examine_bytes(bytes, RECORDS * sizeof(record));
	assert_int_equal(firmware.findings.check_count, 8);
	assert_unsound(firmware, "not firmware");
	free(bytes);
}

TEST_MAIN(TEST(what_a_server_sends_instead_of_firmware_is_named), TEST(erased_flash_is_no_firmware),
          TEST(a_file_of_no_known_format_is_not_guessed_at),
          TEST(other_containers_are_named_and_not_called_sound_unchecked),
          TEST(a_uimage_is_checked_by_its_two_checksums), TEST(what_follows_a_uimage_is_looked_at),
          TEST(openwrts_metadata_says_whose_and_for_what_a_file_is),
          TEST(openwrts_checksum_covers_the_whole_file),
          TEST(the_one_file_of_a_zip_that_fits_is_taken_out),
          TEST(a_file_made_of_nothing_but_openwrts_records_is_no_burden))
