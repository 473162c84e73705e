#include "firmware/transform.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

#define SAMPLE(name) TEST_DATA "/firmware/" name

static const struct keyring no_keys;
static const struct keyring in_sandbox = { .sandboxed = true };

static struct firmware open_file(const char *path)
{
	struct firmware firmware;
	struct failure why;

	assert_true(firmware_open(&firmware, path, &no_keys, &why));
	return firmware;
}

static struct bytes content_of(int fd, uint64_t size)
{
	uint8_t *data = mem_zalloc(1, (size_t)size + 1);

	assert_int_equal(pread(fd, data, (size_t)size + 1, 0), size);
	return (struct bytes){ data, size };
}

/* What becomes of the sample, whose own content is *before; free both. */
static struct bytes changed(const char *path, enum change change, struct bytes *before)
{
	struct firmware firmware = open_file(path);
	struct transformed out;
	struct failure why;
	struct bytes after;
	struct digest digest;

	assert_true(transform_apply(&firmware, change, &out, NULL, &why));
	assert_true(out.changed);
	after = content_of(out.fd, out.size);
	digest = digest_of(DIGEST_SHA256, after);
	assert_true(digest_equal(&digest, &out.sha256));
	transformed_done(&out);
	*before = content_of(firmware.fd, (uint64_t)lseek(firmware.fd, 0, SEEK_END));
	firmware_done(&firmware);
	return after;
}

static void drop(struct bytes bytes)
{
	free((void *)(uintptr_t)bytes.data);
}

static void nothing_is_copied_where_nothing_changes(void **state)
{
	struct firmware firmware = open_file(SAMPLE("uimage-legacy-mips.bin"));
	struct transformed out;
	struct failure why;

	(void)state;
	assert_true(transform_apply(&firmware, CHANGE_NONE, &out, NULL, &why));
	assert_false(out.changed);
	assert_int_equal(out.fd, firmware.fd);
	transformed_done(&out);
	assert_int_equal(lseek(firmware.fd, 0, SEEK_CUR), 0);
	firmware_done(&firmware);
}

static void zeros_come_before_the_whole_file(void **state)
{
	struct bytes before;
	struct bytes after = changed(SAMPLE("uimage-legacy-mips.bin"), CHANGE_ZEROS_128K, &before);

	(void)state;
	assert_int_equal(after.size, before.size + 131072);
	assert_true(bytes_all_zero(bytes_part(after, 0, 131072)));
	assert_memory_equal(after.data + 131072, before.data, before.size);
	drop(before);
	drop(after);
}

static void only_the_metadata_is_cut(void **state)
{
	struct bytes before;
	struct bytes after =
	        changed(SAMPLE("openwrt-sysupgrade-nor-meta.bin"), CHANGE_CUT_METADATA, &before);

	(void)state;
	assert_in_range(after.size, before.size - 1024, before.size - 17);
	assert_memory_equal(after.data, before.data, after.size);
	assert_memory_not_equal(after.data + after.size - 16, "FWx0", 4);
	drop(before);
	drop(after);
	after = changed(SAMPLE("uimage-legacy-mips.bin"), CHANGE_CUT_METADATA, &before);
	assert_int_equal(after.size, before.size);
	drop(before);
	drop(after);
}

/* The sample packed, and `more` behind it, as a file of its own. */
static char *packed_sample(const char *more)
{
	char *path = mem_strdup("/tmp/transform-XXXXXX");
	int fd = mkstemp(path);
	AUTO_FREE char *command =
	        mem_printf("(gzip -c %s; %s) > %s", SAMPLE("trx-v1.trx"), more, path);

	close(fd);
	assert_int_equal(system(command), 0);
	return path;
}

/* What OpenWrt appends stands behind the compressed content. */
static void what_is_packed_is_unpacked_without_what_openwrt_appends(void **state)
{
	static const char trailer[] = "printf 'xxxxFWx0\\0\\0\\0\\0\\1\\0\\0\\0\\0\\0\\0\\24'";
	AUTO_FREE char *path = packed_sample(trailer);
	struct firmware sample = open_file(SAMPLE("trx-v1.trx"));
	struct bytes wanted = content_of(sample.fd, (uint64_t)lseek(sample.fd, 0, SEEK_END));
	struct firmware packed = open_file(path);
	struct bytes before;
	struct bytes after;

	(void)state;
	assert_true(transform_is_packed(&packed));
	assert_false(transform_is_packed(&sample));
	after = changed(path, CHANGE_UNPACK, &before);
	assert_int_equal(after.size, wanted.size);
	assert_memory_equal(after.data, wanted.data, wanted.size);
	drop(before);
	drop(after);
	drop(wanted);
	firmware_done(&sample);
	firmware_done(&packed);
	unlink(path);
}

static void foreign_bytes_behind_packed_content_are_refused(void **state)
{
	AUTO_FREE char *path = packed_sample("echo foreign");
	struct firmware packed = open_file(path);
	struct transformed out;
	struct failure why;

	(void)state;
	assert_false(transform_apply(&packed, CHANGE_UNPACK, &out, NULL, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, "unexpected data follows"));
	transformed_done(&out);
	firmware_done(&packed);
	unlink(path);
}

static void assert_unpacks_to(const struct firmware *firmware, struct bytes wanted)
{
	struct transformed out;
	struct failure why;
	struct bytes content;

	assert_true(transform_apply(firmware, CHANGE_UNPACK, &out, NULL, &why));
	content = content_of(out.fd, out.size);
	transformed_done(&out);
	assert_int_equal(content.size, wanted.size);
	assert_memory_equal(content.data, wanted.data, wanted.size);
	drop(content);
}

/* Between zeros, which are holes in the file that it was unpacked to. */
static void what_its_examination_unpacked_is_taken_and_is_the_same(void **state)
{
	static const char *const tools[] = { "cat", "gzip", "xz", "zstd", "bzip2" };
	char path[] = "/tmp/transform-XXXXXX";
	int fd = mkstemp(path);
	struct bytes wanted = { 0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(tools); i++) {
		AUTO_FREE char *command =
		        mem_printf("(head -c 1000000 /dev/zero; cat %s; head -c 300000 /dev/zero) "
		                   "| %s > %s",
		                   SAMPLE("trx-v1.trx"), tools[i], path);
		struct whole_content whole = { 0 };
		struct firmware firmware;
		struct failure why;
		int content;

		assert_int_equal(system(command), 0);
		if (i == 0) {
			wanted = content_of(fd, (uint64_t)lseek(fd, 0, SEEK_END));
			continue;
		}
		assert_true(firmware_open(&firmware, path, &in_sandbox, &why));
		assert_true(firmware_unpacked(&firmware, &content, &whole));
		assert_int_equal(whole.size, wanted.size);
		assert_unpacks_to(&firmware, wanted);
		firmware_finish(&firmware);
		assert_false(firmware_unpacked(&firmware, &content, &whole));
		assert_unpacks_to(&firmware, wanted);
		firmware_done(&firmware);
	}
	drop(wanted);
	close(fd);
	unlink(path);
}

/* Its examination takes what came before them; a router would not. */
static void what_has_foreign_bytes_behind_it_is_refused_in_the_sandbox_too(void **state)
{
	AUTO_FREE char *path = packed_sample("echo foreign");
	struct whole_content whole;
	struct firmware packed;
	struct transformed out;
	struct failure why;
	int content;

	(void)state;
	assert_true(firmware_open(&packed, path, &in_sandbox, &why));
	assert_false(firmware_unpacked(&packed, &content, &whole));
	assert_false(transform_apply(&packed, CHANGE_UNPACK, &out, NULL, &why));
	assert_non_null(strstr(why.text, "unexpected data follows"));
	transformed_done(&out);
	firmware_done(&packed);
	unlink(path);
}

/* What `any` takes: any format and none, from whoever stands for it. */
static void assert_any(const char *path, bool beside, bool accept_unsigned, const char *words)
{
	const struct firmware_accept accepts[] = { { "uimage", NULL, 0 }, { FORMAT_ANY, NULL, 0 } };
	const struct firmware_demand demand = {
		.model = "a router",
		.accepts = accepts,
		.accept_count = 2,
		.beside = beside,
		.accept_unsigned = accept_unsigned,
	};
	struct firmware firmware = open_file(path);
	bool unsigned_accepted = false;
	struct failure why = { 0 };
	bool good = firmware_suits(&firmware, &demand, &unsigned_accepted, &why);

	assert_int_equal(good, words == NULL);
	assert_true(good || strstr(why.text, words));
	assert_int_equal(unsigned_accepted, good && accept_unsigned && !beside);
	firmware_done(&firmware);
}

static void any_content_is_taken_beside_the_firmware_and_as_the_firmware_unsigned(void **state)
{
	char path[] = "any.XXXXXX";
	const int fd = mkstemp(path);

	(void)state;
	assert_true(fd >= 0);
	assert_int_equal(write(fd, "\1\2\3\4 a kernel as it is", 22), 22);
	close(fd);
	assert_any(path, true, false, NULL);
	assert_any(path, false, true, NULL);
	assert_any(path, false, false, "--accept-unsigned");
	unlink(path);
	/* What is recognised is judged as what it is. */
	assert_any(SAMPLE("neg-truncated-uimage-legacy-mips.bin"), true, true, "truncated");
}

static void what_certainly_is_no_firmware_is_not_any_content(void **state)
{
	static const char page[] = SAMPLE("neg-not-firmware-error-page.bin");

	(void)state;
	assert_any(page, true, true, "not firmware");
	assert_any(page, false, true, "not firmware");
	assert_any(page, false, false, "not firmware");
}

TEST_MAIN(TEST(nothing_is_copied_where_nothing_changes), TEST(zeros_come_before_the_whole_file),
          TEST(only_the_metadata_is_cut),
          TEST(what_is_packed_is_unpacked_without_what_openwrt_appends),
          TEST(foreign_bytes_behind_packed_content_are_refused),
          TEST(what_its_examination_unpacked_is_taken_and_is_the_same),
          TEST(what_has_foreign_bytes_behind_it_is_refused_in_the_sandbox_too),
          TEST(any_content_is_taken_beside_the_firmware_and_as_the_firmware_unsigned),
          TEST(what_certainly_is_no_firmware_is_not_any_content))
