/* stick/survey, stick/usage: which disks there are, and who uses them. */
#include "stick/device/device.h"

#include <sys/sysmacros.h>

#include "test.h"

#include "device_world.h"

/* The one disk of a world that is named so. */
static struct disk look(const struct fake_world *world, const char *name)
{
	AUTO_FREE struct disk *disks = NULL;
	struct disk found = { 0 };
	struct failure why;
	size_t count = 0;

	assert_true(device_survey(&world->world, false, &disks, &count, &why));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(disks[i].name, name) == 0)
			found = disks[i];
	}
	assert_string_equal(found.name, name);
	return found;
}

static void a_stick_is_known_by_its_usb_port(void **state)
{
	struct fake_world world = make_world();
	struct disk disk;

	(void)state;
	world_stick(&world);
	disk = look(&world, "sdb");
	assert_true(disk.usb);
	assert_true(disk.removable);
	assert_string_equal(disk.kind, "USB");
	assert_string_equal(disk.maker, "SanDisk");
	assert_string_equal(disk.model, "Ultra Fit");
	assert_string_equal(disk.serial, "4C5300");
	assert_int_equal(disk.number, makedev(8, 16));
	assert_int_equal(disk.size, 64 << 20);
	assert_int_equal(disk.sector_size, 512);
	assert_false(disk.partition);
	assert_false(disk.contents_known);
	leave_world(&world);
}

static void a_usb_disk_that_is_not_removable_is_on_usb_all_the_same(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_value(&world, WORLD_STICK, "removable", "0");
	assert_true(look(&world, "sdb").usb);
	leave_world(&world);
}

static void names_given_by_strangers_are_cleaned(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_value(&world, "devices/usb1/1-2", "product", "  \033[2Jfree space\xff ");
	world_value(&world, "devices/usb1/1-2", "serial", "AB\rCD");
	assert_string_equal(look(&world, "sdb").model, "?[2Jfree space?");
	assert_string_equal(look(&world, "sdb").serial, "AB?CD");
	leave_world(&world);
}

static void a_virtual_disk_has_no_maker_to_show(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_disk(&world, "devices/virtio1/block/vda", "254:0");
	world_value(&world, "devices/virtio1/block/vda", "device/vendor", "0x1af4");
	assert_string_equal(look(&world, "vda").maker, "");
	assert_string_equal(look(&world, "vda").kind, "virtio");
	leave_world(&world);
}

static void what_nobody_calls_a_disk_is_not_listed(void **state)
{
	static const char *const names[] = { "ram0", "zram0", "sr0", "fd0", "loop3" };
	struct fake_world world = make_world();
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 1;

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(names); i++) {
		AUTO_FREE char *number = mem_printf("7:%zu", i);
		AUTO_FREE char *disk = mem_printf("devices/virtual/block/%s", names[i]);

		world_disk(&world, disk, number);
		world_value(&world, disk, "size", strcmp(names[i], "loop3") == 0 ? "0" : "8");
	}
	assert_true(device_survey(&world.world, false, &disks, &count, &why));
	assert_int_equal(count, 0);
	leave_world(&world);
}

static void an_empty_reader_is_listed_without_a_size(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_value(&world, WORLD_STICK, "size", "0");
	assert_int_equal(look(&world, "sdb").size, 0);
	leave_world(&world);
}

static void partitions_and_what_is_built_on_them_are_found(void **state)
{
	struct fake_world world = make_world();
	struct disk disk;

	(void)state;
	world_stick(&world);
	world_partition(&world, WORLD_STICK, "sdb1", "8:17");
	world_partition(&world, WORLD_STICK, "sdb2", "8:18");
	world_value(&world, WORLD_STICK, "sdb2/holders/dm-3", "");
	disk = look(&world, "sdb");
	assert_int_equal(disk.partition_count, 2);
	assert_int_equal(disk.part_count, 2);
	assert_int_equal(disk.parts[1], makedev(8, 18));
	assert_string_equal(disk.holder, "dm-3");
	leave_world(&world);
}

static void mounts_are_found_with_their_paths_as_they_are(void **state)
{
	struct fake_world world = make_world();
	struct disk disk;

	(void)state;
	world_stick(&world);
	world_partition(&world, WORLD_STICK, "sdb1", "8:17");
	world_file(&world, "mountinfo",
	           "20 1 0:20 / /proc rw - proc proc rw\n"
	           "21 1 8:17 / /media/eva/MY\\040STICK rw - vfat /dev/sdb1 rw\n"
	           "22 1 8:33 / /media/eva/other rw - vfat /dev/sdc1 rw\n");
	disk = look(&world, "sdb");
	assert_int_equal(disk.mount_count, 1);
	assert_string_equal(disk.mounts[0].what, "sdb1");
	assert_string_equal(disk.mounts[0].path, "/media/eva/MY STICK");
	assert_string_equal(disk.system_path, "");
	leave_world(&world);
}

/* btrfs gives its mounts a number that no device has; its source says where it lies. */
static void a_mount_without_a_device_number_is_found_by_its_source(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_partition(&world, WORLD_STICK, "sdb1", "8:17");
	world_folder(&world, "dev/sdb1");
	world_file(&world, "mountinfo", "21 1 0:44 / /mnt/data rw - btrfs %s/sdb1 rw\n", world.dev);
	assert_int_equal(look(&world, "sdb").mount_count, 1);
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
	world_file(&world, "mountinfo", "21 1 7:2 / /media/eva/other rw - vfat /dev/other rw\n");
	world_file(&world, "swaps", "Filename Type Size Used Priority\n/dev/%s partition 8 0 -2\n",
	           mounted);
	assert_int_equal(look(&world, disk).mount_count, 0);
	assert_false(look(&world, disk).swap);
	assert_int_equal(look(&world, mounted).mount_count, 1);
	assert_true(look(&world, mounted).swap);
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

static void swap_space_on_something_built_on_a_disk_is_swap_on_that_disk(void **state)
{
	static const char mapped[] = "devices/virtual/block/dm-0";
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_disk(&world, mapped, "253:0");
	world_file(&world, "swaps",
	           "Filename Type Size Used Priority\n/dev/dm-0 partition 8 0 -2\n");
	assert_false(look(&world, "sdb").swap);
	world_value(&world, mapped, "slaves/sdb2", "");
	assert_true(look(&world, "sdb").swap);
	leave_world(&world);
}

static void the_system_is_found_on_the_disk_below_lvm_on_luks(void **state)
{
	static const char disk[] = "devices/ata1/block/sda";
	static const char luks[] = "devices/virtual/block/dm-0";
	static const char volume[] = "devices/virtual/block/dm-1";
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_disk(&world, disk, "8:0");
	world_partition(&world, disk, "sda3", "8:3");
	world_disk(&world, luks, "253:0");
	world_value(&world, luks, "slaves/sda3", "");
	world_disk(&world, volume, "253:1");
	world_value(&world, volume, "slaves/dm-0", "");
	world_file(&world, "mountinfo", "21 1 253:1 / / rw - ext4 /dev/mapper/vg-root rw\n");
	assert_string_equal(look(&world, "sda").system_path, "/");
	assert_int_equal(look(&world, "sda").mount_count, 0);
	assert_string_equal(look(&world, "sdb").system_path, "");
	leave_world(&world);
}

static void a_system_in_memory_stands_on_no_disk(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	world_file(&world, "mountinfo",
	           "21 1 0:30 / / rw - overlay overlay rw,lowerdir=/l\n"
	           "22 1 0:31 / /home rw - tmpfs tmpfs rw\n");
	assert_string_equal(look(&world, "sdb").system_path, "");
	leave_world(&world);
}

static void without_word_of_the_mounts_nothing_is_known(void **state)
{
	struct fake_world world = make_world();
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 0;

	(void)state;
	world_stick(&world);
	unlink(world.mountinfo);
	assert_false(device_survey(&world.world, false, &disks, &count, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, world.mountinfo));
	leave_world(&world);
}

static void a_kernel_without_swap_is_no_obstacle(void **state)
{
	struct fake_world world = make_world();

	(void)state;
	world_stick(&world);
	unlink(world.swaps);
	assert_false(look(&world, "sdb").swap);
	leave_world(&world);
}

static void a_card_in_a_reader_is_removable_and_emmc_is_not(void **state)
{
	struct fake_world world = make_world();
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 0;

	(void)state;
	world_disk(&world, "devices/mmc0/block/mmcblk0", "179:0");
	world_value(&world, "devices/mmc0/block/mmcblk0", "device/type", "SD");
	world_disk(&world, "devices/mmc1/block/mmcblk1", "179:8");
	world_value(&world, "devices/mmc1/block/mmcblk1", "device/type", "MMC");
	assert_true(device_survey(&world.world, false, &disks, &count, &why));
	assert_int_equal(count, 2);
	assert_true(disks[0].removable);
	assert_string_equal(disks[0].kind, "SD card");
	assert_false(disks[1].removable);
	assert_string_equal(disks[1].kind, "eMMC");
	leave_world(&world);
}

TEST_MAIN(TEST(a_card_in_a_reader_is_removable_and_emmc_is_not),
          TEST(a_stick_is_known_by_its_usb_port),
          TEST(a_usb_disk_that_is_not_removable_is_on_usb_all_the_same),
          TEST(names_given_by_strangers_are_cleaned),

          TEST(a_virtual_disk_has_no_maker_to_show), TEST(what_nobody_calls_a_disk_is_not_listed),
          TEST(an_empty_reader_is_listed_without_a_size),
          TEST(partitions_and_what_is_built_on_them_are_found),
          TEST(mounts_are_found_with_their_paths_as_they_are),
          TEST(a_mount_without_a_device_number_is_found_by_its_source),
          TEST(a_disk_whose_name_only_begins_alike_is_another_disk),
          TEST(swap_space_on_something_built_on_a_disk_is_swap_on_that_disk),
          TEST(the_system_is_found_on_the_disk_below_lvm_on_luks),
          TEST(a_system_in_memory_stands_on_no_disk),
          TEST(without_word_of_the_mounts_nothing_is_known),
          TEST(a_kernel_without_swap_is_no_obstacle))
