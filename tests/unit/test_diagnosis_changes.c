/* stick/diagnosis, stick/change: what a computer does to a stick, told from damage. */
#include "finished_stick.h"

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
	stick.bytes[stick.root + 32 + 22] ^= 0x21; /* of /boot */
	stick.bytes[stick.root + 32 + 25] ^= 0x21;
	stick.bytes[stick.directory + 18] = 0x21;
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
	stick.bytes[MIB + SECTOR + 487] ^= 1; /* before the counts of FSInfo */
	assert_harmless(&stick, false, "FSInfo");
	stick.bytes[MIB + SECTOR + 487] ^= 1;
	stick.bytes[MIB + 6 * SECTOR + 490] ^= 1; /* where they would be, in another sector */
	assert_harmless(&stick, false, "the backup");
	stick.bytes[MIB + 6 * SECTOR + 490] ^= 1;
	slot[0] = 0xe5; /* neither a name nor what is left of one */
	assert_harmless(&stick, false, "a directory");
	memcpy(slot, "NOTES   TXT\x20", 12);
	assert_harmless(&stick, true, "it added '/NOTES.TXT'");
	slot[0] = 0xe5;
	assert_harmless(&stick, true, "it changed a directory");
	stick.bytes[stick.root + 24] ^= 0x01; /* the file was written */
	assert_harmless(&stick, false, "a directory");
	stick.bytes[stick.root + 24] ^= 0x01;
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
	assert_says(&diagnosis.verdict, FAIL_VERIFY, "the router could mistake 'XA.BIN'");
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

TEST_MAIN(TEST(marks_that_computers_leave_are_told_from_damage),
          TEST(what_only_resembles_an_addition_is_damage),
          TEST(a_second_candidate_leaves_the_files_not_right),
          TEST(hostile_directories_come_to_an_end))
