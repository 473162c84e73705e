/* stick/eligibility: which disks may be written, and why one may not. */
#include "stick/device/device.h"

#include "base/mem.h"

#include <stdio.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "test.h"

static const uint64_t gib = UINT64_C(1) << 30;

/* A stick that nothing speaks against. */
static struct disk make_stick(void)
{
	return (struct disk){
		.name = "sdb",
		.path = "/dev/sdb",
		.number = makedev(8, 16),
		.size = 8 * gib,
		.sector_size = 512,
		.removable = true,
		.usb = true,
		.kind = "USB",
		.serial = "4C5300",
		.contents_known = true,
		.partition_count = 1,
		.users_known = true,
	};
}

static struct device_terms make_terms(void)
{
	return (struct device_terms){
		.size_min = 274 << 20,
		.layout = "fat32-mbr",
		.smaller = "fat16-mbr",
	};
}

/* `unmount` is where it can be unmounted, or empty. */
static void add_mount(struct disk *disk, const char *path, const char *unmount)
{
	struct disk_user *user = &disk->users[disk->user_count++];

	user->mount = true;
	snprintf(user->text, sizeof(user->text), "'/dev/sdb1' is mounted on %s", path);
	snprintf(user->unmount, sizeof(user->unmount), "%s", unmount);
}

static void add_user(struct disk *disk, const char *text)
{
	struct disk_user *user = &disk->users[disk->user_count++];

	snprintf(user->text, sizeof(user->text), "%s", text);
}

static void add_content(struct disk *disk, const char *where, const char *type, const char *label)
{
	struct content *content = &disk->contents[disk->content_count++];

	snprintf(content->where, sizeof(content->where), "%s", where);
	snprintf(content->type, sizeof(content->type), "%s", type);
	snprintf(content->label, sizeof(content->label), "%s", label);
}

/* There is exactly one reason, and it says `words`. */
static void assert_only_reason(const struct reasons *reasons, const char *words)
{
	assert_int_equal(reasons->count, 1);
	if (!strstr(reasons->text[0], words))
		assert_string_equal(reasons->text[0], words);
}

static void assert_refused(const struct disk *disk, const struct device_terms *terms,
                           const char *words)
{
	struct reasons reasons;

	device_refusals(disk, terms, &reasons);
	assert_only_reason(&reasons, words);
}

static void assert_accepted(const struct disk *disk, const struct device_terms *terms)
{
	struct reasons reasons;

	device_refusals(disk, terms, &reasons);
	assert_int_equal(reasons.count, 0);
}

static void assert_doubt(const struct disk *disk, const char *words)
{
	struct reasons doubts;

	device_doubts(disk, &doubts);
	assert_only_reason(&doubts, words);
}

static void assert_no_doubt(const struct disk *disk)
{
	struct reasons doubts;

	device_doubts(disk, &doubts);
	assert_int_equal(doubts.count, 0);
}

static void a_plain_stick_may_be_written_without_doubt(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();
	struct failure why;

	(void)state;
	add_content(&disk, "sdb", "dos", "");
	add_content(&disk, "sdb1", "vfat", "HOLIDAY");
	assert_accepted(&disk, &terms);
	assert_true(device_check(&disk, &terms, &why));
	assert_no_doubt(&disk);
}

static void a_built_in_disk_wants_allow_fixed(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	disk.removable = false;
	assert_accepted(&disk, &terms);
	disk.usb = false;
	assert_refused(&disk, &terms, "--allow-fixed");
	terms.allow_fixed = true;
	assert_accepted(&disk, &terms);
	disk.read_only = true;
	assert_refused(&disk, &terms, "read-only");
}

static void a_small_stick_is_told_of_a_smaller_layout(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();
	struct reasons reasons;

	(void)state;
	disk.size = terms.size_min;
	assert_accepted(&disk, &terms);
	disk.size--;
	assert_refused(&disk, &terms, "fat16-mbr");
	terms.smaller = NULL;
	device_refusals(&disk, &terms, &reasons);
	assert_only_reason(&reasons, "too small");
	assert_null(strstr(reasons.text[0], "--layout"));
}

static void more_than_two_tebibytes_are_refused(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	disk.size = 2048 * gib;
	assert_accepted(&disk, &terms);
	disk.size += 512;
	assert_refused(&disk, &terms, "too large");
}

static void an_empty_reader_is_refused_for_that_alone(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	disk.size = 0;
	disk.sector_size = 0;
	assert_refused(&disk, &terms, "no medium");
}

static void a_mount_elsewhere_is_refused_whatever_is_allowed(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();
	struct reasons reasons;

	(void)state;
	terms.unmount_allowed = true;
	add_mount(&disk, "/mnt/backup", "");
	assert_false(device_only_media_mounts(&disk));
	assert_refused(&disk, &terms, "/mnt/backup");
	add_mount(&disk, "/media/eva/STICK", "/media/eva/STICK");
	device_refusals(&disk, &terms, &reasons);
	assert_int_equal(reasons.count, 2);
	assert_null(strstr(reasons.text[1], "--unmount"));
}

static void a_desktops_mount_is_unmounted_where_that_is_allowed(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	add_mount(&disk, "/media/eva/STICK", "/media/eva/STICK");
	assert_true(device_only_media_mounts(&disk));
	assert_refused(&disk, &terms, "--unmount unmounts it");
	terms.unmount_allowed = true;
	assert_accepted(&disk, &terms);
	add_user(&disk, "qemu (4711) has '/dev/sdb' open for writing");
	assert_refused(&disk, &terms, "qemu (4711)");
}

static void each_user_is_a_reason(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	add_user(&disk, "'/dev/sdb1' is swap space in use");
	assert_refused(&disk, &terms, "'/dev/sdb1' is swap space in use");
}

static void a_disk_whose_users_were_not_asked_for_is_refused(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	disk.users_known = false;
	assert_refused(&disk, &terms, "its users are unknown");
}

static void more_users_than_there_is_room_for_hide_no_other_reason(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();
	struct reasons reasons;

	(void)state;
	add_user(&disk, "'/dev/sdb1' is swap space in use");
	while (disk.user_count < USER_MAX)
		add_mount(&disk, "/mnt/somewhere", "");
	device_refusals(&disk, &terms, &reasons);
	assert_int_equal(reasons.count, REASON_MAX);
	assert_non_null(strstr(reasons.text[0], "swap"));
}

static void a_user_who_may_not_open_it_needs_sudo_and_not_erase(void **state)
{
	struct disk disk = make_stick();
	struct device_terms terms = make_terms();

	(void)state;
	disk.unchecked = UNCHECKED_OPEN;
	disk.contents_known = false;
	assert_refused(&disk, &terms, geteuid() ? "with sudo" : "it may not be opened here");
	assert_no_doubt(&disk);
	disk.unchecked = 0;
	assert_doubt(&disk, "its content cannot be read");
}

static void what_cannot_be_asked_is_reported_once_for_all_disks(void **state)
{
	struct disk disks[2] = { make_stick(), make_stick() };
	char text[UNCHECKED_TEXT];

	(void)state;
	assert_false(device_unchecked(disks, 2, text));
	disks[0].unchecked = UNCHECKED_EXCLUSIVE; /* that is told with each disk */
	assert_false(device_unchecked(disks, 2, text));
	disks[0].unchecked = UNCHECKED_OPEN;
	disks[1].unchecked = UNCHECKED_OPEN | UNCHECKED_PROGRAMS;
	assert_true(device_unchecked(disks, 2, text));
	assert_non_null(strstr(text, "what is on a disk and "));
	assert_int_equal(strstr(text, "sudo") != NULL, geteuid() != 0);
}

static void a_very_large_stick_is_doubted(void **state)
{
	struct disk disk = make_stick();

	(void)state;
	disk.size = 256 * gib;
	assert_no_doubt(&disk);
	disk.size += 512;
	assert_doubt(&disk, "large");
}

/* Not what libblkid knows today: whatever it may know tomorrow. */
static void what_is_not_usual_on_sticks_is_doubted(void **state)
{
	static const char *const kept[] = {
		"ntfs",
		"ext4",
		"btrfs",
		"xfs",
		"apfs",
		"hfsplus",
		"crypto_LUKS",
		"LVM2_member",
		"LVM1_member",
		"zfs_member",
		"isw_raid_member",
		"linux_raid_member",
		"jfs",
		"nilfs2",
		"ReFS",
		"VMFS_volume_member",
		"reiserfs",
		"swap",
		"swsuspend",
		"bcache",
		"drbd",
		"udf",
		"ceph_bluestore",
		"unrecognised data",
		"sun",
		"of tomorrow",
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		struct disk disk = make_stick();

		add_content(&disk, "sdb1", kept[i], "family");
		assert_doubt(&disk, kept[i]);
		assert_doubt(&disk, "sdb1 holds ");
		assert_doubt(&disk, "'family'");
	}
}

static void what_is_usual_on_sticks_is_not_doubted(void **state)
{
	static const char *const usual[] = { "vfat", "exfat", "iso9660", "squashfs",
		                             "dos",  "gpt",   "mac",     "PMBR" };
	struct disk disk = make_stick();

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(usual); i++)
		add_content(&disk, "sdb1", usual[i], "HOLIDAY");
	add_content(&disk, "sdb1", "udf", "EMPTY");
	disk.contents[disk.content_count - 1].empty = true;
	assert_no_doubt(&disk);
}

static void a_stick_of_our_own_is_never_doubted(void **state)
{
	struct disk disk = make_stick();

	(void)state;
	disk.ours = true;
	disk.size = 1024 * gib;
	disk.partition_count = 4;
	assert_no_doubt(&disk);
}

static void the_pass_phrase_is_the_serial_or_else_the_size(void **state)
{
	struct disk disk = make_stick();
	char phrase[DEVICE_TEXT];

	(void)state;
	device_pass_phrase(&disk, phrase);
	assert_string_equal(phrase, "4C5300");
	disk.serial[0] = '\0';
	device_pass_phrase(&disk, phrase);
	assert_string_equal(phrase, "8589934592");
	disk.backing_size = 8589934600;
	device_pass_phrase(&disk, phrase);
	assert_string_equal(phrase, "8589934600");
}

TEST_MAIN(TEST(a_plain_stick_may_be_written_without_doubt), TEST(a_built_in_disk_wants_allow_fixed),
          TEST(a_small_stick_is_told_of_a_smaller_layout),
          TEST(more_than_two_tebibytes_are_refused),
          TEST(an_empty_reader_is_refused_for_that_alone),
          TEST(a_mount_elsewhere_is_refused_whatever_is_allowed),
          TEST(a_desktops_mount_is_unmounted_where_that_is_allowed), TEST(each_user_is_a_reason),
          TEST(a_disk_whose_users_were_not_asked_for_is_refused),
          TEST(more_users_than_there_is_room_for_hide_no_other_reason),
          TEST(a_user_who_may_not_open_it_needs_sudo_and_not_erase),
          TEST(what_cannot_be_asked_is_reported_once_for_all_disks),
          TEST(a_very_large_stick_is_doubted), TEST(what_is_not_usual_on_sticks_is_doubted),
          TEST(what_is_usual_on_sticks_is_not_doubted), TEST(a_stick_of_our_own_is_never_doubted),
          TEST(the_pass_phrase_is_the_serial_or_else_the_size))
