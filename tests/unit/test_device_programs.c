/* stick/openers, stick/processes, stick/node, stick/own_path: programs that use a disk. */
#include "stick/device/device.h"

#include "base/mem.h"

#include <fcntl.h>
#include <time.h>

#include "test.h"

#include "disk_users.h"

static void a_program_that_writes_is_named_and_one_that_reads_is_not(void **state)
{
	struct real_stick *stick = stick_or_skip(state);

	world_process(&stick->world, 4711, "qemu-system-x86", stick->node, "0140002");
	world_process(&stick->world, 4712, "blkid", stick->node, "0100000");
	world_process(&stick->world, 4713, "sh", "/dev/null", "0100001");
	assert_only_used(&stick->world, "sdb", "qemu-system-x86 (4711) has '");
	assert_used(&stick->world, "sdb", "sdb' open for writing");
}

static void a_name_cannot_write_control_characters_to_the_terminal(void **state)
{
	struct real_stick *stick = stick_or_skip(state);

	world_process(&stick->world, 4711, "evil\033[2J", stick->node, "0100001");
	assert_only_used(&stick->world, "sdb", "evil?[2J (4711) has '");
}

static void neither_this_program_nor_a_child_of_it_counts(void **state)
{
	struct real_stick *stick = stick_or_skip(state);
	AUTO_FREE char *parent = mem_printf("4712 (a) b)) S %d 1 1\n", (int)getpid());

	world_process(&stick->world, getpid(), "mkrescue-usb", stick->node, "0100002");
	world_process(&stick->world, 4712, "a) b)", stick->node, "0100002");
	world_file(&stick->world, "proc/4712/stat", "%s", parent);
	world_process(&stick->world, 4713, "mcopy", stick->node, "0100002");
	world_file(&stick->world, "proc/4713/stat", "4713 (mcopy) S 4712 1 1\n");
	assert_unused(&stick->world, "sdb");
}

static void a_lock_is_reported_with_its_holder_but_not_udevs(void **state)
{
	static const char lock[] =
	        "flags:\t0100000\nlock:\t1: OFDLCK  ADVISORY  READ -1 0:6:9 100 100\n";
	struct real_stick *stick = stick_or_skip(state);

	world_process(&stick->world, 4711, "(udev-worker)", stick->node, "0100000");
	world_file(&stick->world, "proc/4711/fdinfo/3", "%s", lock);
	assert_unused(&stick->world, "sdb");
	world_process(&stick->world, 4712, "qemu-system-x86", stick->node, "0100000");
	world_file(&stick->world, "proc/4712/fdinfo/3", "%s", lock);
	assert_only_used(&stick->world, "sdb", "qemu-system-x86 (4712) has '");
	assert_used(&stick->world, "sdb", "sdb' locked");
}

static void a_program_that_writes_the_backing_file_is_named(void **state)
{
	struct fake_world world = make_world();
	AUTO_FREE char *file = mem_printf("%s/image", world.folder);

	(void)state;
	world_file(&world, "image", "%s", "");
	put_loop(&world, "loop0", "7:0", file);
	world_process(&world, 4711, "qemu-nbd", file, "0100002");
	assert_only_used(&world, "loop0", "qemu-nbd (4711) has '");
	assert_used(&world, "loop0", "image', the backing file of '");
	leave_world(&world);
}

static void a_lock_on_the_node_is_found_where_no_program_shows_it(void **state)
{
	struct fake_world world = world_with_stick();
	AUTO_FREE char *node = mem_printf("%s/sdb", world.dev);
	struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };
	int fd;

	(void)state;
	world_file(&world, "dev/sdb", "%s", "");
	fd = open(node, O_RDWR | O_CLOEXEC);
	assert_unused(&world, "sdb");
	assert_return_code(fcntl(fd, F_OFD_SETLK, &lock), 0);
	assert_only_used(&world, "sdb", "another program holds a lock on '");
	close(fd);
	world_file(&world, "dev/sdb2", "%s", "");
	{
		AUTO_FREE char *partition = mem_printf("%s/sdb2", world.dev);

		fd = open(partition, O_RDWR | O_CLOEXEC);
	}
	assert_unused(&world, "sdb");
	assert_return_code(fcntl(fd, F_OFD_SETLK, &lock), 0);
	assert_only_used(&world, "sdb", "another program holds a lock on '");
	close(fd);
	leave_world(&world);
}

static void another_mount_namespace_is_looked_into_once(void **state)
{
	static const char line[] = "40 1 8:17 / /mnt/b rw - vfat /dev/sdb1 rw\n";
	struct fake_world world = world_with_stick();

	(void)state;
	for (int pid = 4711; pid < 4714; pid++) {
		world_process(&world, pid, "bash", NULL, NULL);
		world_namespace(&world, pid, 77, line);
	}
	assert_only_used(&world, "sdb", "sdb1' is mounted on /mnt/b for bash (47");
	assert_used(&world, "sdb", "in another mount namespace");
	assert_string_equal(ask(&world, "sdb", false).users[0].unmount, "");
	leave_world(&world);
}

/* The kernel unmounts it there when it is unmounted here: it passes that on to its copies. */
static void a_copy_of_a_mount_in_another_namespace_is_no_user_of_its_own(void **state)
{
	struct fake_world world = world_with_stick();

	(void)state;
	mount_here(&world, "21 1 8:17 / /media/eva/A rw shared:9 - vfat /dev/sdb1 rw\n");
	world_process(&world, 4711, "resolved", NULL, NULL);
	world_namespace(&world, 4711, 77, "40 1 8:17 / /media/eva/A rw master:9 - vfat /d rw\n");
	world_process(&world, 4712, "snapd", NULL, NULL);
	world_namespace(&world, 4712, 78,
	                "41 1 8:17 / /host/A rw shared:9 propagate_from:2 - vfat /d rw\n");
	assert_only_used(&world, "sdb", "is mounted on /media/eva/A");
	world_process(&world, 4713, "podman", NULL, NULL);
	world_namespace(&world, 4713, 79, "42 1 8:17 / /media/eva/A rw - vfat /dev/sdb1 rw\n");
	assert_used(&world, "sdb", "for podman (4713), in another mount namespace");
	leave_world(&world);
}

static bool lies_on_it(const struct fake_world *world, const char *path)
{
	const struct device_own_file need = { "the firmware", path };
	const struct device_query query = { .own_files = &need, .own_file_count = 1 };
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 0;

	assert_true(device_survey(&world->world, &disks, &count, &why));
	assert_true(device_find_users(&world->world, disks, count, &query, &why));
	return disks[0].user_count && strstr(disks[0].users[0].text, "the firmware") &&
	       strstr(disks[0].users[0].text, "is on it");
}

/* btrfs gives files a number that no device has: only the mount says where they are. */
static void what_we_need_ourselves_is_found_by_its_mount(void **state)
{
	struct fake_world world = world_with_stick();
	AUTO_FREE char *file = mem_printf("%s/firmware.bin", world.folder);
	AUTO_FREE char *missing = mem_printf("%s/not/here/yet", world.folder);
	AUTO_FREE char *lines = NULL;
	struct statx st;

	(void)state;
	world_file(&world, "firmware.bin", "%s", "");
	assert_return_code(statx(AT_FDCWD, file, 0, STATX_MNT_ID, &st), 0);
	assert_false(lies_on_it(&world, file));
	lines = mem_printf("%llu 1 0:44 / /media/eva/A rw - btrfs %s/sdb1 rw\n",
	                   (unsigned long long)st.stx_mnt_id, world.dev);
	mount_here(&world, lines);
	assert_true(lies_on_it(&world, file));
	assert_true(lies_on_it(&world, missing));
	leave_world(&world);
}

static void what_we_need_ourselves_is_found_by_its_device_number(void **state)
{
	struct fake_world world = make_world();
	struct stat folder;

	(void)state;
	assert_return_code(stat(world.folder, &folder), 0);
	{
		AUTO_FREE char *number =
		        mem_printf("%u:%u", major(folder.st_dev), minor(folder.st_dev));

		world_disk(&world, "devices/usb1/block/sdb", number);
	}
	assert_true(lies_on_it(&world, world.folder));
	assert_false(lies_on_it(&world, "/proc/self/comm"));
	leave_world(&world);
}

static void the_file_behind_a_loop_device_lies_on_it(void **state)
{
	struct fake_world world = make_world();
	AUTO_FREE char *file = mem_printf("%s/image", world.folder);
	AUTO_FREE char *other = mem_printf("%s/other", world.folder);

	(void)state;
	world_file(&world, "image", "%s", "");
	world_file(&world, "other", "%s", "");
	put_loop(&world, "loop0", "7:0", file);
	assert_true(lies_on_it(&world, file));
	assert_false(lies_on_it(&world, other));
	leave_world(&world);
}

/* A server with thousands of programs must not make a user wait. */
static void five_thousand_programs_are_asked_in_a_moment(void **state)
{
	enum { PROGRAMS = 5000, FIRST = 100000, FILES = 5 };
	struct fake_world world = world_with_stick();
	struct timespec before;
	struct timespec after;
	double seconds;

	(void)state;
	world_process(&world, FIRST, "bash", "/dev/null", "0100002");
	world_namespace(&world, FIRST, 77, "40 1 8:17 / /mnt/b rw - vfat /dev/sdb1 rw\n");
	for (int i = 0; i < FILES; i++) {
		AUTO_FREE char *descriptor = mem_printf("proc/%d/fd/1%d", FIRST, i);

		world_link_to(&world, descriptor, "/dev/null");
	}
	for (int i = 1; i < PROGRAMS; i++) {
		AUTO_FREE char *link = mem_printf("%s/%d", world.proc, FIRST + i);
		AUTO_FREE char *to = mem_printf("%d", FIRST);

		assert_return_code(symlink(to, link), 0);
	}
	clock_gettime(CLOCK_MONOTONIC, &before);
	assert_only_used(&world, "sdb", "in another mount namespace");
	clock_gettime(CLOCK_MONOTONIC, &after);
	seconds = (double)(after.tv_sec - before.tv_sec) +
	          (double)(after.tv_nsec - before.tv_nsec) / 1e9;
	print_message("asked %d programs in %.2f s\n", PROGRAMS, seconds);
	assert_true(seconds < 10);
	leave_world(&world);
}

TEST_MAIN(REAL(a_program_that_writes_is_named_and_one_that_reads_is_not),
          REAL(a_name_cannot_write_control_characters_to_the_terminal),
          REAL(neither_this_program_nor_a_child_of_it_counts),
          REAL(a_lock_is_reported_with_its_holder_but_not_udevs),
          TEST(a_program_that_writes_the_backing_file_is_named),
          TEST(a_lock_on_the_node_is_found_where_no_program_shows_it),
          TEST(another_mount_namespace_is_looked_into_once),
          TEST(a_copy_of_a_mount_in_another_namespace_is_no_user_of_its_own),
          TEST(what_we_need_ourselves_is_found_by_its_mount),
          TEST(what_we_need_ourselves_is_found_by_its_device_number),
          TEST(the_file_behind_a_loop_device_lies_on_it),
          TEST(five_thousand_programs_are_asked_in_a_moment))
