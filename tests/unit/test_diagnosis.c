#include "stick/proof/diagnosis.h"

#include "stick/image.h"

#include <sys/mman.h>
#include <unistd.h>

#include "fat_volume.h"

enum { CLUSTER = 4096, FIRST = 10000, SECOND = 5 };

static const struct layout layouts[] = {
	{
	        .name = "fat16",
	        .fat_bits = 16,
	        .partition_type = 6,
	        .partition_start = MIB,
	        .partition_size = 64 << 20,
	        .partition_size_max = 64 << 20,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 8,
	        .root_entries = 512,
	},
	{
	        .name = "fat32",
	        .fat_bits = 32,
	        .partition_type = 12,
	        .partition_start = MIB,
	        .partition_size = 272 << 20,
	        .partition_size_max = 1 << 30,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 32,
	},
	{
	        .name = "superfloppy",
	        .kind = LAYOUT_SUPERFLOPPY,
	        .fat_bits = 32,
	        .partition_size = 272 << 20,
	        .partition_size_max = 1 << 30,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 2048,
	},
	{
	        .name = "full",
	        .kind = LAYOUT_MBR_FAT_FULL,
	        .fat_bits = 32,
	        .partition_type = 12,
	        .partition_start = MIB,
	        .partition_size = 272 << 20,
	        .partition_size_max = UINT64_C(64) << 30,
	        .cluster_size = CLUSTER,
	        .reserved_sectors = 32,
	},
};

enum { FAT16, FAT32, SUPERFLOPPY, FULL };

/* A finished stick in memory, and where on it what begins. */
struct stick {
	struct memory_target memory;
	uint8_t *bytes;
	uint64_t used;
	uint64_t volume;
	uint64_t fat_1;
	uint64_t fat_2;
	uint64_t root;
	uint64_t file;      /* /a.bin */
	uint64_t directory; /* /boot */
	uint64_t other;     /* "/boot/a longer name.txt" */
	bool told;          /* what is known of the layouts */
};

static int numbers(uint64_t size)
{
	int fd = memfd_create("file", MFD_CLOEXEC);
	uint8_t byte;

	for (uint64_t i = 0; i < size; i++) {
		byte = (uint8_t)(i * 7 + i / 251 + 1);
		assert_int_equal(pwrite(fd, &byte, 1, (off_t)i), 1);
	}
	return fd;
}

static struct digest digest_of_file(int fd, uint64_t size)
{
	AUTO_FREE uint8_t *bytes = mem_zalloc(1, size);

	assert_int_equal(pread(fd, bytes, size, 0), size);
	return digest_of(DIGEST_SHA256, (struct bytes){ bytes, size });
}

static void find_parts(struct stick *stick)
{
	const uint8_t *boot;
	uint64_t table, clusters;

	stick->volume = stick->bytes[0] == 0xeb ? 0 : MIB;
	boot = stick->bytes + stick->volume;
	table = get_le16(boot + 22) ? get_le16(boot + 22) : get_le32(boot + 36);
	stick->fat_1 = stick->volume + (uint64_t)get_le16(boot + 14) * SECTOR;
	stick->fat_2 = stick->fat_1 + table * SECTOR;
	stick->root = stick->fat_2 + table * SECTOR;
	clusters = get_le16(boot + 17) ? stick->root + 512 * 32 : stick->root + CLUSTER;
	stick->file = clusters;
	stick->directory = clusters + 3 * (uint64_t)CLUSTER;
	stick->other = stick->directory + CLUSTER;
}

static struct stick make(const struct layout *layout, const char *label, uint64_t medium,
                         uint64_t cluster_max)
{
	struct plan_file files[] = {
		{ .name = "a.bin", .directory = "/", .size = FIRST, .fd = numbers(FIRST) },
		{ .name = "a longer name.txt",
		  .directory = "/boot",
		  .size = SECOND,
		  .fd = numbers(SECOND) },
	};
	struct manifest_file listed[] = {
		{ .path = "/a.bin",
		  .size = FIRST,
		  .origin = "unknown",
		  .vouched = "nothing",
		  .only = "",
		  .sha256 = digest_of_file(files[0].fd, FIRST) },
		{ .path = "/boot/a longer name.txt",
		  .size = SECOND,
		  .origin = "unknown",
		  .vouched = "nothing",
		  .sha256 = digest_of_file(files[1].fd, SECOND) },
	};
	struct manifest manifest = {
		.program = "p",
		.recipe = "v/m",
		.layout = layout->name,
		.files = listed,
		.file_count = 2,
	};
	const struct plan_request request = {
		.layout = layout,
		.label = label,
		.files = files,
		.file_count = 2,
		.medium_size = medium,
		.cluster_max = cluster_max,
	};
	struct image_start start = { 0 };
	struct stick stick = { .told = true };
	struct image image;
	struct plan plan;
	struct failure why;

	assert_good(plan_make(&plan, &request, &why), &why);
	assert_good(image_build(&image, &plan, &start, &why), &why);
	assert_good(image_seal(&image, &manifest, &why), &why);
	stick.bytes = mem_zalloc(1, image.target.size);
	stick.used = image.used;
	stick.memory = memory_target(stick.bytes, image.target.size);
	assert_good(target_read(&image.target, 0, stick.bytes, (size_t)image.used, &why), &why);
	find_parts(&stick);
	image_done(&image);
	close(files[0].fd);
	close(files[1].fd);
	return stick;
}

static struct stick make_usual(unsigned layout)
{
	return make(&layouts[layout], "RESCUE", 0, 0);
}

static void unmake(struct stick *stick)
{
	free(stick->bytes);
}

static bool look(struct stick *stick, struct diagnosis *out, struct failure *why)
{
	struct manifest manifest;
	struct failure found;
	const struct diagnosis_request request = {
		.target = &stick->memory.target,
		.layouts = layouts,
		.layout_count = stick->told ? ARRAY_LEN(layouts) : 0,
		.found = &found,
	};

	assert_false(verify_stick(&stick->memory.target, &manifest, NULL, &found));
	assert_int_equal(found.kind, FAIL_VERIFY);
	return diagnose(out, &request, why);
}

static struct diagnosis diagnosis_of(struct stick *stick)
{
	struct diagnosis diagnosis;
	struct failure why;

	assert_good(look(stick, &diagnosis, &why), &why);
	assert_int_equal(diagnosis.verdict.kind, FAIL_VERIFY);
	return diagnosis;
}

static void assert_difference(const struct difference *difference, const char *layer, uint64_t at,
                              uint64_t length)
{
	if (strcmp(layer_key(difference->layer), layer) != 0 || difference->offset != at)
		print_error("%s at %lu: %s\n", layer_key(difference->layer),
		            (unsigned long)difference->offset, difference->what);
	assert_string_equal(layer_key(difference->layer), layer);
	assert_int_equal(difference->offset, at);
	assert_int_equal(difference->length, length);
}

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
	assert_named(&stick, (uint64_t)(label - stick.bytes) + 2, "directory");
	assert_named(&stick, MIB + 71, "boot-sector");
	assert_named(&stick, MIB + 6 * SECTOR + 71, "backup-sectors");
	assert_named(&stick, 459, "boot-record");
	assert_named(&stick, MIB + 33, "boot-sector");
	assert_named(&stick, MIB + 6 * SECTOR + 33, "backup-sectors");
	unmake(&stick);
	stick = make(&layouts[FAT16], "MYSTICK", 0, 2048);
	assert_named(&stick, MIB + 13, "boot-sector");
	assert_named(&stick, MIB + 43, "boot-sector");
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
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "is marked free; what differs: FAT 1, byte");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

static void assert_harmless(struct stick *stick, bool harmless, const char *message)
{
	struct diagnosis diagnosis = diagnosis_of(stick);

	assert_true(diagnosis.intact);
	assert_true(diagnosis.complete);
	assert_int_equal(diagnosis.differences.harmless, harmless);
	assert_says(&diagnosis.verdict, FAIL_VERIFY, message);
	if (harmless)
		assert_ptr_equal(strstr(diagnosis.verdict.text, "the rescue files are intact; a "
		                                                "computer has changed the rest"),
		                 diagnosis.verdict.text);
	diagnosis_done(&diagnosis);
}

static void marks_that_computers_leave_are_told_from_damage(void **state)
{
	struct stick stick = make_usual(FAT32);

	(void)state;
	stick.bytes[MIB + 0x41] |= 1;
	assert_harmless(&stick, true, "it changed the file system's boot sector;");
	stick.bytes[stick.fat_1 + 7] ^= 0x08;
	stick.bytes[stick.fat_2 + 7] ^= 0x08;
	assert_harmless(&stick, true, "boot sector, FAT 1, FAT 2");
	stick.bytes[MIB + SECTOR + 488] ^= 0x55;
	stick.bytes[MIB + SECTOR + 495] ^= 0x55;
	stick.bytes[stick.root + 18] = 0x21;
	stick.bytes[stick.root + 19] = 0x5b;
	assert_harmless(&stick, true, "FSInfo, FAT 1, FAT 2, a directory");
	stick.bytes[MIB + 0x41] |= 4;
	assert_harmless(&stick, false, "boot sector, byte 1048641: 0x05 instead of 0x00; and");
	unmake(&stick);
	stick = make_usual(FAT16);
	stick.bytes[MIB + 0x25] |= 1;
	stick.bytes[stick.fat_1 + 3] ^= 0x80;
	stick.bytes[stick.fat_2 + 3] ^= 0x80;
	assert_harmless(&stick, true, "boot sector, FAT 1, FAT 2");
	unmake(&stick);
}

/* Each changes one thing that looks like an addition and is none. */
static void what_only_resembles_an_addition_is_damage(void **state)
{
	struct stick stick = make_usual(FAT32);
	uint8_t *slot = stick.bytes + stick.root + 3 * 32;

	(void)state;
	stick.bytes[stick.fat_1 + 7] ^= 0x08; /* in one FAT alone */
	assert_harmless(&stick, false, "FAT 1");
	stick.bytes[stick.fat_1 + 7] ^= 0x08;
	put_le32(stick.bytes + stick.fat_1 + 400, 0x0fffffff); /* a cluster of nothing */
	put_le32(stick.bytes + stick.fat_2 + 400, 0x0fffffff);
	assert_harmless(&stick, false, "FAT 1");
	put_le32(stick.bytes + stick.fat_1 + 400, 0);
	put_le32(stick.bytes + stick.fat_2 + 400, 0);
	slot[0] = 0xe5; /* neither a name nor what is left of one */
	assert_harmless(&stick, false, "a directory");
	memcpy(slot, "NOTES   TXT\x20", 12);
	assert_harmless(&stick, true, "it added '/NOTES.TXT'");
	slot[0] = 0xe5;
	assert_harmless(&stick, true, "it changed a directory");
	stick.bytes[stick.root + 11] ^= 0x01; /* read-only */
	assert_harmless(&stick, false, "a directory");
	unmake(&stick);
}

static void a_second_candidate_leaves_the_files_not_right(void **state)
{
	struct stick stick = make_usual(FAT32);
	struct diagnosis diagnosis;

	(void)state;
	memcpy(stick.bytes + stick.root + 3 * 32, "XA      BIN\x20", 12);
	diagnosis = diagnosis_of(&stick);
	assert_false(diagnosis.intact);
	assert_int_equal(diagnosis.added_count, 1);
	assert_string_equal(diagnosis.added[0], "/XA.BIN");
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "the router could take 'XA.BIN'");
	diagnosis_done(&diagnosis);
	unmake(&stick);
}

/* A directory that contains itself, and a thousand that share one chain. */
static void hostile_directories_come_to_an_end(void **state)
{
	struct stick stick = make_usual(FAT32);
	struct diagnosis diagnosis;
	uint8_t *slot = stick.bytes + stick.directory + 5 * 32;

	(void)state;
	for (unsigned i = 0; i < 100; i++, slot += 32) {
		memcpy(slot, "LOOP", 4);
		memcpy(slot + 4, "       \x10", 8);
		slot[4] = (uint8_t)('A' + i % 26);
		slot[5] = (uint8_t)('A' + i / 26);
		put_le16(slot + 26, (uint16_t)(i % 2 ? 2 : 6));
	}
	diagnosis = diagnosis_of(&stick);
	assert_int_equal(diagnosis.added_count, 100);
	assert_true(diagnosis.complete);
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
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "is no boot sector; what differs");
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
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "carries no manifest");
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
          TEST(marks_that_computers_leave_are_told_from_damage),
          TEST(what_only_resembles_an_addition_is_damage),
          TEST(a_second_candidate_leaves_the_files_not_right),
          TEST(hostile_directories_come_to_an_end),
          TEST(a_stick_that_cannot_be_made_again_tells_what_it_can),
          TEST(a_damaged_manifest_is_told_as_such), TEST(what_is_missing_at_the_end_is_told),
          TEST(a_stick_that_answers_differently_each_time_is_told),
          TEST(reading_errors_are_not_taken_for_damage), TEST(endless_damage_is_counted))
