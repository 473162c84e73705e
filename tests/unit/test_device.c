#include "stick/device/device.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "test.h"

#define GIB (UINT64_C(1) << 30)

/* An ordinary stick that nothing speaks against. */
static struct disk good_stick(void)
{
	struct disk disk = {
		.name = "sdb",
		.path = "/dev/sdb",
		.number = makedev(8, 16),
		.size = 16 * GIB,
		.sector_size = 512,
		.removable = true,
		.usb = true,
		.kind = "USB",
		.serial = "4C53",
		.contents_known = true,
		.part_count = 1,
		.partition_count = 1,
	};

	disk.parts[0] = makedev(8, 17);
	return disk;
}

static const struct device_terms terms = { .size_min = GIB / 2,
	                                   .layout = "fat32-mbr",
	                                   .smaller = "fat16-mbr" };

static void assert_refused(const struct disk *disk, const struct device_terms *with,
                           const char *words)
{
	struct failure why;

	assert_false(device_check(disk, with, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, disk->path));
	if (!strstr(why.text, words))
		print_message("%s\n", why.text);
	assert_non_null(strstr(why.text, words));
}

static void an_ordinary_stick_may_be_written(void **state)
{
	struct disk disk = good_stick();
	struct failure why;
	struct reasons doubts;

	(void)state;
	assert_true(device_check(&disk, &terms, &why));
	device_doubts(&disk, &doubts);
	assert_int_equal(doubts.count, 0);
}

static void each_rule_refuses_with_its_reason(void **state)
{
	struct disk disk = good_stick();
	struct device_terms on_it = terms;

	(void)state;
	disk.removable = disk.usb = false;
	assert_refused(&disk, &terms, "--allow-fixed");
	disk = good_stick();
	disk.read_only = true;
	assert_refused(&disk, &terms, "read-only");
	disk = good_stick();
	disk.sector_size = 4096;
	assert_refused(&disk, &terms, "4096");
	disk = good_stick();
	disk.size = GIB / 4;
	assert_refused(&disk, &terms, "fat16-mbr");
	disk.size = 0;
	assert_refused(&disk, &terms, "no medium");
	disk.size = 3 * 1024 * GIB;
	assert_refused(&disk, &terms, "too large");
	disk = good_stick();
	disk.partition = true;
	snprintf(disk.parent, sizeof(disk.parent), "sdb");
	assert_refused(&disk, &terms, "name the whole disk");
	disk = good_stick();
	disk.swap = true;
	assert_refused(&disk, &terms, "swap");
	disk = good_stick();
	snprintf(disk.holder, sizeof(disk.holder), "dm-0");
	assert_refused(&disk, &terms, "dm-0");
	disk = good_stick();
	snprintf(disk.system_path, sizeof(disk.system_path), "/home");
	assert_refused(&disk, &terms, "/home");
	disk = good_stick();
	on_it.firmware_device = disk.parts[0];
	assert_refused(&disk, &on_it, "firmware");
}

static void every_reason_is_named_at_once(void **state)
{
	struct disk disk = good_stick();

	(void)state;
	disk.read_only = true;
	disk.swap = true;
	disk.removable = disk.usb = false;
	assert_refused(&disk, &terms, "read-only");
	assert_refused(&disk, &terms, "swap");
	assert_refused(&disk, &terms, "--allow-fixed");
}

static void allow_fixed_waives_one_rule_only(void **state)
{
	struct device_terms fixed = terms;
	struct disk disk = good_stick();
	struct failure why;

	(void)state;
	fixed.allow_fixed = true;
	disk.removable = disk.usb = false;
	assert_true(device_check(&disk, &fixed, &why));
	disk.read_only = true;
	assert_refused(&disk, &fixed, "read-only");
}

static void add_mount(struct disk *disk, const char *path)
{
	snprintf(disk->mounts[disk->mount_count].what, 32, "sdb1");
	snprintf(disk->mounts[disk->mount_count++].path, DEVICE_PATH, "%s", path);
}

static void only_what_the_desktop_mounted_may_be_unmounted(void **state)
{
	struct device_terms unmounting = terms;
	struct disk disk = good_stick();
	struct failure why;

	(void)state;
	unmounting.unmount_allowed = true;
	assert_false(device_only_media_mounts(&disk));
	add_mount(&disk, "/run/media/ann/STICK");
	assert_true(device_only_media_mounts(&disk));
	assert_refused(&disk, &terms, "--unmount");
	assert_true(device_check(&disk, &unmounting, &why));
	add_mount(&disk, "/srv/data");
	assert_false(device_only_media_mounts(&disk));
	assert_refused(&disk, &unmounting, "/srv/data");
}

static void assert_doubt(const struct disk *disk, const char *words)
{
	struct reasons doubts;

	device_doubts(disk, &doubts);
	assert_int_equal(doubts.count, 1);
	assert_non_null(strstr(doubts.text[0], words));
}

static void what_is_not_obviously_a_stick_is_doubted(void **state)
{
	static const char *const kept[] = { "ntfs",        "ext4",        "btrfs",
		                            "xfs",         "apfs",        "hfsplus",
		                            "crypto_LUKS", "LVM2_member", "linux_raid_member",
		                            "zfs_member" };
	struct disk disk = good_stick();

	(void)state;
	disk.size = 257 * GIB;
	assert_doubt(&disk, "large");
	disk = good_stick();
	disk.partition_count = 2;
	assert_doubt(&disk, "2 partitions");
	disk = good_stick();
	disk.contents_known = false;
	assert_doubt(&disk, "cannot be read");
	for (size_t i = 0; i < ARRAY_LEN(kept); i++) {
		disk = good_stick();
		disk.content_count = 1;
		snprintf(disk.contents[0].where, 32, "sdb1");
		snprintf(disk.contents[0].type, 32, "%s", kept[i]);
		snprintf(disk.contents[0].label, 64, "family");
		assert_doubt(&disk, kept[i]);
		assert_doubt(&disk, "'family'");
	}
}

static void our_own_sticks_are_not_doubted(void **state)
{
	struct disk disk = good_stick();
	struct reasons doubts;

	(void)state;
	disk.size = 512 * GIB;
	disk.ours = true;
	device_doubts(&disk, &doubts);
	assert_int_equal(doubts.count, 0);
}

static void the_pass_phrase_is_the_serial_or_else_the_size(void **state)
{
	struct disk disk = good_stick();
	char phrase[DEVICE_TEXT];

	(void)state;
	device_pass_phrase(&disk, phrase);
	assert_string_equal(phrase, "4C53");
	disk.serial[0] = '\0';
	device_pass_phrase(&disk, phrase);
	assert_string_equal(phrase, "17179869184");
}

/* A kernel's /sys of our own making. */
struct kernel {
	char folder[32];
	char *sysfs;
	char *mountinfo;
	char *swaps;
	struct device_world world;
};

static void put(const struct kernel *kernel, const char *path, const char *text)
{
	AUTO_FREE char *full = mem_printf("%s/%s", kernel->folder, path);
	FILE *file;

	for (char *slash = strchr(full + 5, '/'); slash; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		mkdir(full, 0700);
		*slash = '/';
	}
	file = fopen(full, "w");
	assert_non_null(file);
	fprintf(file, "%s\n", text);
	fclose(file);
}

static void link_to(const struct kernel *kernel, const char *path, const char *target)
{
	AUTO_FREE char *full = mem_printf("%s/%s", kernel->folder, path);
	AUTO_FREE char *to = mem_printf("%s/%s", kernel->folder, target);

	put(kernel, path, "");
	unlink(full);
	assert_return_code(symlink(to, full), 0);
}

/* A disk with one partition; both known by number too. */
static void put_disk(const struct kernel *kernel, const char *where, const char *name, int minor)
{
	AUTO_FREE char *base = mem_printf("sys/devices/%s/block/%s", where, name);
	AUTO_FREE char *part = mem_printf("%s/%s1", base, name);
	AUTO_FREE char *link = mem_printf("sys/block/%s", name);
	AUTO_FREE char *number = mem_printf("8:%d", minor);
	AUTO_FREE char *part_number = mem_printf("8:%d", minor + 1);
	AUTO_FREE char *by_number = mem_printf("sys/dev/block/%s", number);
	AUTO_FREE char *part_by_number = mem_printf("sys/dev/block/%s", part_number);
	const struct {
		const char *file;
		const char *text;
	} values[] = { { "dev", number },
		       { "size", "31266816" },
		       { "ro", "0" },
		       { "removable", "0" },
		       { "diskseq", "9" },
		       { "queue/logical_block_size", "512" },
		       { "device/vendor", "SanDisk " },
		       { "device/model", "Cruzer\033[2J" } };

	for (size_t i = 0; i < ARRAY_LEN(values); i++) {
		AUTO_FREE char *path = mem_printf("%s/%s", base, values[i].file);

		put(kernel, path, values[i].text);
	}
	{
		AUTO_FREE char *is_partition = mem_printf("%s/partition", part);
		AUTO_FREE char *dev = mem_printf("%s/dev", part);

		put(kernel, is_partition, "1");
		put(kernel, dev, part_number);
	}
	link_to(kernel, link, base);
	link_to(kernel, by_number, base);
	link_to(kernel, part_by_number, part);
}

static struct kernel make_kernel(const char *mounts, const char *swaps)
{
	struct kernel kernel = { .folder = "/tmp/kernel-XXXXXX" };

	assert_non_null(mkdtemp(kernel.folder));
	put(&kernel, "mountinfo", mounts);
	put(&kernel, "swaps", swaps);
	kernel.sysfs = mem_printf("%s/sys", kernel.folder);
	kernel.mountinfo = mem_printf("%s/mountinfo", kernel.folder);
	kernel.swaps = mem_printf("%s/swaps", kernel.folder);
	kernel.world =
	        (struct device_world){ kernel.sysfs, kernel.mountinfo, kernel.swaps, "/dev" };
	put(&kernel, "sys/devices/usb1/1-2/idVendor", "0781");
	put(&kernel, "sys/devices/usb1/1-2/serial", "4C530001");
	put_disk(&kernel, "usb1/1-2/1-2:1.0/host6", "sdb", 16);
	put_disk(&kernel, "ata1/host0", "sda", 0);
	return kernel;
}

static void drop_kernel(struct kernel *kernel)
{
	AUTO_FREE char *command = mem_printf("rm -r %s", kernel->folder);

	assert_int_equal(system(command), 0);
	free(kernel->sysfs);
	free(kernel->mountinfo);
	free(kernel->swaps);
}

static struct disk *survey(const struct kernel *kernel, size_t expected)
{
	struct disk *disks;
	struct failure why;
	size_t count;

	assert_true(device_survey(&kernel->world, false, &disks, &count, &why));
	assert_int_equal(count, expected);
	return disks;
}

static void usb_is_told_by_where_the_disk_hangs(void **state)
{
	struct kernel kernel = make_kernel("", "Filename Type Size Used Priority");
	AUTO_FREE struct disk *disks = survey(&kernel, 2);

	(void)state;
	assert_string_equal(disks[0].name, "sda");
	assert_false(disks[0].usb);
	assert_string_equal(disks[1].path, "/dev/sdb");
	assert_true(disks[1].usb);
	assert_string_equal(disks[1].serial, "4C530001");
	assert_string_equal(disks[1].maker, "SanDisk");
	assert_string_equal(disks[1].model, "Cruzer?[2J");
	assert_int_equal(disks[1].sequence, 9);
	assert_int_equal(disks[1].size, UINT64_C(31266816) * 512);
	assert_int_equal(disks[1].partition_count, 1);
	assert_int_equal(disks[1].parts[0], makedev(8, 17));
	drop_kernel(&kernel);
}

static void mounts_are_found_by_number_and_the_system_disk_with_them(void **state)
{
	struct kernel kernel = make_kernel("25 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
	                                   "26 25 8:17 / /media/ann/A\\040B rw - vfat /dev/sdb1 rw",
	                                   "Filename Type Size Used Priority");
	AUTO_FREE struct disk *disks = survey(&kernel, 2);

	(void)state;
	assert_string_equal(disks[0].system_path, "/");
	assert_int_equal(disks[1].mount_count, 1);
	assert_string_equal(disks[1].mounts[0].path, "/media/ann/A B");
	assert_string_equal(disks[1].system_path, "");
	drop_kernel(&kernel);
}

static void a_system_on_top_of_a_disk_makes_it_the_systems(void **state)
{
	struct kernel kernel = make_kernel("25 1 254:0 / /home rw - ext4 /dev/mapper/home rw",
	                                   "Filename Type Size Used Priority");
	AUTO_FREE struct disk *disks = NULL;

	(void)state;
	put(&kernel, "sys/devices/virtual/block/dm-0/dev", "254:0");
	put(&kernel, "sys/devices/virtual/block/dm-0/slaves/sda1/x", "");
	put(&kernel, "sys/devices/ata1/host0/block/sda/sda1/holders/dm-0", "");
	link_to(&kernel, "sys/block/dm-0", "sys/devices/virtual/block/dm-0");
	link_to(&kernel, "sys/dev/block/254:0", "sys/devices/virtual/block/dm-0");
	disks = survey(&kernel, 3);
	assert_string_equal(disks[1].name, "sda");
	assert_string_equal(disks[1].system_path, "/home");
	assert_string_equal(disks[1].holder, "dm-0");
	assert_string_equal(disks[2].system_path, "");
	drop_kernel(&kernel);
}

static void swap_counts_even_when_its_node_is_gone(void **state)
{
	struct kernel kernel = make_kernel("", "Filename Type Size Used Priority\n"
	                                       "/nodev/sdb1 partition 1024 0 -2");
	AUTO_FREE struct disk *disks = survey(&kernel, 2);

	(void)state;
	assert_false(disks[0].swap);
	assert_true(disks[1].swap);
	drop_kernel(&kernel);
}

static void a_card_in_a_reader_is_removable_and_emmc_is_not(void **state)
{
	struct kernel kernel = make_kernel("", "");
	AUTO_FREE struct disk *disks = NULL;

	(void)state;
	put_disk(&kernel, "mmc0", "mmcblk0", 32);
	put(&kernel, "sys/devices/mmc0/block/mmcblk0/device/type", "SD");
	put_disk(&kernel, "mmc1", "mmcblk1", 48);
	put(&kernel, "sys/devices/mmc1/block/mmcblk1/device/type", "MMC");
	disks = survey(&kernel, 4);
	assert_true(disks[0].removable);
	assert_string_equal(disks[0].kind, "SD card");
	assert_false(disks[1].removable);
	assert_string_equal(disks[1].kind, "eMMC");
	drop_kernel(&kernel);
}

static void assert_no_disk(const char *path, const char *words)
{
	struct disk disk;
	struct failure why;

	assert_false(device_look(&device_world_here, path, &disk, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, words));
}

static void a_path_that_is_no_disk_is_refused(void **state)
{
	(void)state;
	assert_no_disk("/dev/no-such-disk", "mkrescue-usb devices");
	assert_no_disk("/etc/passwd", "--output");
	assert_no_disk("/dev/null", "no disk");
	assert_no_disk("/tmp", "no disk");
}

TEST_MAIN(TEST(an_ordinary_stick_may_be_written), TEST(each_rule_refuses_with_its_reason),
          TEST(every_reason_is_named_at_once), TEST(allow_fixed_waives_one_rule_only),
          TEST(only_what_the_desktop_mounted_may_be_unmounted),
          TEST(what_is_not_obviously_a_stick_is_doubted), TEST(our_own_sticks_are_not_doubted),
          TEST(the_pass_phrase_is_the_serial_or_else_the_size),
          TEST(usb_is_told_by_where_the_disk_hangs),
          TEST(mounts_are_found_by_number_and_the_system_disk_with_them),
          TEST(a_system_on_top_of_a_disk_makes_it_the_systems),
          TEST(swap_counts_even_when_its_node_is_gone),
          TEST(a_card_in_a_reader_is_removable_and_emmc_is_not),
          TEST(a_path_that_is_no_disk_is_refused))
