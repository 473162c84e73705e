/* stick/users, stick/mounts, stick/swaps, stick/members, stick/loops, stick/stack: who uses a disk.
 */
#include "stick/device/device.h"

#include "base/mem.h"

#include "test.h"

#include "disk_users.h"

static void a_stick_that_was_just_plugged_in_has_no_user(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	assert_unused(&world, "sdb");
	leave_world(&world);
}

static void a_mount_is_reported_with_its_unescaped_path(void **state)
{
	struct fake_world world = world_with_stick();
	AUTO_FREE char *words =
	        mem_printf("'%s/sdb1' is mounted on /media/eva/MY STICK", world.dev);
	struct disk disk;

	(void)state;
	mount_here(&world, "21 1 8:17 / /media/eva/MY\\040STICK rw - vfat /dev/sdb1 rw\n"
	                   "22 1 8:33 / /media/eva/other rw - vfat /dev/sdc1 rw\n");
	disk = ask(&world, "sdb", false);
	assert_int_equal(disk.user_count, 1);
	assert_string_equal(disk.users[0].text, words);
	assert_string_equal(disk.users[0].unmount, "/media/eva/MY STICK");
	assert_true(device_only_media_mounts(&disk));
	leave_world(&world);
}

static void a_mount_elsewhere_is_not_unmounted(void **state)
{
	struct fake_world world = world_with_stick();
	struct disk disk;

	(void)state;
	mount_here(&world, "21 1 8:17 / /mediathek rw - vfat /dev/sdb1 rw\n"
	                   "22 1 8:18 / /media/eva/B rw - vfat /dev/sdb2 rw\n");
	disk = ask(&world, "sdb", false);
	assert_int_equal(disk.user_count, 2);
	assert_string_equal(disk.users[0].unmount, "");
	assert_string_equal(disk.users[1].unmount, "/media/eva/B");
	assert_false(device_only_media_mounts(&disk));
	leave_world(&world);
}

/* What there is no space for must not be forgotten: it could lie anywhere. */
static void more_mounts_than_can_be_listed_are_never_all_unmounted(void **state)
{
	struct fake_world world = world_with_stick();
	char *lines = mem_strdup("");
	struct disk disk;

	(void)state;
	for (int i = 0; i < 40; i++) {
		char *more = mem_printf("%s%d 1 8:17 / /media/eva/%d rw - vfat /dev/sdb1 rw\n",
		                        lines, 100 + i, i);

		free(lines);
		lines = more;
	}
	mount_here(&world, lines);
	free(lines);
	disk = ask(&world, "sdb", false);
	assert_int_equal(disk.user_count, USER_MAX);
	assert_false(device_only_media_mounts(&disk));
	leave_world(&world);
}

/* btrfs gives its mounts a number that no device has; its source says where it lies. */
static void a_mount_without_a_device_number_is_found_by_its_source(void **state)
{
	struct fake_world world = world_with_stick();
	AUTO_FREE char *line =
	        mem_printf("21 1 0:44 / /mnt/data rw shared:3 - btrfs %s/sdb1 rw\n", world.dev);

	(void)state;
	mount_here(&world, line);
	assert_only_used(&world, "sdb", "sdb1' is mounted on /mnt/data");
	leave_world(&world);
}

static void every_member_of_a_mounted_btrfs_is_used(void **state)
{
	static const char second[] = "devices/virtual/block/loop1";
	struct fake_world world = world_with_stick();
	AUTO_FREE char *line =
	        mem_printf("21 1 0:44 / /media/eva/data rw - btrfs %s/sdb1 rw\n", world.dev);

	(void)state;
	world_disk(&world, second, "7:1");
	world_link(&world, "fs/btrfs/0a-1b/devices/sdb1", WORLD_STICK "/sdb1");
	world_link(&world, "fs/btrfs/0a-1b/devices/loop1", second);
	world_link(&world, "fs/btrfs/2c-3d/devices/sdb2", WORLD_STICK "/sdb2");
	mount_here(&world, line);
	assert_only_used(&world, "loop1", "is mounted on /media/eva/data with other disks (btrfs)");
	assert_string_equal(ask(&world, "loop1", false).users[0].unmount, "");
	/* The second one is mounted where nobody sees it. */
	assert_used(&world, "sdb", "sdb1' is mounted on /media/eva/data");
	assert_used(&world, "sdb", "sdb2' is part of a mounted btrfs file system");
	leave_world(&world);
}

static void a_member_of_bcachefs_is_used_too(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	world_link(&world, "fs/bcachefs/0a-1b/dev-0/block", WORLD_STICK "/sdb2");
	assert_only_used(&world, "sdb", "sdb2' is part of a mounted bcachefs file system");
	leave_world(&world);
}

/* A mount on `mounted` must not be taken for one on `disk`, whose name it begins with. */
static void assert_stranger(const char *disk, const char *mounted)
{
	struct fake_world world = make_world();
	AUTO_FREE char *first = mem_printf("devices/virtual/block/%s", disk);
	AUTO_FREE char *second = mem_printf("devices/virtual/block/%s", mounted);

	world_disk(&world, first, "7:1");
	world_disk(&world, second, "7:2");
	mount_here(&world, "21 1 7:2 / /media/eva/other rw - vfat /dev/other rw\n");
	world_file(&world, "proc/swaps", "Filename Type Size\n%s/%s partition 8 0 -2\n", world.dev,
	           mounted);
	assert_unused(&world, disk);
	assert_used(&world, mounted, "is mounted on");
	assert_used(&world, mounted, "is swap space in use");
	leave_world(&world);
}

static void a_disk_whose_name_only_begins_alike_is_another_disk(void **state)
{
	(void)state;
	assert_stranger("loop1", "loop10");
	assert_stranger("mmcblk1", "mmcblk11");
	assert_stranger("nvme0n1", "nvme0n12");
	assert_stranger("dm-1", "dm-10");
	assert_stranger("sda", "sdap1");
}

static void what_is_mounted_through_everything_in_between_is_found(void **state)
{
	static const char raid[] = "devices/virtual/block/md0";
	static const char volume[] = "devices/virtual/block/dm-1";
	struct fake_world world = world_with_stick();

	(void)state;
	world_disk(&world, raid, "9:0");
	world_partition(&world, raid, "md0p1", "259:3");
	world_disk(&world, volume, "253:1");
	world_value(&world, volume, "dm/name", "vg-photos");
	world_value(&world, WORLD_STICK, "sdb2/holders/md0", "");
	world_value(&world, raid, "md0p1/holders/dm-1", "");
	mount_here(&world, "21 1 253:1 / /srv rw - ext4 /dev/mapper/vg-photos rw\n");
	assert_only_used(&world, "sdb", "sdb2' is mounted on /srv through ");
	assert_used(&world, "sdb", "/mapper/vg-photos");
	leave_world(&world);
}

/* What is built on a disk uses it, even when nothing uses that. */
static void assert_built(const char *name, const char *uuid, const char *words)
{
	struct fake_world world = world_with_stick();
	AUTO_FREE char *directory = mem_printf("devices/virtual/block/%s", name);
	AUTO_FREE char *holder = mem_printf("sdb1/holders/%s", name);

	world_disk(&world, directory, "253:7");
	world_value(&world, directory, "dm/uuid", uuid);
	world_value(&world, WORLD_STICK, holder, "");
	assert_only_used(&world, "sdb", words);
	leave_world(&world);
}

static void what_is_built_on_it_is_named_with_its_kind(void **state)
{
	(void)state;
	assert_built("dm-3", "LVM-abc", "dm-3 (LVM) is built on '");
	assert_built("dm-3", "CRYPT-LUKS2-abc", "dm-3 (encrypted) is built on '");
	assert_built("dm-3", "", "dm-3 (LUKS, LVM or RAID) is built on '");
	assert_built("md127", "", "md127 (RAID) is built on '");
	assert_built("bcache0", "", "bcache0 (bcache) is built on '");
	assert_built("drbd0", "", "drbd0 (DRBD) is built on '");
}

static void a_holder_that_the_kernel_does_not_explain_counts_too(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	world_value(&world, WORLD_STICK, "sdb2/holders/strange0", "");
	assert_only_used(&world, "sdb", "strange0 (LUKS, LVM or RAID) is built on '");
	leave_world(&world);
}

static void bcache_has_a_disk_before_it_builds_on_it(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	world_value(&world, WORLD_STICK, "sdb1/bcache/state", "clean");
	assert_only_used(&world, "sdb", "sdb1' is registered with bcache");
	leave_world(&world);
}

static void two_loop_devices_on_one_file_use_each_other(void **state)
{
	struct fake_world world = make_world();
	AUTO_FREE char *file = mem_printf("%s/image", world.folder);
	AUTO_FREE char *other = mem_printf("%s/other", world.folder);

	(void)state;
	world_file(&world, "image", "%s", "");
	world_file(&world, "other", "%s", "");
	put_loop(&world, "loop0", "7:0", file);
	put_loop(&world, "loop1", "7:1", file);
	put_loop(&world, "loop2", "7:2", other);
	assert_only_used(&world, "loop0", "loop1 has the same backing file as '");
	assert_only_used(&world, "loop1", "loop0 has the same backing file as '");
	assert_unused(&world, "loop2");
	mount_here(&world, "21 1 7:1 / /srv rw - ext4 /dev/loop1 rw\n");
	assert_only_used(&world, "loop0", "loop0' is mounted on /srv through ");
	assert_used(&world, "loop0", "loop1 (the same file)");
	leave_world(&world);
}

static void a_loop_device_on_the_disk_uses_it_and_so_does_what_is_on_that(void **state)
{
	struct real_stick *stick = stick_or_skip(state);

	put_loop(&stick->world, "loop3", "7:3", stick->node);
	assert_only_used(&stick->world, "sdb", "loop3 is backed by '");
	mount_here(&stick->world, "21 1 7:3 / /srv rw - ext4 /dev/loop3 rw\n");
	assert_only_used(&stick->world, "sdb", "sdb' is mounted on /srv through ");
	/* And the other way round: whoever writes the loop device writes the disk. */
	mount_here(&stick->world, "");
	world_value(&stick->world, "devices/usb1/block/sdb", "holders/dm-0", "");
	assert_only_used(&stick->world, "loop3", "is built on '");
	assert_used(&stick->world, "loop3", "loop3' is backed by it");
}

static void swap_space_on_something_built_on_a_disk_is_swap_on_that_disk(void **state)
{
	static const char mapped[] = "devices/virtual/block/dm-0";
	struct fake_world world = world_with_stick();

	(void)state;
	world_disk(&world, mapped, "253:0");
	world_file(&world, "proc/swaps", "Filename Type Size\n%s/dm-0 partition 8 0 -2\n",
	           world.dev);
	assert_unused(&world, "sdb");
	world_value(&world, WORLD_STICK, "sdb2/holders/dm-0", "");
	assert_only_used(&world, "sdb", "sdb2' is swap space in use through ");
	leave_world(&world);
}

static void swap_space_whose_node_was_removed_is_known_by_its_name(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	world_file(&world, "proc/swaps",
	           "Filename Type Size\n%s/sdb2\\040(deleted) partition 8 0 -2\n", world.dev);
	assert_only_used(&world, "sdb", "sdb2' is swap space in use");
	leave_world(&world);
}

static void memory_that_is_put_aside_on_a_disk_uses_it(void **state)
{
	static const char memory[] = "devices/virtual/block/zram0";
	struct fake_world world = world_with_stick();
	AUTO_FREE char *partition = mem_printf("%s/sdb1", world.dev);

	(void)state;
	world_disk(&world, memory, "252:0");
	world_value(&world, memory, "backing_dev", "none");
	assert_unused(&world, "sdb");
	world_value(&world, memory, "backing_dev", partition);
	assert_only_used(&world, "sdb", "zram0 is backed by '");
	world_file(&world, "proc/swaps", "Filename Type Size\n%s/zram0 partition 8 0 -2\n",
	           world.dev);
	assert_only_used(&world, "sdb", "sdb1' is swap space in use through ");
	leave_world(&world);
}

static void the_system_is_found_on_the_disk_below_lvm_on_luks(void **state)
{
	static const char disk[] = "devices/ata1/block/sda";
	static const char luks[] = "devices/virtual/block/dm-0";
	static const char volume[] = "devices/virtual/block/dm-1";
	struct fake_world world = world_with_stick();

	(void)state;
	world_disk(&world, disk, "8:0");
	world_partition(&world, disk, "sda3", "8:3");
	world_disk(&world, luks, "253:0");
	world_disk(&world, volume, "253:1");
	world_value(&world, disk, "sda3/holders/dm-0", "");
	world_value(&world, luks, "holders/dm-1", "");
	mount_here(&world, "21 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\n");
	assert_string_equal(ask(&world, "sda", false).users[0].text,
	                    "it is this computer's system disk ('/' is on it)");
	assert_used(&world, "sda", "sda3' is mounted on / through ");
	assert_unused(&world, "sdb");
	leave_world(&world);
}

/* Dozens of packages may be mounted from files there. */
static void loop_devices_on_the_system_disk_are_not_reported(void **state)
{
	struct fake_world world = make_world();
	AUTO_FREE char *package = mem_printf("%s/package", world.folder);
	struct stat folder;
	AUTO_FREE char *line = NULL;

	(void)state;
	world_file(&world, "package", "%s", "");
	assert_return_code(stat(world.folder, &folder), 0);
	{
		AUTO_FREE char *number =
		        mem_printf("%u:%u", major(folder.st_dev), minor(folder.st_dev));

		world_disk(&world, "devices/ata1/block/sda", number);
		line = mem_printf("21 1 %s / / rw - ext4 /dev/sda rw\n"
		                  "22 1 7:0 / /snap/core rw - squashfs /dev/loop0 rw\n",
		                  number);
	}
	put_loop(&world, "loop0", "7:0", package);
	mount_here(&world, line);
	assert_int_equal(ask(&world, "sda", false).user_count, 2);
	assert_used(&world, "loop0", "is mounted on /snap/core");
	leave_world(&world);
}

static void a_system_in_memory_stands_on_no_disk(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	mount_here(&world, "21 1 0:30 / / rw - overlay overlay rw,lowerdir=/l\n"
	                   "22 1 0:31 / /home rw - tmpfs tmpfs rw\n");
	assert_unused(&world, "sdb");
	leave_world(&world);
}

static void without_a_list_of_mounts_nothing_is_known(void **state)
{
	const struct device_query query = { 0 };
	struct fake_world world = world_with_stick();
	AUTO_FREE char *mountinfo = mem_printf("%s/self/mountinfo", world.proc);
	struct disk disk = { .name = "sdb", .number = makedev(8, 16) };
	struct failure why;

	(void)state;
	unlink(mountinfo);
	assert_false(device_find_users(&world.world, &disk, 1, &query, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, mountinfo));
	leave_world(&world);
}

static void a_kernel_without_swap_is_no_obstacle(void **state)
{
	struct fake_world world = world_with_stick();
	AUTO_FREE char *swaps = mem_printf("%s/swaps", world.proc);

	(void)state;
	unlink(swaps);
	assert_unused(&world, "sdb");
	leave_world(&world);
}

TEST_MAIN(TEST(a_stick_that_was_just_plugged_in_has_no_user),
          TEST(a_mount_is_reported_with_its_unescaped_path),
          TEST(a_mount_elsewhere_is_not_unmounted),
          TEST(more_mounts_than_can_be_listed_are_never_all_unmounted),
          TEST(a_mount_without_a_device_number_is_found_by_its_source),
          TEST(every_member_of_a_mounted_btrfs_is_used), TEST(a_member_of_bcachefs_is_used_too),
          TEST(a_disk_whose_name_only_begins_alike_is_another_disk),
          TEST(what_is_mounted_through_everything_in_between_is_found),
          TEST(what_is_built_on_it_is_named_with_its_kind),
          TEST(a_holder_that_the_kernel_does_not_explain_counts_too),
          TEST(bcache_has_a_disk_before_it_builds_on_it),
          TEST(two_loop_devices_on_one_file_use_each_other),
          REAL(a_loop_device_on_the_disk_uses_it_and_so_does_what_is_on_that),
          TEST(swap_space_on_something_built_on_a_disk_is_swap_on_that_disk),
          TEST(swap_space_whose_node_was_removed_is_known_by_its_name),
          TEST(memory_that_is_put_aside_on_a_disk_uses_it),
          TEST(the_system_is_found_on_the_disk_below_lvm_on_luks),
          TEST(loop_devices_on_the_system_disk_are_not_reported),
          TEST(a_system_in_memory_stands_on_no_disk),
          TEST(without_a_list_of_mounts_nothing_is_known),
          TEST(a_kernel_without_swap_is_no_obstacle))
