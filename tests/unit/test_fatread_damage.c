/* base/fatread: damaged file systems are refused, with what is wrong. */
#include "fat_volume.h"

static void a_boot_record_that_loaders_would_not_follow_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t byte;
		const char *message;
	} damages[] = {
		{ 510, 0, "is not a boot sector" },
		{ 446, 1, "not a FAT partition" },
		{ 450, 0, "not a FAT partition" },
		{ 450, 0xee, "not a FAT partition" },
		{ 461, 0xff, "ends at byte" },
		{ 459, 0x90, "ends at byte" },
		{ MIB + 511, 0, "is not a boot sector" },
		{ 455, 0, "not a FAT partition" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		struct fat_volume stick = make_stick(FAT16_4M);

		stick.memory.bytes[damages[i].at] = damages[i].byte;
		assert_fails(&stick, "/miwifi.bin", FAIL_VERIFY, damages[i].message);
	}
}

static void a_boot_sector_that_makes_no_sense_is_refused(void **state)
{
	static const struct {
		size_t at;
		uint8_t byte;
		const char *message;
	} damages[] = {
		{ 0, 0, "jump" },
		{ 12, 16, "512 bytes" },
		{ 13, 0, "power of two" },
		{ 13, 3, "power of two" },
		{ 14, 0, "zero reserved sectors" },
		{ 16, 0, "neither one nor two FATs" },
		{ 16, 3, "neither one nor two FATs" },
		{ 17, 1, "fill its sectors" },
		{ 21, 0x12, "media type" },
		{ 19, 1, "exactly once" }, /* the size is in 32 bits already */
		{ 35, 1, "more sectors than there are" },
		{ 37, 0xff, "no space for clusters" },
		{ 36, 1, "too short for its clusters" },
		{ 37, 0, "too short for its clusters" },
		{ 13, 64, "do not match the FAT type" },
		{ 22, 1, "do not match the FAT type" },
		{ 18, 1, "do not match the FAT type" },
		{ 42, 1, "unknown FAT32 version" },
		{ 40, 0x80, "unknown FAT32 version" },
		{ 44, 1, "root directory outside" },
		{ 47, 1, "root directory outside" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		struct fat_volume volume = make_stick(FAT32_36M);

		if (damages[i].at == 14)
			volume.memory.bytes[MIB + 15] = 0;
		volume.memory.bytes[MIB + damages[i].at] = damages[i].byte;
		assert_fails(&volume, "/miwifi.bin", FAIL_VERIFY, damages[i].message);
	}
}

static void an_empty_or_tiny_target_is_no_stick(void **state)
{
	(void)state;
	for (uint64_t size = 0; size < 1024; size += 511) {
		struct fat_volume nothing = {
			.memory = memory_target(mem_zalloc(1, 1024), size),
		};

		assert_fails(&nothing, "/miwifi.bin", FAIL_VERIFY,
		             size < 512 ? "shorter than one sector" : "not a boot sector");
	}
}

/* A file of 1000 bytes in clusters 3 (or 2) and the next, on FAT16 or FAT32. */
static struct fat_volume two_clusters(unsigned bits, uint32_t *first)
{
	struct fat_volume volume = make_volume(bits == 16 ? FAT16_4M ADD_FILE("two", 1000)
	                                                  : FAT32_36M ADD_FILE("two", 1000));

	*first = get_le16(entry_of(&volume, "TWO        ") + 26);
	return volume;
}

static void a_damaged_chain_is_refused(void **state)
{
	static const struct {
		uint32_t from;  /* which cluster of the chain: 0 or 1 */
		uint32_t to[2]; /* for FAT16 and FAT32 */
		const char *message;
	} damages[] = {
		{ 0, { 0xffff, 0x0fffffff }, "fewer clusters" },
		{ 1, { 2, 3 }, "more clusters" }, /* a loop on FAT16 */
		{ 1, { 3, 4 }, "more clusters" }, /* a loop on FAT32 */
		{ 0, { 0, 0 }, "marked free" },
		{ 1, { 0, 0 }, "marked free" },
		{ 0, { 1, 1 }, "leads out of the volume" },
		{ 0, { 0xffef, 0x0ffffff6 }, "leads out of the volume" },
		{ 0, { 0xfff7, 0x0ffffff7 }, "marked bad" },
		{ 0, { 100, 100 }, "marked free" },
	};

	(void)state;
	for (size_t i = 0; i < 2 * ARRAY_LEN(damages); i++) {
		unsigned bits = i % 2 ? 32 : 16;
		uint32_t first;
		struct fat_volume volume = two_clusters(bits, &first);
		uint8_t *link = link_of(&volume, bits, first + damages[i / 2].from);

		put_le16(link, (uint16_t)damages[i / 2].to[i % 2]);
		if (bits == 32)
			put_le32(link, damages[i / 2].to[1]);
		assert_fails(&volume, "/two", FAIL_VERIFY, damages[i / 2].message);
	}
}

static void the_upper_four_bits_of_a_fat32_entry_are_ignored(void **state)
{
	uint32_t first;
	struct fat_volume volume = two_clusters(32, &first);
	uint8_t *link = link_of(&volume, 32, first);

	(void)state;
	link[3] |= 0xa0;
	assert_holds(&volume, "/two", 1000);
	free_volume(&volume);
}

static void a_size_that_does_not_fit_the_chain_is_refused(void **state)
{
	static const struct {
		uint32_t size;
		const char *message;
	} damages[] = { { 512, "more clusters" },
		        { 0, "more clusters" },
		        { 1025, "fewer clusters" },
		        { 0xffffffff, "fewer clusters" } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		uint32_t first;
		struct fat_volume volume = two_clusters(16, &first);

		put_le32(entry_of(&volume, "TWO        ") + 28, damages[i].size);
		assert_fails(&volume, "/two", FAIL_VERIFY, damages[i].message);
	}
}

static void a_file_or_directory_that_begins_outside_the_volume_is_refused(void **state)
{
	static const uint16_t starts[] = { 0, 1, 0xfff0 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(starts); i++) {
		struct fat_volume volume = make_volume(FAT16_4M WITH_FIRMWARE "mmd -i $V ::boot; ");

		put_le16(entry_of(&volume, "BOOT       ") + 26, starts[i]);
		put_le16(entry_of(&volume, "MIWIFI  BIN") + 26, starts[i]);
		assert_fails(&volume, i ? "/miwifi.bin" : "/boot/x", FAIL_VERIFY,
		             "outside the volume");
	}
}

static void a_directory_that_loops_ends_somewhere(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M "mmd -i $V ::boot; ");
	uint32_t cluster = get_le16(entry_of(&volume, "BOOT       ") + 26);
	uint8_t *entries = entry_of(&volume, ".          ");

	(void)state;
	for (size_t at = 64; at < 512; at += 32)
		memcpy(entries + at, "OTHER   BIN", 12);
	put_le16(link_of(&volume, 16, cluster), (uint16_t)cluster);
	assert_fails(&volume, "/boot/miwifi.bin", FAIL_VERIFY, "a directory does not end");
}

static void reading_errors_are_told_as_such_wherever_they_are(void **state)
{
	struct fat_volume volume = make_stick(FAT32_36M WITH_FIRMWARE);
	uint8_t *entry = entry_of(&volume, "MIWIFI  BIN");
	uint64_t root = (uint64_t)(entry - volume.memory.bytes);
	uint64_t places[] = { 0, MIB, MIB + 32 * 512 + 5, root, root + 512 + 5000 };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		struct fat_volume bad = volume;

		bad.memory.bytes = mem_zalloc(1, volume.memory.target.size);
		memcpy(bad.memory.bytes, volume.memory.bytes, volume.memory.target.size);
		bad.memory.bad_from = places[i];
		bad.memory.bad_to = places[i] + 1;
		assert_fails(&bad, "/miwifi.bin", FAIL_IO, "cannot read");
	}
	free_volume(&volume);
}

TEST_MAIN(TEST(a_boot_record_that_loaders_would_not_follow_is_refused),
          TEST(a_boot_sector_that_makes_no_sense_is_refused),
          TEST(an_empty_or_tiny_target_is_no_stick), TEST(a_damaged_chain_is_refused),
          TEST(the_upper_four_bits_of_a_fat32_entry_are_ignored),
          TEST(a_size_that_does_not_fit_the_chain_is_refused),
          TEST(a_file_or_directory_that_begins_outside_the_volume_is_refused),
          TEST(a_directory_that_loops_ends_somewhere),
          TEST(reading_errors_are_told_as_such_wherever_they_are))
