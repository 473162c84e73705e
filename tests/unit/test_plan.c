#include "stick/image/plan.h"

#include <string.h>

#include "test.h"

static const struct layout fat32 = {
	.name = "fat32-mbr",
	.fat_bits = 32,
	.partition_type = 0x0c,
	.partition_start = MIB,
	.partition_size = UINT64_C(272) * MIB,
	.partition_size_max = UINT64_C(1024) * MIB,
	.cluster_size = 4096,
	.reserved_sectors = 32,
};

static struct plan_file firmware(uint64_t size)
{
	return (struct plan_file){ .name = "miwifi.bin", .directory = "/", .size = size };
}

static bool plan_for(struct plan *plan, const struct plan_file *file, const char *label,
                     struct failure *why)
{
	const struct plan_request request = {
		.layout = &fat32,
		.label = label,
		.files = file,
		.file_count = 1,
	};

	return plan_make(plan, &request, why);
}

static void a_small_file_gets_the_smallest_partition(void **state)
{
	struct plan_file file = firmware(12 * MIB);
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_for(&plan, &file, "rescue", &why));
	assert_int_equal(plan.partition_start, MIB);
	assert_int_equal(plan.partition_size, UINT64_C(272) * MIB);
	assert_int_equal(plan.image_size, UINT64_C(273) * MIB);
	assert_int_equal(plan.device_size_min, UINT64_C(274) * MIB);
	assert_string_equal(plan.label, "RESCUE");
}

static void a_big_file_grows_it_in_whole_mib_with_a_tenth_to_spare(void **state)
{
	struct plan_file file = firmware(UINT64_C(400) * MIB);
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_for(&plan, &file, "RESCUE", &why));
	assert_int_equal(plan.partition_size % MIB, 0);
	assert_in_range(plan.partition_size, UINT64_C(400) * MIB * 10 / 9,
	                UINT64_C(400) * MIB * 10 / 9 + 4 * MIB);
}

static void files_past_250_mib_are_warned_about(void **state)
{
	struct plan_file usual = firmware(UINT64_C(249) * MIB);
	struct plan_file large = firmware(UINT64_C(251) * MIB);
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_for(&plan, &usual, "rescue", &why));
	assert_null(plan.warnings[0]);
	assert_true(plan_for(&plan, &large, "rescue", &why));
	assert_non_null(plan.warnings[0]);
}

static void what_fits_no_partition_is_refused(void **state)
{
	struct plan_file file = firmware(UINT64_C(1000) * MIB);
	struct plan plan;
	struct failure why;

	(void)state;
	assert_false(plan_for(&plan, &file, "RESCUE", &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_string_equal(why.text,
	                    "the files do not fit the layout 'fat32-mbr', which is limited to "
	                    "1024 MiB");
}

static void the_boot_record_is_what_every_loader_reads(void **state)
{
	static const uint8_t entry[16] = { 0x80, 0x20, 0x21, 0x00, 0x0c, 0xfe, 0xff, 0xff,
		                           0x00, 0x08, 0x00, 0x00, 0x00, 0x80, 0x08, 0x00 };
	static const uint8_t zeros[440];
	struct plan_file file = firmware(1);
	struct plan plan;
	struct failure why;
	uint8_t sector[SECTOR];

	(void)state;
	assert_true(plan_for(&plan, &file, "RESCUE", &why));
	plan_boot_record(&plan, sector);
	assert_memory_equal(sector, zeros, 440);
	assert_memory_not_equal(sector + 440, zeros, 4);
	assert_memory_equal(sector + 446, entry, sizeof(entry));
	assert_memory_equal(sector + 462, zeros, 48);
	assert_int_equal(sector[510], 0x55);
	assert_int_equal(sector[511], 0xaa);
}

static void names_that_fat_cannot_hold_are_refused(void **state)
{
	static const char *const bad[] = { "", "a/b", "a\\b", "a:b", "a?", "a.", "a ", "a\nb" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct plan_file file = { .name = bad[i], .directory = "/", .size = 1 };
		struct plan plan;
		struct failure why;

		assert_false(plan_for(&plan, &file, "RESCUE", &why));
		assert_int_equal(why.kind, FAIL_CATALOG);
	}
}

static void labels_that_fat_cannot_hold_are_refused(void **state)
{
	static const char *const bad[] = { "", "twelve-chars", "a.b", "sp ace", "\xc3\xa4" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct plan_file file = firmware(1);
		struct plan plan;
		struct failure why;

		assert_false(plan_for(&plan, &file, bad[i], &why));
		assert_int_equal(why.kind, FAIL_USAGE);
	}
}

static void labels_that_dos_reserves_are_refused_with_the_reason(void **state)
{
	static const char *const bad[] = { "CON", "prn", "Aux", "NUL", "com1", "COM9", "LPT1" };
	static const char *const good[] = { "CONS", "COM", "COM10", "COMA", "LPTX", "NULL" };
	struct plan_file file = firmware(1);
	struct plan plan;
	struct failure why;

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_false(plan_for(&plan, &file, bad[i], &why));
		assert_int_equal(why.kind, FAIL_USAGE);
		assert_non_null(strstr(why.text, "DOS reserves"));
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		assert_true(plan_for(&plan, &file, good[i], &why));
}

static void a_label_that_a_file_or_folder_is_called_is_refused(void **state)
{
	struct plan_file file = { .name = "boot", .directory = "/", .size = 1 };
	struct plan plan;
	struct failure why;

	(void)state;
	assert_false(plan_for(&plan, &file, "BOOT", &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	file = (struct plan_file){ .name = "a.bin", .directory = "/boot/x", .size = 1 };
	assert_false(plan_for(&plan, &file, "Boot", &why));
	assert_true(plan_for(&plan, &file, "BOO", &why));
	assert_true(plan_for(&plan, &file, "BOOTS", &why));
	assert_true(plan_for(&plan, &file, "X", &why));
}

static const struct layout full = {
	.name = "fat32-full",
	.kind = LAYOUT_MBR_FAT_FULL,
	.fat_bits = 32,
	.partition_type = 0x0c,
	.partition_start = MIB,
	.partition_size = UINT64_C(272) * MIB,
	.partition_size_max = UINT64_C(64) * 1024 * MIB,
	.cluster_size = 4096,
	.reserved_sectors = 32,
};

static bool plan_on(struct plan *plan, uint64_t medium_size, struct failure *why)
{
	static const struct plan_file file = { .name = "a.bin", .directory = "/", .size = 1 };
	const struct plan_request request = {
		.layout = &full,
		.label = "RESCUE",
		.files = &file,
		.file_count = 1,
		.medium_size = medium_size,
	};

	return plan_make(plan, &request, why);
}

/* As many sectors as the oldest loaders can count before the first cluster. */
static void clusters_grow_with_a_stick_that_is_filled(void **state)
{
	static const struct {
		uint64_t gb;
		uint64_t cluster;
	} sticks[] = { { 1, 4096 },   { 4, 4096 },   { 8, 4096 },   { 16, 8192 },
		       { 32, 16384 }, { 64, 32768 }, { 128, 32768 } };

	(void)state;
	for (size_t i = 0; i < sizeof(sticks) / sizeof(sticks[0]); i++) {
		const uint64_t medium = sticks[i].gb * 1000 * 1000 * 1000;
		struct plan plan;
		struct failure why;
		uint64_t fat;

		assert_true(plan_on(&plan, medium, &why));
		assert_int_equal(plan.cluster_size, sticks[i].cluster);
		fat = (plan.partition_size / plan.cluster_size + 2) * 4 / SECTOR + 1;
		assert_in_range(32 + 2 * fat, 1, 32767);
		assert_in_range(plan.device_size_min, sticks[i].gb > 64 ? 1 : medium - MIB, medium);
		assert_int_equal(plan.warnings[1] != NULL, sticks[i].gb > 64);
	}
}

static void a_stick_too_small_to_fill_is_told_what_the_layout_needs(void **state)
{
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_on(&plan, 100 * MIB, &why));
	assert_int_equal(plan.device_size_min, UINT64_C(274) * MIB);
}

static void a_file_instead_of_a_stick_is_only_as_large_as_needed_and_says_so(void **state)
{
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_on(&plan, 0, &why));
	assert_int_equal(plan.partition_size, UINT64_C(272) * MIB);
	assert_non_null(strstr(plan.warnings[1], "does not fill a stick"));
}

static void a_disk_image_fills_whole_sectors_and_comes_alone(void **state)
{
	static const struct layout raw = { .name = "raw", .kind = LAYOUT_RAW };
	struct plan_file files[] = { firmware(1000), firmware(1) };
	struct plan_request request = { .layout = &raw, .files = files, .file_count = 1 };
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_make(&plan, &request, &why));
	assert_int_equal(plan.image_size, 1024);
	assert_int_equal(plan.device_size_min, 1024);
	assert_false(plan_has_manifest(&plan));
	request.file_count = 2;
	assert_false(plan_make(&plan, &request, &why));
	assert_non_null(strstr(why.text, "one disk image"));
}

/* So that FAT16 stays FAT16 the partition shrinks with its clusters. */
static void clusters_are_no_larger_than_the_loader_takes(void **state)
{
	const struct layout fat16 = {
		.name = "fat16-mbr",
		.fat_bits = 16,
		.partition_start = MIB,
		.partition_size = UINT64_C(250) * MIB,
		.partition_size_max = UINT64_C(250) * MIB,
		.cluster_size = 4096,
		.reserved_sectors = 8,
		.root_entries = 512,
	};
	struct plan_file file = firmware(MIB);
	const struct plan_request request = {
		.layout = &fat16,
		.label = "RESCUE",
		.files = &file,
		.file_count = 1,
		.cluster_max = 2048,
	};
	struct plan plan;
	struct failure why;

	(void)state;
	assert_true(plan_make(&plan, &request, &why));
	assert_int_equal(plan.cluster_size, 2048);
	assert_in_range(plan.partition_size, UINT64_C(100) * MIB, UINT64_C(65524) * 2048 + MIB);
}

static void a_root_directory_has_room_for_every_long_name(void **state)
{
	static const char name[] = "a name that takes a good many slots of a directory "
	                           "because it is so very, very long.bin";
	const struct layout small = {
		.name = "small",
		.fat_bits = 16,
		.partition_size = 16 * MIB,
		.partition_size_max = 16 * MIB,
		.cluster_size = 1024,
		.reserved_sectors = 8,
		.root_entries = 16,
	};
	struct plan_file files[] = {
		{ .name = name, .directory = "/", .size = 1 },
		{ .name = name + 1, .directory = "/", .size = 1 },
		{ .name = name + 2, .directory = "/d", .size = 1 },
	};
	struct plan_request request = { .layout = &small, .label = "R", .files = files };
	struct plan plan;
	struct failure why;

	(void)state;
	request.file_count = 1;
	assert_true(plan_make(&plan, &request, &why));
	request.file_count = 3;
	assert_false(plan_make(&plan, &request, &why));
	assert_non_null(strstr(why.text, "has 16 entries; the files need 19"));
}

static void two_files_of_one_name_are_refused(void **state)
{
	struct plan_file files[] = {
		{ .name = "a.bin", .directory = "/boot", .size = 1 },
		{ .name = "A.BIN", .directory = "/Boot", .size = 1 },
	};
	const struct plan_request request = {
		.layout = &fat32,
		.label = "R",
		.files = files,
		.file_count = 2,
	};
	struct plan plan;
	struct failure why;

	(void)state;
	assert_false(plan_make(&plan, &request, &why));
	assert_non_null(strstr(why.text, "two files would have the name 'A.BIN'"));
	files[1].directory = "/";
	assert_true(plan_make(&plan, &request, &why));
}

static void directories_that_fat_cannot_hold_are_refused(void **state)
{
	static const char *const bad[] = { "", "boot", "/a:b", "/boot/.", "/x/..", "/a\b" };

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct plan_file file = { .name = "a", .directory = bad[i], .size = 1 };
		struct plan plan;
		struct failure why;

		assert_false(plan_for(&plan, &file, "RESCUE", &why));
		assert_int_equal(why.kind, FAIL_CATALOG);
	}
}

TEST_MAIN(TEST(a_small_file_gets_the_smallest_partition),
          TEST(a_big_file_grows_it_in_whole_mib_with_a_tenth_to_spare),
          TEST(files_past_250_mib_are_warned_about), TEST(what_fits_no_partition_is_refused),
          TEST(the_boot_record_is_what_every_loader_reads),
          TEST(names_that_fat_cannot_hold_are_refused),
          TEST(labels_that_fat_cannot_hold_are_refused),
          TEST(labels_that_dos_reserves_are_refused_with_the_reason),
          TEST(a_label_that_a_file_or_folder_is_called_is_refused),
          TEST(clusters_grow_with_a_stick_that_is_filled),
          TEST(a_stick_too_small_to_fill_is_told_what_the_layout_needs),
          TEST(a_file_instead_of_a_stick_is_only_as_large_as_needed_and_says_so),
          TEST(a_disk_image_fills_whole_sectors_and_comes_alone),
          TEST(clusters_are_no_larger_than_the_loader_takes),
          TEST(a_root_directory_has_room_for_every_long_name),
          TEST(two_files_of_one_name_are_refused),
          TEST(directories_that_fat_cannot_hold_are_refused))
