#include "catalog/layoutfile.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

static bool read_text(const char *text, struct layout_file *out, struct failure *why)
{
	char path[] = "/tmp/layout-XXXXXX";
	int fd = mkstemp(path);
	bool good;

	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	close(fd);
	good = layoutfile_read(out, path, why);
	unlink(path);
	return good;
}

static void the_programs_own_layouts_are_sound(void **state)
{
	static const struct {
		const char *name;
		enum layout_kind kind;
	} layouts[] = {
		{ "fat32-mbr", LAYOUT_MBR_FAT },
		{ "fat16-mbr", LAYOUT_MBR_FAT },
		{ "fat32-full", LAYOUT_MBR_FAT_FULL },
		{ "superfloppy", LAYOUT_SUPERFLOPPY },
		{ "raw", LAYOUT_RAW },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(layouts); i++) {
		AUTO_FREE char *path =
		        mem_printf(PROJECT_ROOT "/templates/layouts/%s.json", layouts[i].name);
		struct layout_file file;
		struct failure why;

		assert_true(layoutfile_read(&file, path, &why));
		assert_string_equal(file.layout.name, layouts[i].name);
		assert_int_equal(file.layout.kind, layouts[i].kind);
		layoutfile_done(&file);
	}
}

#define NAMED(kind) "{\"layout\": \"l\", \"title\": \"t\", \"kind\": \"" kind "\""
#define FAT(size, most, reserved) \
	", \"fat_bits\": 32, \"cluster_size\": 4096, \"reserved_sectors\": " reserved \
	", \"partition_size\": " size ", \"partition_size_max\": " most
#define IN_PARTITION ", \"partition_type\": 12, \"partition_start\": 1048576"

static void what_no_stick_can_be_is_refused_with_the_reason(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} bad[] = {
		{ NAMED("iso") "}", "/kind" },
		{ NAMED("raw") ", \"cluster_size\": 512}", "no file system to describe" },
		{ NAMED("superfloppy") FAT("285212672", "285212672", "32") "}", "at least 2048" },
		{ NAMED("superfloppy") FAT("285212672", "285212672", "2048") IN_PARTITION "}",
		  "no partition_type" },
		{ NAMED("mbr-fat") FAT("285212672", "285212672", "32") "}", "partition_type" },
		{ NAMED("mbr-fat") FAT("285212672", "2147483648", "32") IN_PARTITION "}", "1 GiB" },
		{ NAMED("mbr-fat-full") FAT("285212672", "137438953472", "32") IN_PARTITION "}",
		  "64 GiB" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(bad); i++) {
		struct layout_file file;
		struct failure why;

		assert_false(read_text(bad[i].text, &file, &why));
		assert_int_equal(why.kind, FAIL_CATALOG);
		if (!strstr(why.text, bad[i].words))
			print_message("%s\n", why.text);
		assert_non_null(strstr(why.text, bad[i].words));
	}
}

TEST_MAIN(TEST(the_programs_own_layouts_are_sound),
          TEST(what_no_stick_can_be_is_refused_with_the_reason))
