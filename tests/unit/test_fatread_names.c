/* base/fatread, base/directory: names, long and short, as a boot loader finds them. */
#include "fat_volume.h"

static void names_are_listed_as_a_computer_shows_them(void **state)
{
	struct fat_volume volume = make_volume(
	        FAT16_4M ADD_FILE("miwifi.bin", 10) ADD_FILE("UPPER.BIN", 10)
	                ADD_FILE("lower.BIN", 10) ADD_FILE("MiXed.bin", 10) ADD_FILE("noext", 10)
	                        ADD_FILE("a name of more than 26 letters.x",
	                                 10) "mlabel -i $V '::RESCUE 1'; ");

	(void)state;
	assert_lists(&volume, "/",
	             "miwifi.bin UPPER.BIN lower.BIN MiXed.bin noext "
	             "a name of more than 26 letters.x RESCUE 1= ");
	free_volume(&volume);
}

static void long_names_are_utf_8(void **state)
{
	struct fat_volume volume =
	        make_volume(FAT16_4M ADD_FILE("grüße an alle.bin", 10) ADD_FILE("固件.bin", 10));

	(void)state;
	assert_lists(&volume, "/", "grüße an alle.bin 固件.bin ");
	free_volume(&volume);
}

/* Which characters they are depends on a code page that nobody knows. */
static void short_names_outside_ascii_cannot_be_told(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M ADD_FILE("grüße.bin", 10));

	(void)state;
	assert_lists(&volume, "/", "gr??e.bin ");
	free_volume(&volume);
}

/* The two units become a pair for U+1F4E1, or one half of a pair. */
static void a_character_outside_the_first_plane_takes_a_whole_pair(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M ADD_FILE("ab long name", 10));
	uint8_t *slot = entry_of(&volume, "ABLONG~1   ") - 32;

	(void)state;
	put_le16(slot + 1, 0xd83d);
	put_le16(slot + 3, 0xdce1);
	assert_lists(&volume, "/", "\xf0\x9f\x93\xa1 long name ");
	put_le16(slot + 3, 'x');
	assert_lists(&volume, "/", "ABLONG~1 ");
	free_volume(&volume);
}

static void a_broken_long_name_leaves_the_short_one(void **state)
{
	static const struct {
		int at; /* from the short entry on; the slots stand before it */
		uint8_t byte;
	} damages[] = {
		{ -32, 2 },                            /* order */
		{ -64, 2 },                            /* no mark of the last slot */
		{ -64, 0x43 },                         /* one slot missing */
		{ -64, 0x40 },                         /* no slot at all */
		{ -64, 0x7f },                         /* too many slots */
		{ -32 + 13, 0x55 },                    /* checksum of one slot */
		{ -32 + 12, 1 },                       /* another type of slot */
		{ -32 + 26, 1 },                       /* a cluster */
		{ -32 + 1, '/' },                      /* never part of a name */
		{ -32 + 1, 7 },     { -64 + 30, 'x' }, /* text after the end */
		{ 0, 'B' },                            /* checksum of both */
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(damages); i++) {
		struct fat_volume volume = make_volume(FAT16_4M ADD_FILE("a rather long name", 10));
		uint8_t *entry = entry_of(&volume, "ARATHE~1   ");

		entry[damages[i].at] = damages[i].byte;
		assert_lists(&volume, "/", damages[i].at ? "ARATHE~1 " : "BRATHE~1 ");
		free_volume(&volume);
	}
}

static void deleted_entries_are_not_there(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M ADD_FILE(
	        "a rather long name", 10) WITH_FIRMWARE "mdel -i $V '::a rather long name'; ");

	(void)state;
	assert_lists(&volume, "/", "miwifi.bin ");
	free_volume(&volume);
}

static void a_label_is_not_the_file(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M "mlabel -i $V ::MIWIFI; ");

	(void)state;
	assert_fails(&volume, "/miwifi", FAIL_VERIFY, "there is no 'miwifi'");
}

static void a_name_that_is_there_twice_is_refused(void **state)
{
	struct fat_volume volume = make_volume(FAT16_4M WITH_FIRMWARE ADD_FILE("other.bin", 10));

	(void)state;
	memcpy(entry_of(&volume, "OTHER   BIN"), "MIWIFI  BIN", 11);
	assert_fails(&volume, "/miwifi.bin", FAIL_VERIFY, "more than once");
}

/* What is said about a second file beside miwifi.bin; NULL when it may stay. */
static void assert_rival(const char *other, const char *suffix, bool refused)
{
	AUTO_FREE char *recipe = mem_printf("%stouch \"$D/%s\"; mcopy -i $V \"$D/%s\" ::; ",
	                                    FAT16_4M WITH_FIRMWARE, other, other);
	struct fat_volume volume = make_volume(recipe);
	struct fatread *fat = open_volume(&volume);
	struct failure why = { 0 };

	assert_int_equal(fatread_only_candidate(fat, "/", "miwifi.bin", suffix, &why), !refused);
	if (refused) {
		assert_says(&why, FAIL_VERIFY, other);
		assert_says(&why, FAIL_VERIFY, "remove it");
	}
	fatread_close(fat);
	free_volume(&volume);
}

static void look_alikes_are_refused(void **state)
{
	(void)state;
	assert_rival("miwifi.bin.bin", NULL, true);
	assert_rival("MIWIFI (1).BIN", NULL, true);
	assert_rival("Copy of Miwifi.bin", NULL, true);
	assert_rival("miwifi_ssh.bin", NULL, true);
	assert_rival("miwifi", NULL, true);
	assert_rival("other.bin", NULL, false);
	assert_rival("notes.txt", NULL, false);
}

static void with_a_suffix_every_other_file_that_ends_so_is_refused(void **state)
{
	(void)state;
	assert_rival("other.BIN", ".bin", true);
	assert_rival("a longer name.bin", ".bin", true);
	assert_rival("notes.bin.txt", ".bin", false);
	assert_rival("bin", ".bin", false);
}

static void directories_and_labels_are_no_candidates(void **state)
{
	struct fat_volume volume =
	        make_volume(FAT16_4M WITH_FIRMWARE "mmd -i $V ::miwifi.d; mlabel -i $V ::MIWIFI; ");
	struct fatread *fat = open_volume(&volume);
	struct failure why;

	(void)state;
	assert_true(fatread_only_candidate(fat, "/", "miwifi.bin", ".bin", &why));
	fatread_close(fat);
	free_volume(&volume);
}

TEST_MAIN(TEST(names_are_listed_as_a_computer_shows_them), TEST(long_names_are_utf_8),
          TEST(short_names_outside_ascii_cannot_be_told),
          TEST(a_character_outside_the_first_plane_takes_a_whole_pair),
          TEST(a_broken_long_name_leaves_the_short_one), TEST(deleted_entries_are_not_there),
          TEST(a_label_is_not_the_file), TEST(a_name_that_is_there_twice_is_refused),
          TEST(look_alikes_are_refused),
          TEST(with_a_suffix_every_other_file_that_ends_so_is_refused),
          TEST(directories_and_labels_are_no_candidates))
