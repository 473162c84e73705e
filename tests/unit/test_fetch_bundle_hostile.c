/* fetch/bundle: bundles that strangers made, by what they do and what is then said. */
#include "fetch/bundle/bundle.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tar_file.h"
#include "test.h"

static int begin(void **state)
{
	static const struct owner nobody_else = { 0 };
	char folder[] = "/tmp/fetch-bundle-XXXXXX";
	struct store *store = mem_zalloc(1, sizeof(*store));
	struct failure why;

	assert_non_null(mkdtemp(folder));
	assert_true(store_open(folder, &nobody_else, store, &why));
	*state = store;
	return 0;
}

static int end(void **state)
{
	struct store *store = *state;
	AUTO_FREE char *command = mem_printf("rm -rf '%s'", store->path);

	store_done(store);
	assert_int_equal(system(command), 0);
	free(store);
	return 0;
}

static size_t files_in(const struct store *store)
{
	AUTO_FREE char *command = mem_printf("exit $(find '%s' -type f | wc -l)", store->path);

	return (size_t)WEXITSTATUS(system(command));
}

#define ONE "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"
#define ONE_PATH "sha256/76/" ONE
#define NOTHING "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
#define LIST(objects, files) \
	"{\"format\":\"mkrescue-usb cache\",\"version\":1,\"program\":\"p\",\"objects\":[" objects \
	"],\"catalogue\":[" files "]}"
#define OBJECT(sha256, size, addresses) \
	"{\"sha256\":\"" sha256 "\",\"size\":" size ",\"addresses\":[" addresses "]}"
#define FILE_(path) "{\"path\":\"" path "\",\"size\":0,\"sha256\":\"" NOTHING "\"}"
#define GOOD LIST(OBJECT(ONE, "3", ""), "")
#define MANIFEST(text) TAR_FILE("manifest.json", text)

static const struct {
	struct tar_member members[4];
	const char *words;
} hostile[] = {
	{ { TAR_FILE(ONE_PATH, "one") }, "begins with a manifest" },
	{ { TAR_FILE("manifest.json", "") }, "x.tar:manifest.json" },
	{ { MANIFEST("{}") }, "is not a cache export" },
	{ { MANIFEST("{\"format\":\"mkrescue-usb cache\",\"version\":2}") }, "another version" },
	{ { MANIFEST("{\"format\":\"mkrescue-usb cache\",\"version\":1,\"more\":1}") }, "more" },
	{ { TAR_OTHER("manifest.json", 'l', "/etc/passwd") }, "begins with a manifest" },
	{ { MANIFEST(GOOD) }, "'" ONE_PATH "' is missing" },
	{ { MANIFEST(GOOD), MANIFEST(GOOD) }, "contains 'manifest.json' instead" },
	{ { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "two") },
	  "does not have the SHA-256 in the manifest" },
	{ { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "four") }, "has 4 bytes, but 3 in the manifest" },
	{ { MANIFEST(GOOD), TAR_OTHER(ONE_PATH, 'l', "/etc/passwd") }, "not a regular file" },
	{ { MANIFEST(GOOD), TAR_OTHER(ONE_PATH, 'h', "manifest.json") }, "not a regular file" },
	{ { MANIFEST(GOOD), TAR_OTHER(ONE_PATH, 'd', NULL) }, "contains" },
	{ { MANIFEST(GOOD), TAR_OTHER(ONE_PATH, 'c', NULL) }, "not a regular file" },
	{ { MANIFEST(GOOD), TAR_OTHER(ONE_PATH, 'p', NULL) }, "not a regular file" },
	{ { MANIFEST(GOOD), TAR_FILE("../" ONE_PATH, "one") }, "contains '../sha256" },
	{ { MANIFEST(GOOD), TAR_FILE("/" ONE_PATH, "one") }, "contains '/sha256" },
	{ { MANIFEST(LIST(OBJECT("12", "3", ""), "")) }, "an invalid SHA-256" },
	{ { MANIFEST(LIST(OBJECT(ONE, "1073741825", ""), "")) }, "larger than 1 GiB" },
	{ { MANIFEST(LIST(OBJECT(ONE, "18446744073709551615", ""), "")) }, "x.tar:manifest.json" },
	{ { MANIFEST(LIST(OBJECT(ONE, "-1", ""), "")) }, "x.tar:manifest.json" },
	{ { MANIFEST(LIST(OBJECT(ONE, "3", "") "," OBJECT(ONE, "3", ""), "")) }, "listed twice" },
	{ { MANIFEST(LIST(OBJECT(ONE, "3", "\"file:///etc/passwd\""), "")) }, "not a web address" },
	{ { MANIFEST(LIST(OBJECT(ONE, "3", "\"https://a/\\n\""), "")) }, "unprintable" },
	{ { MANIFEST(LIST("", FILE_("../x"))) }, "not a valid file name" },
	{ { MANIFEST(LIST("", FILE_("/etc/x"))) }, "not a valid file name" },
	{ { MANIFEST(LIST("", FILE_("a/../../x"))) }, "not a valid file name" },
	{ { MANIFEST(LIST("", FILE_("a//x"))) }, "not a valid file name" },
	{ { MANIFEST(LIST("", FILE_("a/.x"))) }, "not a valid file name" },
	{ { MANIFEST(LIST("", FILE_(""))) }, "not a valid file name" },
	{ { MANIFEST(LIST("", FILE_("a") "," FILE_("a"))) }, "listed twice" },
	{ { MANIFEST(LIST("", "{\"path\":\"a\",\"size\":99999999,\"sha256\":\"" NOTHING "\"}")) },
	  "too large" },
	{ { MANIFEST(LIST("", FILE_("a"))), TAR_FILE("catalogue/b", "") },
	  "contains 'catalogue/b'" },
};

static void refuse(const struct store *store, int fd, const char *words)
{
	const struct bundle_work work = { store, fd, "x.tar", NULL };
	struct bundle bundle;
	struct failure why;

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_false(bundle_read(&work, &bundle, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	if (!strstr(why.text, words))
		print_error("'%s' does not say '%s'\n", why.text, words);
	assert_non_null(strstr(why.text, words));
}

static void what_a_stranger_made_is_refused_and_nothing_of_it_stays(void **state)
{
	struct store *store = *state;

	for (size_t i = 0; i < ARRAY_LEN(hostile); i++) {
		AUTO_CLOSE int fd = tar_file(hostile[i].members, 4, false);

		refuse(store, fd, hostile[i].words);
		assert_int_equal(files_in(store), 0);
	}
}

static void what_comes_after_the_last_member_is_refused(void **state)
{
	const struct tar_member more[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one"),
		                           TAR_FILE("more", "x") };
	const struct tar_member twice[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one"),
		                            MANIFEST(GOOD) };
	AUTO_CLOSE int fd = tar_file(more, 3, false);
	AUTO_CLOSE int other = tar_file(twice, 3, false);

	refuse(*state, fd, "'more', which its manifest does not list");
	refuse(*state, other, "'manifest.json', which its manifest does not list");
}

static void nothing_but_zeros_may_follow_the_end(void **state)
{
	const struct tar_member members[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one") };
	const struct tar_member other[] = { MANIFEST(GOOD) };
	AUTO_CLOSE int fd = tar_file(members, 2, false);
	AUTO_CLOSE int second = tar_file(other, 1, false);
	const struct bundle_work work = { *state, fd, "x.tar", NULL };
	const off_t end = lseek(fd, 0, SEEK_END);
	struct bundle bundle;
	struct failure why;

	assert_int_equal(ftruncate(fd, end + (1 << 20)), 0);
	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_true(bundle_read(&work, &bundle, &why));
	bundle_done(&bundle);
	for (off_t at = end - 1; at < end + (1 << 20); at += 99991) {
		assert_int_equal(pwrite(fd, "x", 1, at), 1);
		refuse(*state, fd, "other data after the end of the tar file");
		assert_int_equal(pwrite(fd, "", 1, at), 1);
	}
	assert_int_equal(lseek(fd, 0, SEEK_END), end + (1 << 20));
	assert_true(sendfile(fd, second, &(off_t){ 0 }, 1 << 20) > 0);
	refuse(*state, fd, "other data after the end of the tar file");
}

static void what_is_compressed_or_no_tar_is_refused(void **state)
{
	const struct tar_member members[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one") };
	AUTO_CLOSE int packed = tar_file(members, 2, true);
	AUTO_CLOSE int empty = memfd_create("empty", 0);
	AUTO_CLOSE int text = memfd_create("text", 0);

	refuse(*state, packed, "an uncompressed tar file");
	refuse(*state, empty, "begins with a manifest");
	assert_int_equal(write(text, "<!doctype html>", 15), 15);
	refuse(*state, text, "begins with a manifest");
}

static void a_cut_bundle_is_refused_wherever_it_is_cut(void **state)
{
	struct store *store = *state;
	const struct tar_member members[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one") };
	const size_t needed = 512 + 512 + 512 + 3; /* two headers, and what they announce */

	for (size_t size = 0; size < needed; size += 7) {
		AUTO_CLOSE int fd = tar_file(members, 2, false);

		assert_int_equal(ftruncate(fd, (off_t)size), 0);
		refuse(store, fd, "x.tar");
		assert_int_equal(files_in(store), 0);
	}
}

static void a_header_that_promises_too_much_is_refused(void **state)
{
	const struct tar_member members[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one") };
	AUTO_CLOSE int fd = tar_file(members, 2, false);

	tar_set_size(fd, 0, "77777777777");
	refuse(*state, fd, "is too large");
	tar_set_size(fd, 0, "00000000005");
	refuse(*state, fd, "x.tar:manifest.json");
}

static void too_many_addresses_are_refused(void **state)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	fprintf(out, "{\"format\":\"mkrescue-usb cache\",\"version\":1,\"program\":\"p\","
	             "\"catalogue\":[],\"objects\":[{\"sha256\":\"" ONE "\",\"size\":3,"
	             "\"addresses\":[\"https://a/0\"");
	for (int i = 0; i < BUNDLE_ADDRESSES_MAX; i++)
		fprintf(out, ",\"https://a/%d\"", i);
	fprintf(out, "]}]}");
	fclose(out);
	{
		const struct tar_member members[] = { MANIFEST(text) };
		AUTO_CLOSE int fd = tar_file(members, 1, false);

		refuse(*state, fd, "too many addresses");
	}
}

/* Else who takes a bundle for a copy of what is here finds out too late. */
static void a_damaged_object_is_told_though_the_store_has_a_good_one(void **state)
{
	const struct tar_member good[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "one") };
	const struct tar_member damaged[] = { MANIFEST(GOOD), TAR_FILE(ONE_PATH, "two") };
	AUTO_CLOSE int fd = tar_file(good, 2, false);
	AUTO_CLOSE int other = tar_file(damaged, 2, false);
	const struct bundle_work work = { *state, fd, "x.tar", NULL };
	struct bundle bundle;
	struct failure why;

	assert_int_equal(lseek(fd, 0, SEEK_SET), 0);
	assert_true(bundle_read(&work, &bundle, &why));
	bundle_done(&bundle);
	refuse(*state, other, "does not have the SHA-256 in the manifest");
	assert_int_equal(files_in(*state), 1);
}

#define WITH_STORE(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(WITH_STORE(what_a_stranger_made_is_refused_and_nothing_of_it_stays),
          WITH_STORE(what_comes_after_the_last_member_is_refused),
          WITH_STORE(nothing_but_zeros_may_follow_the_end),
          WITH_STORE(what_is_compressed_or_no_tar_is_refused),
          WITH_STORE(a_cut_bundle_is_refused_wherever_it_is_cut),
          WITH_STORE(too_many_addresses_are_refused),
          WITH_STORE(a_damaged_object_is_told_though_the_store_has_a_good_one),
          WITH_STORE(a_header_that_promises_too_much_is_refused))
