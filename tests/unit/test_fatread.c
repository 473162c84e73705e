#include "fat_volume.h"

static void a_file_is_found_and_hashed_on_every_kind_of_fat(void **state)
{
	static const struct {
		unsigned bits;
		const char *recipe;
	} kinds[] = {
		{ 12, FAT12_2M WITH_FIRMWARE },
		{ 16, FAT16_4M WITH_FIRMWARE },
		{ 32, FAT32_36M WITH_FIRMWARE },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		struct fat_volume volume = make_volume(kinds[i].recipe);
		struct fatread *fat = open_volume(&volume);

		assert_int_equal(fatread_bits(fat), kinds[i].bits);
		fatread_close(fat);
		assert_holds(&volume, "/miwifi.bin", FIRMWARE);
		free_volume(&volume);
	}
}

static void partition_1_of_a_boot_record_is_read(void **state)
{
	struct fat_volume stick = make_stick(FAT16_4M WITH_FIRMWARE);

	(void)state;
	assert_holds(&stick, "/miwifi.bin", FIRMWARE);
	free_volume(&stick);
}

static void files_are_found_in_directories_whatever_the_case(void **state)
{
	static const char *const recipes[] = { FAT12_2M, FAT16_4M, FAT32_36M };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		AUTO_FREE char *recipe =
		        mem_printf("%s%s", recipes[i],
		                   MAKE_FILE("root_uImage",
		                             5000) "mmd -i $V ::boot ::boot/deeper; "
		                                   "mcopy -i $V $D/root_uImage ::boot/deeper; ");
		struct fat_volume volume = make_volume(recipe);

		assert_holds(&volume, "/boot/deeper/root_uImage", 5000);
		assert_holds(&volume, "/BOOT/Deeper/ROOT_U~1", 5000);
		assert_lists(&volume, "/boot", "deeper/ ");
		assert_fails(&volume, "/boot/root_uImage", FAIL_VERIFY,
		             "there is no 'root_uImage'");
	}
}

static void a_directory_is_no_file_and_a_file_no_directory(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M WITH_FIRMWARE "mmd -i $V ::boot; ");
	struct fatread *fat = open_volume(&volume);
	struct names names = { 0 };
	struct failure why;

	(void)state;
	assert_false(fatread_list(fat, "/miwifi.bin", note_name, &names, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	assert_false(fatread_list(fat, "/miwifi.bin/x", note_name, &names, &why));
	assert_int_equal(why.kind, FAIL_VERIFY);
	fatread_close(fat);
	assert_fails(&volume, "/boot", FAIL_VERIFY, "is a directory");
}

/* Compared it is the same, and where it is said to lie it lies. Whether it is in one piece. */
static bool is_in_one_piece(struct fat_volume *volume, const char *path, uint64_t size)
{
	AUTO_FREE char *text = numbers_of(size);
	AUTO_CLOSE int same = file_of_numbers(size);
	const struct leased_file wanted = { same, NULL };
	struct fatread *fat = open_volume(volume);
	struct fat_entry entry;
	struct failure why;
	uint64_t from, to;
	bool equal, whole;

	assert_good(fatread_find(fat, path, &entry, &why), &why);
	assert_good(fatread_compare(fat, &entry, &wanted, NULL, &equal, &why), &why);
	assert_true(equal);
	whole = fatread_place(fat, &entry, &from, &to);
	if (whole) {
		assert_int_equal(to - from, size);
		assert_memory_equal(volume->memory.bytes + from, text, size);
	}
	fatread_close(fat);
	return whole;
}

static void a_fragmented_file_is_hashed_along_its_chain(void **state)
{
	static const char *const recipes[] = { FAT12_2M, FAT16_4M, FAT32_36M };
	int fragmented = 0;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(recipes); i++) {
		AUTO_FREE char *recipe =
		        mem_printf("%s%s", recipes[i],
		                   ADD_FILE("a", 10000) ADD_FILE("b", 10000) ADD_FILE("c", 10000)
		                           ADD_FILE("d", 10000) "mdel -i $V ::a ::c; " ADD_FILE(
		                                   "e", 700000) "mattrib -i $V -h ::e; ");
		struct fat_volume volume = make_volume(recipe);

		assert_holds(&volume, "/e", 700000);
		assert_holds(&volume, "/b", 10000);
		fragmented += !is_in_one_piece(&volume, "/e", 700000);
		assert_true(is_in_one_piece(&volume, "/b", 10000));
		free_volume(&volume);
	}
	assert_true(fragmented > 0); /* mtools fills a FAT32 from where it was last */
}

static void a_cluster_number_may_have_more_than_16_bits(void **state)
{
	enum { FAR = 70000 };
	struct fat_volume volume = make_volume(FAT32_36M ADD_FILE("near", 500));
	uint8_t *entry = entry_of(&volume, "NEAR       ");
	uint8_t *content = entry + 512; /* cluster 3: the root directory is cluster 2 */

	(void)state;
	memcpy(content + (FAR - 3) * (size_t)512, content, 512);
	memset(content, 0, 512);
	put_le32(link_of(&volume, 32, FAR), 0x0fffffff);
	put_le16(entry + 26, FAR & 0xffff);
	put_le16(entry + 20, FAR >> 16);
	assert_holds(&volume, "/near", 500);
	free_volume(&volume);
}

/* Other systems keep something else in the upper half there. */
static void a_cluster_number_of_fat16_has_16_bits(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M WITH_FIRMWARE);

	(void)state;
	put_le16(entry_of(&volume, "MIWIFI  BIN") + 20, 0x1234);
	assert_holds(&volume, "/miwifi.bin", FIRMWARE);
	free_volume(&volume);
}

static void a_tiny_volume_is_not_read_past_its_end(void **state)
{
	struct fat_volume volume = make_volume(
	        "mkfs.fat -a -C -F 12 -s 1 -R 1 -f 1 -r 16 $V 64; " ADD_FILE("tiny", 60000));

	(void)state;
	assert_holds(&volume, "/tiny", 60000);
	free_volume(&volume);
}

static void sizes_around_a_cluster_are_right(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M ADD_FILE("zero", 0) ADD_FILE(
	        "one", 1) ADD_FILE("less", 511) ADD_FILE("full", 512) ADD_FILE("more", 513));

	(void)state;
	assert_holds(&volume, "/zero", 0);
	assert_holds(&volume, "/one", 1);
	assert_holds(&volume, "/less", 511);
	assert_holds(&volume, "/full", 512);
	assert_holds(&volume, "/more", 513);
	free_volume(&volume);
}

static uint64_t used_end(struct fat_volume *volume)
{
	struct fatread *fat = open_volume(volume);
	struct failure why;
	uint64_t end = 0;

	assert_true(fatread_used_end(fat, &end, &why));
	fatread_close(fat);
	return end;
}

static void the_used_range_ends_with_the_last_allocated_cluster(void **state)
{
	static const struct {
		const char *recipe;
		const char *with_file;
		uint64_t sectors; /* reserved, two FATs and the root directory */
	} kinds[] = {
		{ FAT12_2M, FAT12_2M ADD_FILE("a", 3000), 1 + 2 * 6 + 4 },
		{ FAT16_4M, FAT16_4M ADD_FILE("a", 3000), 8 + 2 * 32 + 32 },
		{ FAT32_36M, FAT32_36M ADD_FILE("a", 3000), 32 + 2 * 567 + 1 },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		uint64_t end = kinds[i].sectors * 512;
		struct fat_volume empty = make_volume(kinds[i].recipe);
		struct fat_volume filled = make_volume(kinds[i].with_file);
		struct fat_volume stick = make_stick(kinds[i].with_file);

		assert_int_equal(used_end(&empty), end);
		assert_int_equal(used_end(&filled), end + 3072);
		assert_int_equal(used_end(&stick), MIB + end + 3072);
		free_volume(&empty);
		free_volume(&filled);
		free_volume(&stick);
	}
}

static void the_last_cluster_of_a_volume_counts_and_a_bad_one_does_not(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M);
	uint64_t data = used_end(&volume);
	uint32_t last = (uint32_t)((volume.memory.target.size - data) / 512) + 1;

	(void)state;
	put_le16(link_of(&volume, 16, last), 0xfff7);
	assert_int_equal(used_end(&volume), data);
	put_le16(link_of(&volume, 16, 10), 0xffff);
	assert_int_equal(used_end(&volume), data + UINT64_C(9) * 512);
	put_le16(link_of(&volume, 16, 10), 0);
	put_le16(link_of(&volume, 16, last), 0xffff);
	assert_int_equal(used_end(&volume), volume.memory.target.size);
	put_le16(link_of(&volume, 16, last + 1), 0xffff); /* past the end of the volume */
	put_le16(link_of(&volume, 16, last), 0);
	assert_int_equal(used_end(&volume), data);
	free_volume(&volume);
}

static void finding_and_hashing_reads_little_more_than_the_file(void **state)
{
	struct fat_volume volume = make_stick(FAT32_36M ADD_FILE("miwifi.bin", 12000000));

	(void)state;
	assert_holds(&volume, "/miwifi.bin", 12000000);
	assert_in_range(volume.memory.read, 12000000, 12000000 + (256 << 10));
	assert_in_range(volume.memory.reads, 12, 24);
	free_volume(&volume);
}

struct watcher {
	struct progress progress;
	uint64_t last;
	uint64_t total;
	unsigned reports;
};

static void watch(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct watcher *watcher = (struct watcher *)progress;

	assert_non_null(step);
	assert_true(done >= watcher->last && done <= total);
	watcher->last = done;
	watcher->total = total;
	watcher->reports++;
}

static void progress_goes_from_nothing_to_the_whole_file(void **state)
{
	struct fat_volume volume = make_volume(FAT32_36M ADD_FILE("miwifi.bin", 12000000));
	struct watcher watcher = { .progress = { .report = watch } };
	struct fatread *fat = open_volume(&volume);
	struct fat_entry entry;
	struct digest digest;
	struct failure why;

	(void)state;
	assert_true(fatread_find(fat, "/miwifi.bin", &entry, &why));
	assert_true(fatread_hash(fat, &entry, &watcher.progress, &digest, &why));
	assert_int_equal(watcher.last, 12000000);
	assert_int_equal(watcher.total, 12000000);
	assert_in_range(watcher.reports, 3, 100);
	fatread_close(fat);
	free_volume(&volume);
}

TEST_MAIN(TEST(a_file_is_found_and_hashed_on_every_kind_of_fat),
          TEST(partition_1_of_a_boot_record_is_read),
          TEST(files_are_found_in_directories_whatever_the_case),
          TEST(a_directory_is_no_file_and_a_file_no_directory),
          TEST(a_fragmented_file_is_hashed_along_its_chain),
          TEST(a_cluster_number_may_have_more_than_16_bits),
          TEST(a_cluster_number_of_fat16_has_16_bits), TEST(a_tiny_volume_is_not_read_past_its_end),
          TEST(sizes_around_a_cluster_are_right),
          TEST(the_used_range_ends_with_the_last_allocated_cluster),
          TEST(the_last_cluster_of_a_volume_counts_and_a_bad_one_does_not),
          TEST(finding_and_hashing_reads_little_more_than_the_file),
          TEST(progress_goes_from_nothing_to_the_whole_file))
