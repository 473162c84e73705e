/* stick/survey: which disks there are. */
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

	assert_true(device_survey(&world->world, &disks, &count, &why));
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
	assert_true(device_survey(&world.world, &disks, &count, &why));
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

static void partitions_that_the_kernel_knows_are_counted(void **state)
{
	struct fake_world world = make_world();
	struct disk disk;

	(void)state;
	world_stick(&world);
	world_partition(&world, WORLD_STICK, "sdb1", "8:17");
	world_partition(&world, WORLD_STICK, "sdb2", "8:18");
	disk = look(&world, "sdb");
	assert_int_equal(disk.partition_count, 2);
	assert_false(disk.users_known);
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
	assert_true(device_survey(&world.world, &disks, &count, &why));
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
          TEST(partitions_that_the_kernel_knows_are_counted))
