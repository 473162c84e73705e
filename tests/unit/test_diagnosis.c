#include "finished_stick.h"
#include "stick/proof/expected.h"

/* One byte is changed there, and nothing else is found to differ. */
static void assert_named(struct stick *stick, uint64_t at, const char *layer)
{
	struct diagnosis diagnosis;

	stick->bytes[at] ^= 0x10;
	diagnosis = diagnosis_of(stick);
	assert_int_equal(diagnosis.differences.count, 1);
	assert_difference(&diagnosis.differences.items[0], layer, at, 1);
	assert_true(diagnosis.complete);
	diagnosis_done(&diagnosis);
	stick->bytes[at] ^= 0x10;
}

static void assert_ends_named(struct stick *stick, uint64_t from, uint64_t to, const char *layer)
{
	assert_named(stick, from, layer);
	assert_named(stick, to - 1, layer);
}

static void assert_parts_named(struct stick *stick)
{
	assert_named(stick, stick->volume + 3, "boot-sector");
	assert_named(stick, stick->volume + 510, "boot-sector");
	assert_ends_named(stick, stick->fat_1, stick->fat_2, "fat-1");
	assert_named(stick, stick->fat_1 + 12, "fat-1");
	assert_ends_named(stick, stick->fat_2, stick->root, "fat-2");
	assert_named(stick, stick->root, "directory");
	assert_named(stick, stick->root + 26, "directory");
	assert_named(stick, stick->file - 1, "directory");
	assert_ends_named(stick, stick->file + FIRST, stick->directory, "after-file");
	assert_ends_named(stick, stick->directory, stick->other, "directory");
	assert_ends_named(stick, stick->other + SECOND, stick->used, "after-file");
}

static void a_changed_byte_is_named_on_fat16(void **state)
{
	struct stick stick = make_usual(FAT16);

	(void)state;
	assert_ends_named(&stick, 0, SECTOR, "boot-record");
	assert_ends_named(&stick, SECTOR, MANIFEST_START, "gap");
	assert_named(&stick, MIB + SECTOR, "reserved-sectors");
	assert_parts_named(&stick);
	unmake(&stick);
}

static void a_changed_byte_is_named_on_fat32(void **state)
{
	struct stick stick = make_usual(FAT32);

	(void)state;
	assert_named(&stick, 446, "boot-record");
	assert_named(&stick, MIB + SECTOR + 2, "fsinfo");
	assert_ends_named(&stick, MIB + 6 * SECTOR, MIB + 8 * SECTOR, "backup-sectors");
	assert_ends_named(&stick, MIB + 2 * SECTOR, MIB + 6 * SECTOR, "reserved-sectors");
	assert_named(&stick, stick.fat_1 - 1, "reserved-sectors");
	assert_parts_named(&stick);
	unmake(&stick);
}

static void a_changed_byte_is_named_without_a_partition(void **state)
{
	struct stick stick = make_usual(SUPERFLOPPY);

	(void)state;
	assert_named(&stick, 446, "boot-sector");
	assert_named(&stick, MANIFEST_START - 1, "reserved-sectors");
	assert_parts_named(&stick);
	unmake(&stick);
}

/* What is told in one place only that is damaged is told by the others. */
static void label_and_sizes_are_what_the_most_places_say(void **state)
{
	struct stick stick = make(&layouts[FULL], "MYSTICK", UINT64_C(400) << 20, 0);
	uint8_t *label = memmem(stick.bytes + stick.root, CLUSTER, "MYSTICK", 7);

	(void)state;
	assert_non_null(label);
	assert_named(&stick, (uint64_t)(label - stick.bytes) + 1, "directory");
	assert_named(&stick, MIB + 72, "boot-sector");
	assert_named(&stick, MIB + 6 * SECTOR + 72, "backup-sectors");
	assert_named(&stick, 459, "boot-record");
	assert_named(&stick, MIB + 33, "boot-sector");
	assert_named(&stick, MIB + 6 * SECTOR + 33, "backup-sectors");
	unmake(&stick);
	stick = make(&layouts[FAT16], "MYSTICK", 0, 2048);
	assert_named(&stick, MIB + 13, "boot-sector");
	assert_named(&stick, MIB + 44, "boot-sector"); /* another letter */
	unmake(&stick);
}

static void a_changed_file_is_named_with_its_range(void **state)
{
	struct stick stick = make_usual(FAT32);
	struct diagnosis diagnosis;

	(void)state;
	stick.bytes[stick.file + FIRST - 1] ^= 1;
	stick.bytes[stick.other] ^= 1;
	stick.bytes[stick.fat_2 + 13] ^= 1;
	diagnosis = diagnosis_of(&stick);
	assert_int_equal(diagnosis.differences.count, 3);
	assert_difference(&diagnosis.differences.items[0], "file", stick.file, FIRST);
	assert_non_null(strstr(diagnosis.differences.items[0].what, "'/a.bin'"));
	assert_difference(&diagnosis.differences.items[1], "file", stick.other, SECOND);
	assert_difference(&diagnosis.differences.items[2], "fat-2", stick.fat_2 + 13, 1);
	assert_false(diagnosis.intact);
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

/* A chain that is cut hides the file from a loader; its bytes are still right. */
static void a_lost_chain_is_not_taken_for_a_damaged_file(void **state)
{
	struct stick stick = make_usual(FAT32);
	struct diagnosis diagnosis;

	(void)state;
	put_le32(stick.bytes + stick.fat_1 + 12, 0);
	diagnosis = diagnosis_of(&stick);
	assert_int_equal(diagnosis.differences.count, 1);
	assert_difference(&diagnosis.differences.items[0], "fat-1", stick.fat_1 + 12, 1);
	assert_false(diagnosis.intact);
	assert_true(diagnosis.complete);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "is marked free; differences: FAT 1, byte");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

static void assert_first(struct stick *stick, const char *layer, uint64_t at, uint64_t length,
                         const char *what)
{
	struct diagnosis diagnosis = diagnosis_of(stick);

	assert_int_equal(diagnosis.differences.count, 1);
	assert_difference(&diagnosis.differences.items[0], layer, at, length);
	assert_non_null(strstr(diagnosis.differences.items[0].what, what));
	assert_false(diagnosis.complete);
	diagnosis_done(&diagnosis);
}

/* A layout that nobody knows any more stands for tools that are missing as well. */
static void a_stick_that_cannot_be_made_again_tells_what_it_can(void **state)
{
	struct stick stick = make_usual(FAT32);
	struct diagnosis diagnosis;

	(void)state;
	stick.told = false;
	stick.bytes[600] = 1;
	assert_first(&stick, "gap", 600, 1, "0x01 instead of 0x00");
	stick.bytes[600] = 0;
	stick.bytes[stick.fat_2 + 400] = 1;
	assert_first(&stick, "fat-2", stick.fat_2 + 400, 1, "one of them is wrong");
	stick.bytes[stick.fat_2 + 400] = 0;
	stick.bytes[MIB + 3] ^= 1;
	assert_first(&stick, "backup-sectors", MIB + 6 * SECTOR + 3, 1, "at byte 1048579");
	stick.bytes[MIB + 3] ^= 1;
	stick.bytes[stick.used - 1] = 1;
	assert_first(&stick, "after-file", stick.used - 1, 1, "a longer name.txt");
	stick.bytes[stick.used - 1] = 0;
	stick.bytes[stick.file] ^= 1;
	assert_first(&stick, "file", stick.file, FIRST, "'/a.bin'");
	stick.bytes[stick.file] ^= 1;
	stick.bytes[440] ^= 1;
	assert_first(&stick, "unknown", 0, stick.file, "outside the files");
	stick.bytes[510] ^= 1;
	diagnosis = diagnosis_of(&stick);
	assert_false(diagnosis.intact);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "is not a boot sector; differences");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

static void a_damaged_manifest_is_told_as_such(void **state)
{
	struct stick stick = make_usual(FAT16);
	struct diagnosis diagnosis;
	size_t text = strlen((char *)stick.bytes + MANIFEST_START);
	const uint64_t places[] = { 0, 1, 100, text - 1, text - 40 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		stick.bytes[MANIFEST_START + places[i]] ^= 1;
		assert_first(&stick, "manifest", MANIFEST_START, text, "the text or its checksum");
		stick.bytes[MANIFEST_START + places[i]] ^= 1;
	}
	stick.bytes[MIB - 1] = 1;
	stick.bytes[MIB - 1000] = 1;
	assert_first(&stick, "manifest", MIB - 1000, 1000, "not zeros");
	memset(stick.bytes + MANIFEST_START, 0, MANIFEST_SIZE);
	diagnosis = diagnosis_of(&stick);
	assert_int_equal(diagnosis.differences.count, 0);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "does not contain a manifest");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

static void what_is_missing_at_the_end_is_told(void **state)
{
	struct stick stick = make_usual(FAT16);

	(void)state;
	stick.memory.target.size = stick.used - 10;
	assert_first(&stick, "end", stick.used - 10, 10, "missing");
	unmake(&stick);
}

/* The range is as the manifest says; it is the manifest that asks for what is not there. */
static void a_promise_that_was_never_kept_is_no_difference(void **state)
{
	struct stick stick = make_usual(FAT32);
	uint8_t *area = stick.bytes + MANIFEST_START;
	struct diagnosis diagnosis;
	struct manifest manifest;
	struct failure why;

	(void)state;
	assert_good(manifest_read(area, &manifest, &why), &why);
	manifest.files[0].path = "/b.bin";
	assert_good(manifest_write(&manifest, area, &why), &why);
	manifest_done(&manifest);
	diagnosis = diagnosis_of(&stick);
	assert_int_equal(diagnosis.differences.count, 0);
	assert_false(diagnosis.intact);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "there is no 'b.bin' on 'stick'");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

/* Either would keep mkfs.fat and mtools busy for long, or fill the memory. */
static void a_manifest_that_asks_for_too_much_is_not_carried_out(void **state)
{
	struct stick stick = make_usual(FAT32);
	char deep[600] = "";
	struct manifest_file file = { .path = "/a.bin", .size = stick.used + 1 };
	const struct manifest manifest = { .length = stick.used, .files = &file, .file_count = 1 };
	const struct expected_request request = {
		.stick = &stick.memory.target,
		.manifest = &manifest,
		.layout = &layouts[FAT32],
	};
	struct expected expected;
	struct failure why;

	(void)state;
	assert_false(expected_make(&expected, &request, &why));
	assert_says(&why, FAIL_VERIFY, "the manifest exceeds the limits for making a stick again");
	for (unsigned i = 0; i < sizeof(deep) - 1; i++)
		deep[i] = i % 2 ? 'a' : '/';
	file = (struct manifest_file){ .path = deep, .size = 1 };
	assert_false(expected_make(&expected, &request, &why));
	assert_says(&why, FAIL_VERIFY, "the manifest exceeds the limits for making a stick again");
	unmake(&stick);
}

/* The first reading was wrong, the second one is right. */
static void a_stick_that_answers_differently_each_time_is_told(void **state)
{
	struct stick stick = make_usual(FAT16);
	const struct failure found = { .kind = FAIL_VERIFY, .text = "found" };
	const struct diagnosis_request request = { &stick.memory.target, layouts,
		                                   ARRAY_LEN(layouts), &found, NULL };
	struct diagnosis diagnosis;
	struct failure why;

	(void)state;
	assert_good(diagnose(&diagnosis, &request, &why), &why);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "when it was read again");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

static void reading_errors_are_not_taken_for_damage(void **state)
{
	struct stick stick = make_usual(FAT32);
	const struct failure found = { .kind = FAIL_VERIFY, .text = "found" };
	const struct diagnosis_request request = { &stick.memory.target, layouts,
		                                   ARRAY_LEN(layouts), &found, NULL };
	const uint64_t places[] = { 0,           600,           MANIFEST_START,
		                    MIB,         stick.fat_1,   stick.fat_2,
		                    stick.root,  stick.file,    stick.directory,
		                    stick.other, stick.used - 1 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct diagnosis diagnosis;
		struct failure why;

		stick.memory.bad_from = places[i];
		stick.memory.bad_to = places[i] + 1;
		assert_false(diagnose(&diagnosis, &request, &why));
		assert_says(&why, FAIL_IO, "cannot read");
		diagnosis_done(&diagnosis);
	}
	unmake(&stick);
}

/* Nothing that differs can be so much that a list of it has no end. */
static void endless_damage_is_counted(void **state)
{
	struct stick stick = make_usual(FAT32);
	struct diagnosis diagnosis;

	(void)state;
	for (uint64_t at = 1024; at < MANIFEST_START; at += 100)
		stick.bytes[at] = 1;
	diagnosis = diagnosis_of(&stick);
	assert_int_equal(diagnosis.differences.count, 256);
	assert_int_equal(diagnosis.differences.left_out, (MANIFEST_START - 1024 + 99) / 100 - 256);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "more places");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

TEST_MAIN(TEST(a_changed_byte_is_named_on_fat16), TEST(a_changed_byte_is_named_on_fat32),
          TEST(a_changed_byte_is_named_without_a_partition),
          TEST(label_and_sizes_are_what_the_most_places_say),
          TEST(a_changed_file_is_named_with_its_range),
          TEST(a_lost_chain_is_not_taken_for_a_damaged_file),
          TEST(a_stick_that_cannot_be_made_again_tells_what_it_can),
          TEST(a_damaged_manifest_is_told_as_such), TEST(what_is_missing_at_the_end_is_told),
          TEST(a_stick_that_answers_differently_each_time_is_told),
          TEST(a_promise_that_was_never_kept_is_no_difference),
          TEST(a_manifest_that_asks_for_too_much_is_not_carried_out),
          TEST(reading_errors_are_not_taken_for_damage), TEST(endless_damage_is_counted))
