#include "stick/plan.h"

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
	const struct plan_request request = { &fat32, label, file, 1 };

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
	assert_null(plan.warning);
	assert_true(plan_for(&plan, &large, "rescue", &why));
	assert_non_null(plan.warning);
}

static void what_fits_no_partition_is_refused(void **state)
{
	struct plan_file file = firmware(UINT64_C(1000) * MIB);
	struct plan plan;
	struct failure why;

	(void)state;
	assert_false(plan_for(&plan, &file, "RESCUE", &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_string_equal(why.text, "the files do not fit the layout 'fat32-mbr', which grows to "
	                              "1024 MiB at most");
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

TEST_MAIN(TEST(a_small_file_gets_the_smallest_partition),
          TEST(a_big_file_grows_it_in_whole_mib_with_a_tenth_to_spare),
          TEST(files_past_250_mib_are_warned_about), TEST(what_fits_no_partition_is_refused),
          TEST(the_boot_record_is_what_every_loader_reads),
          TEST(names_that_fat_cannot_hold_are_refused),
          TEST(labels_that_fat_cannot_hold_are_refused))
