#include "stick/image/manifest.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>

#include "test.h"

static struct manifest_file files[] = {
	{
	        .path = "/miwifi.bin",
	        .size = 12000000,
	        .sha256 = { { 1, 2, 3 } },
	        .origin = "vendor-signed",
	        .address = "https://example.org/miwifi.bin",
	        .vouched = "signature by xiaomi-system",
	        .only = ".bin",
	},
	{
	        .path = "/boot/grüße.bin",
	        .size = 0,
	        .sha256 = { { 0xff } },
	        .origin = "unknown",
	        .vouched = "nothing: accepted unsigned",
	},
};

static struct manifest sample(void)
{
	return (struct manifest){
		.program = "mkrescue-usb 1.2.3",
		.recipe = "xiaomi/r3g",
		.layout = "fat32-mbr",
		.length = 14000000,
		.sha256 = { { 7, 8, 9 } },
		.files = files,
		.file_count = ARRAY_LEN(files),
	};
}

static uint8_t *new_area(void)
{
	return mem_zalloc(1, MANIFEST_SIZE);
}

static uint8_t *written(const struct manifest *manifest)
{
	uint8_t *area = new_area();
	struct failure why;

	memset(area, 0xee, MANIFEST_SIZE);
	assert_true(manifest_write(manifest, area, &why));
	return area;
}

static void assert_same_text(const char *a, const char *b)
{
	assert_int_equal(!a, !b);
	if (a)
		assert_string_equal(a, b);
}

static void what_is_written_is_read_back(void **state)
{
	struct manifest in = sample();
	AUTO_FREE uint8_t *area = written(&in);
	struct manifest out;
	struct failure why;

	(void)state;
	assert_true(manifest_read(area, &out, &why));
	assert_string_equal(out.program, in.program);
	assert_string_equal(out.recipe, in.recipe);
	assert_string_equal(out.layout, in.layout);
	assert_int_equal(out.length, in.length);
	assert_true(digest_equal(&out.sha256, &in.sha256));
	assert_int_equal(out.file_count, in.file_count);
	for (size_t i = 0; i < in.file_count; i++) {
		assert_string_equal(out.files[i].path, in.files[i].path);
		assert_int_equal(out.files[i].size, in.files[i].size);
		assert_true(digest_equal(&out.files[i].sha256, &in.files[i].sha256));
		assert_same_text(out.files[i].origin, in.files[i].origin);
		assert_same_text(out.files[i].address, in.files[i].address);
		assert_same_text(out.files[i].vouched, in.files[i].vouched);
		assert_same_text(out.files[i].only, in.files[i].only);
	}
	manifest_done(&out);
}

static void an_empty_suffix_is_not_the_same_as_none(void **state)
{
	struct manifest_file file = files[1];
	struct manifest in = sample();
	struct manifest out;
	struct failure why;

	(void)state;
	file.only = "";
	in.files = &file;
	in.file_count = 1;
	AUTO_FREE uint8_t *area = written(&in);
	assert_true(manifest_read(area, &out, &why));
	assert_string_equal(out.files[0].only, "");
	manifest_done(&out);
}

static void equal_manifests_are_equal_bytes(void **state)
{
	struct manifest manifest = sample();
	AUTO_FREE uint8_t *first = written(&manifest);
	AUTO_FREE uint8_t *second = written(&manifest);

	(void)state;
	assert_memory_equal(first, second, MANIFEST_SIZE);
}

static void a_stick_of_ours_is_recognised_at_once(void **state)
{
	struct manifest manifest = sample();
	AUTO_FREE uint8_t *area = written(&manifest);
	AUTO_FREE uint8_t *other = new_area();

	(void)state;
	assert_true(manifest_present(area, 512));
	assert_false(manifest_present(area, 3));
	assert_false(manifest_present(other, MANIFEST_SIZE));
}

static bool reads(const uint8_t *area, struct failure *why)
{
	struct manifest manifest;
	bool good = manifest_read(area, &manifest, why);

	assert_true(good || !manifest.document);
	manifest_done(&manifest);
	return good;
}

static void every_flipped_bit_is_noticed(void **state)
{
	struct manifest manifest = sample();
	AUTO_FREE uint8_t *area = written(&manifest);
	size_t text = strlen((const char *)area);
	struct failure why;

	(void)state;
	/* All of the text and its last line, then places in the zeros that follow. */
	for (size_t at = 0; at < MANIFEST_SIZE; at += at < text + 64 ? 1 : 10007) {
		for (unsigned bit = 0; bit < 8; bit++) {
			area[at] ^= (uint8_t)(1 << bit);
			assert_false(reads(area, &why));
			assert_int_equal(why.kind, FAIL_VERIFY);
			area[at] ^= (uint8_t)(1 << bit);
		}
	}
	area[MANIFEST_SIZE - 1] = '\n';
	assert_false(reads(area, &why));
	area[MANIFEST_SIZE - 1] = 0;
	assert_true(reads(area, &why));
}

static void an_area_without_a_manifest_is_said_to_have_none(void **state)
{
	AUTO_FREE uint8_t *area = new_area();
	struct failure why;

	(void)state;
	assert_false(reads(area, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_non_null(strstr(why.text, "does not contain a manifest"));
	memset(area, '\n', MANIFEST_SIZE);
	assert_false(reads(area, &why));
}

/* Puts a text of the test's own into an area, with the last line that belongs to it. */
static uint8_t *sealed(const char *text)
{
	struct bytes all = { .data = (const uint8_t *)text, .size = strlen(text) };
	struct digest digest = digest_of(DIGEST_SHA256, all);
	uint8_t *area = new_area();
	char hex[DIGEST_HEX];

	digest_to_hex(&digest, hex);
	snprintf((char *)area, MANIFEST_SIZE, "%s%s\n", text, hex);
	return area;
}

/* The sample's text with one part of it changed, or cut when `to` is NULL. */
static char *changed_text(const char *from, const char *to)
{
	struct manifest manifest = sample();
	AUTO_FREE uint8_t *area = written(&manifest);
	char *text = (char *)area;
	char *at = strstr(text, from);

	text[strlen(text) - 65] = '\0';
	assert_non_null(at);
	*at = '\0';
	return to ? mem_printf("%s%s%s", text, to, at + strlen(from)) : mem_strdup(text);
}

static void assert_refused(const char *from, const char *to, const char *message)
{
	AUTO_FREE char *text = changed_text(from, to);
	AUTO_FREE uint8_t *area = sealed(text);
	struct failure why;

	assert_false(reads(area, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	if (!strstr(why.text, message))
		print_error("'%s' does not say '%s'\n", why.text, message);
	assert_non_null(strstr(why.text, message));
}

static void an_unchanged_text_that_is_sealed_again_is_read(void **state)
{
	AUTO_FREE char *text = changed_text("xiaomi/r3g", "xiaomi/r3p");
	AUTO_FREE uint8_t *area = sealed(text);
	struct failure why;

	(void)state;
	assert_true(reads(area, &why));
}

static void a_newer_version_is_told_apart_from_damage(void **state)
{
	(void)state;
	assert_refused("\"manifest\": 1,", "\"manifest\": 2, \"new\": true,", "newer version");
	assert_refused("\"manifest\": 1", "\"manifest\": 0", "version of its manifest is unknown");
	assert_refused("\"manifest\": 1", "\"manifest\": \"1\"",
	               "version of its manifest is unknown");
}

static void a_text_of_another_shape_is_refused(void **state)
{
	(void)state;
	assert_refused("\"recipe\"", "\"recipes\"", "recipe");
	assert_refused("\"length\"", "\"time\": 1, \"length\"", "time");
	assert_refused("\"program\"", "\"layout\": \"x\", \"program\"", "the manifest");
	assert_refused("12000000", "-1", "/files/0/size");
	assert_refused("12000000", "\"12\"", "/files/0/size");
	assert_refused("12000000", "99999999999999999999", "the manifest");
	assert_refused("\"files\": [", NULL, "the manifest");
	assert_refused("{\n  \"manifest\": 1,", "{\n  \"manifest\": 1}\n{", "the manifest");
}

static void values_that_make_no_sense_are_refused(void **state)
{
	(void)state;
	assert_refused("/miwifi.bin", "miwifi.bin", "not absolute");
	assert_refused("/miwifi.bin", "/", "not absolute");
	assert_refused("/miwifi.bin", "", "not absolute");
	assert_refused("/miwifi.bin", "/a\\nb", "unprintable");
	assert_refused("xiaomi/r3g", "xiaomi\\u001b[2J", "unprintable");
	assert_refused("accepted unsigned", "accepted \\u202egis", "unprintable");
	assert_refused("14000000", "1048575", "length");
	assert_refused("12000000", "14000001", "larger than the stick");
	assert_refused("0102030", "x102030", "SHA-256");
	assert_refused("0708090", "708090", "SHA-256");
}

static void the_number_of_files_is_bounded(void **state)
{
	static struct manifest_file many[65];
	struct manifest manifest = sample();
	AUTO_FREE uint8_t *area = new_area();
	struct failure why;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(many); i++)
		many[i] = files[0];
	manifest.files = many;
	manifest.file_count = 64;
	assert_true(manifest_write(&manifest, area, &why));
	assert_true(reads(area, &why));
	manifest.file_count = 65;
	assert_false(manifest_write(&manifest, area, &why));
	manifest.file_count = 0;
	assert_false(manifest_write(&manifest, area, &why));
	assert_int_equal(why.kind, FAIL_CATALOG);
}

static void texts_that_could_not_be_read_back_are_not_written(void **state)
{
	static const char *const bad[] = { "line\nbreak", "\xff", " space", "\xe2\x80\xae" };
	AUTO_FREE uint8_t *area = new_area();
	struct failure why;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct manifest manifest = sample();

		manifest.program = bad[i];
		assert_false(manifest_write(&manifest, area, &why));
		assert_int_equal(why.kind, FAIL_CATALOG);
	}
}

TEST_MAIN(TEST(what_is_written_is_read_back), TEST(an_empty_suffix_is_not_the_same_as_none),
          TEST(equal_manifests_are_equal_bytes), TEST(a_stick_of_ours_is_recognised_at_once),
          TEST(every_flipped_bit_is_noticed), TEST(an_area_without_a_manifest_is_said_to_have_none),
          TEST(an_unchanged_text_that_is_sealed_again_is_read),
          TEST(a_newer_version_is_told_apart_from_damage), TEST(a_text_of_another_shape_is_refused),
          TEST(values_that_make_no_sense_are_refused), TEST(the_number_of_files_is_bounded),
          TEST(texts_that_could_not_be_read_back_are_not_written))
