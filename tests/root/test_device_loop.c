#include "stick/device/device.h"

#include "base/bytes.h"
#include "base/proc.h"

#include <inttypes.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "test.h"

#include "loop_disk.h"

enum { SIZE = 64 << 20, BUDGET = 2 << 20 };

/* A loop device, looked at. */
struct stick {
	struct loop_disk loop;
	struct disk disk;
};

static void look(struct stick *stick)
{
	struct failure why;

	if (!device_look(&device_world_here, stick->loop.path, NULL, &stick->disk, &why))
		assert_string_equal(why.text, "");
}

static int make_stick(void **state)
{
	struct stick *stick = mem_zalloc(1, sizeof(*stick));

	if (loop_make(&stick->loop, SIZE)) {
		*state = stick;
		look(stick);
	} else {
		free(stick);
	}
	return 0;
}

static int leave_stick(void **state)
{
	struct stick *stick = *state;

	if (stick) {
		loop_leave(&stick->loop);
		free(stick);
	}
	return 0;
}

static struct stick *stick_or_skip(void **state)
{
	if (!*state) {
		skip();
		abort(); /* cmocka does not say that skip() never returns */
	}
	return *state;
}

static void change_or_skip(struct stick *stick)
{
	if (loop_change(&stick->loop))
		return;
	print_message("SKIPPED: another program took the loop device meanwhile\n");
	skip();
}

/* Who uses it, as for one that is to be written. */
static void find_users(struct stick *stick)
{
	const struct device_query query = { .to_write = true };
	struct failure why;

	look(stick);
	if (!device_find_users(&device_world_here, &stick->disk, 1, &query, &why))
		assert_string_equal(why.text, "");
}

static struct target *open_stick(const struct stick *stick)
{
	struct target *target = NULL;
	struct failure why;

	if (!device_open(&stick->disk, NULL, &target, &why))
		assert_string_equal(why.text, "");
	return target;
}

static void assert_not_opened(const struct stick *stick, const char *words)
{
	struct target *target = NULL;
	struct failure why;

	assert_false(device_open(&stick->disk, NULL, &target, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_null(target);
	if (!strstr(why.text, words) || !strstr(why.text, stick->loop.path))
		assert_string_equal(why.text, words);
}

static void a_loop_device_is_a_fixed_disk_with_its_files_size_for_a_serial(void **state)
{
	struct stick *stick = stick_or_skip(state);
	char phrase[DEVICE_TEXT];

	assert_return_code(ftruncate(stick->loop.file_fd, SIZE + 100), 0);
	look(stick);
	device_pass_phrase(&stick->disk, phrase);
	assert_string_equal(stick->disk.path, stick->loop.path);
	assert_string_equal(stick->disk.kind, "loop");
	assert_string_equal(stick->disk.backing_file, stick->loop.file);
	assert_int_equal(stick->disk.size, SIZE);
	assert_false(stick->disk.usb || stick->disk.removable);
	assert_string_equal(phrase, "67108964");
}

/* What a target was given must be in the file, and everything beside it as it was. */
static void assert_written(struct stick *stick, uint64_t offset, size_t size, size_t shift)
{
	AUTO_FREE uint8_t *pages = mem_pages(size + shift);
	AUTO_FREE uint8_t *before = mem_zalloc(1, SIZE);
	AUTO_FREE uint8_t *after = mem_zalloc(1, SIZE);
	struct target *target = open_stick(stick);
	uint8_t *data = pages + shift;
	struct failure why;

	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(i * 7 + i / 251 + 1);
	memset(before, 0xff, SIZE);
	assert_int_equal(pwrite(stick->loop.fd, before, SIZE, 0), SIZE);
	assert_return_code(fsync(stick->loop.fd), 0);
	assert_true(target_write(target, offset, data, size, &why));
	assert_true(target_flush(target, &why));
	assert_int_equal(pread(stick->loop.file_fd, after, SIZE, 0), SIZE);
	memcpy(before + offset, data, size);
	assert_memory_equal(before, after, SIZE);
	memset(data, 0, size);
	assert_true(target_read(target, offset, data, size, &why));
	assert_memory_equal(data, after + offset, size);
	target_close(target);
}

static void whole_sectors_are_written_and_read_back(void **state)
{
	struct stick *stick = stick_or_skip(state);

	assert_written(stick, 0, 512, 0);
	assert_written(stick, 1 << 20, 5 << 20, 0);
	assert_written(stick, SIZE - 512, 512, 0);
}

static void what_is_not_aligned_leaves_its_neighbours_alone(void **state)
{
	struct stick *stick = stick_or_skip(state);

	assert_written(stick, 1000, 3, 0);
	assert_written(stick, 511, 2, 0);
	assert_written(stick, 700, (3 << 20) + 77, 1);
	assert_written(stick, 4096, 2 << 20, 8);
	assert_written(stick, SIZE - 1, 1, 0);
}

static void nobody_else_may_write_at_the_same_time(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct target *first = open_stick(stick);

	assert_not_opened(stick, "in use");
	target_close(first);
	target_close(open_stick(stick));
}

static void a_lock_that_stays_is_refused(void **state)
{
	struct stick *stick = stick_or_skip(state);

	assert_return_code(flock(stick->loop.fd, LOCK_SH), 0);
	assert_not_opened(stick, "lock");
	assert_return_code(flock(stick->loop.fd, LOCK_UN), 0);
	target_close(open_stick(stick));
}

static void it_may_be_read_while_somebody_writes_it(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct target *writer = open_stick(stick);
	struct target *reader = NULL;
	struct failure why;
	char seen[4];

	assert_true(target_write(writer, 10, "here", 4, &why));
	assert_true(device_open_to_read(&stick->disk, &reader, &why));
	assert_null(reader->ops->write);
	assert_true(target_read(reader, 10, seen, 4, &why));
	assert_memory_equal(seen, "here", 4);
	target_close(reader);
	target_close(writer);
}

static void another_disk_in_the_same_place_is_not_written(void **state)
{
	struct stick *stick = stick_or_skip(state);

	if (!stick->disk.sequence) {
		print_message("SKIPPED: this kernel numbers no disks (diskseq)\n");
		skip();
	}
	change_or_skip(stick);
	assert_not_opened(stick, "another disk");
	look(stick);
	target_close(open_stick(stick));
}

static void a_disk_that_changed_its_size_is_not_written(void **state)
{
	struct stick *stick = stick_or_skip(state);

	assert_return_code(ftruncate(stick->loop.file_fd, SIZE / 2), 0);
	assert_return_code(ioctl(stick->loop.fd, LOOP_SET_CAPACITY), 0);
	assert_not_opened(stick, "another disk");
}

static void a_disk_that_changed_its_sectors_is_not_written(void **state)
{
	struct stick *stick = stick_or_skip(state);

	assert_return_code(ioctl(stick->loop.fd, LOOP_SET_BLOCK_SIZE, 4096), 0);
	assert_not_opened(stick, "another disk");
}

static void a_stick_that_breaks_is_named_with_the_place(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct target *target = open_stick(stick);
	AUTO_FREE uint8_t *page = mem_pages(4096);
	struct failure why;

	assert_return_code(ftruncate(stick->loop.file_fd, SIZE / 2), 0);
	assert_false(target_read(target, SIZE - 8192, page, 4096, &why));
	assert_int_equal(why.kind, FAIL_IO);
	assert_non_null(strstr(why.text, stick->loop.path));
	assert_non_null(strstr(why.text, "67100672"));
	target_close(target);
}

static void contents_that_cannot_all_be_read_are_not_known(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct reasons doubts;

	assert_true(stick->disk.contents_known);
	change_or_skip(stick); /* nothing of it is in a cache now */
	assert_return_code(ftruncate(stick->loop.file_fd, 0), 0);
	look(stick);
	assert_int_equal(stick->disk.size, SIZE);
	assert_false(stick->disk.contents_known);
	device_doubts(&stick->disk, &doubts);
	assert_int_equal(doubts.count, 1);
}

static void what_it_clears_by_itself_is_zero_and_nothing_else(void **state)
{
	static const enum target_clear clears[] = { TARGET_DISCARD, TARGET_ZERO };
	struct stick *stick = stick_or_skip(state);
	AUTO_FREE uint8_t *before = mem_zalloc(1, SIZE);
	AUTO_FREE uint8_t *after = mem_zalloc(1, SIZE);
	struct target *target = open_stick(stick);
	struct failure why;

	for (size_t i = 0; i < ARRAY_LEN(clears); i++) {
		memset(before, 0xff, SIZE);
		assert_int_equal(pwrite(stick->loop.file_fd, before, SIZE, 0), SIZE);
		if (!target_clear(target, clears[i], 8 << 20, 16 << 20, &why)) {
			print_message("SKIPPED: %s\n", why.text);
			target_close(target);
			skip();
		}
		assert_true(target_flush(target, &why));
		memset(before + (8 << 20), 0, 16 << 20);
		assert_int_equal(pread(stick->loop.file_fd, after, SIZE, 0), SIZE);
		assert_memory_equal(before, after, SIZE);
	}
	assert_false(target_clear(target, TARGET_ZERO, SIZE - 512, 1024, &why));
	target_close(target);
}

static void a_loop_device_has_nothing_to_eject(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct target *target = open_stick(stick);
	struct failure why;

	assert_true(device_eject(target, &why));
	device_reread(target);
	target_close(target);
}

static uint64_t bytes_read(const struct stick *stick)
{
	AUTO_FREE char *path = mem_printf("/sys/block/%s/stat", stick->disk.name);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char text[512] = "";
	char *at = text;

	assert_in_range(read(fd, text, sizeof(text) - 1), 1, sizeof(text) - 1);
	strtoull(at, &at, 10); /* requests, then those merged, then sectors of 512 bytes */
	strtoull(at, &at, 10);
	return strtoull(at, NULL, 10) * 512;
}

/* Four partitions, large enough for every file system libblkid knows. */
static void make_large(const struct stick *stick)
{
	enum { SECTORS = (128 << 20) / 512 };
	uint8_t sector[512] = { 0 };

	for (unsigned i = 0; i < 4; i++) {
		uint8_t *entry = sector + 446 + (size_t)16 * i;

		entry[4] = 0x83;
		put_le32(entry + 8, 2048 + i * SECTORS);
		put_le32(entry + 12, SECTORS);
	}
	put_le16(sector + 510, 0xaa55);
	assert_return_code(ftruncate(stick->loop.file_fd, 513 << 20), 0);
	assert_int_equal(pwrite(stick->loop.file_fd, sector, sizeof(sector), 0), sizeof(sector));
}

static void looking_reads_at_most_two_mebibytes(void **state)
{
	struct stick *stick = stick_or_skip(state);
	uint64_t before;
	uint64_t read;

	make_large(stick);
	change_or_skip(stick); /* nothing of it is in a cache now */
	before = bytes_read(stick);
	look(stick);
	read = bytes_read(stick) - before;
	print_message("read %" PRIu64 " bytes of a disk with %u partitions\n", read,
	              stick->disk.partition_count);
	assert_int_equal(stick->disk.partition_count, 4);
	assert_in_range(read, 512, BUDGET);
}

/* Mounts that only this process sees; /media is a folder of its own in them. */
static bool private_mounts(void)
{
	return unshare(CLONE_NEWNS) == 0 &&
	       mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
	       (mkdir("/media", 0755) == 0 || errno == EEXIST) &&
	       mount("none", "/media", "tmpfs", 0, NULL) == 0 && mkdir("/media/eva", 0700) == 0 &&
	       mkdir("/media/other", 0700) == 0;
}

static bool mounted(struct stick *stick)
{
	const char *argv[] = { "mkfs.ext4", "-q", "-F", stick->loop.path, NULL };
	const char *env[] = { NULL };
	const struct proc mkfs = { .argv = argv, .env = env };
	struct failure why;

	if (private_mounts() && proc_run(&mkfs, &why) &&
	    mount(stick->loop.path, "/media/eva", "ext4", 0, NULL) == 0)
		return true;
	print_message("SKIPPED: ext4 cannot be mounted here (%s)\n", strerror(errno));
	return false;
}

static void assert_unmounted(const struct stick *stick)
{
	struct failure why;

	if (!device_unmount(&stick->disk, &why))
		assert_string_equal(why.text, "");
	target_close(open_stick(stick));
}

static void a_mounted_disk_is_unmounted_but_not_while_it_is_used(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct failure why;
	char me[16];
	int user;

	if (!mounted(stick))
		skip();
	snprintf(me, sizeof(me), "(%d)", getpid());
	find_users(stick);
	assert_int_equal(stick->disk.user_count, 1);
	assert_true(device_only_media_mounts(&stick->disk));
	assert_not_opened(stick, "in use");
	user = open("/media/eva", O_RDONLY | O_CLOEXEC);
	assert_false(device_unmount(&stick->disk, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, "'/media/eva'"));
	assert_non_null(strstr(why.text, me));
	close(user);
	assert_unmounted(stick);
}

static void what_is_mounted_on_top_is_unmounted_first(void **state)
{
	struct stick *stick = stick_or_skip(state);

	if (!mounted(stick))
		skip();
	assert_return_code(mkdir("/media/eva/inner", 0700), 0);
	assert_return_code(mount("/media/eva", "/media/eva/inner", NULL, MS_BIND, NULL), 0);
	find_users(stick);
	assert_int_equal(stick->disk.user_count, 2);
	assert_unmounted(stick);
}

/* Between the question and the answer a mount may go, and another disk's come to its place. */
static void only_the_mounts_of_this_disk_and_this_moment_are_undone(void **state)
{
	struct stick *stick = stick_or_skip(state);
	struct failure why;

	if (!mounted(stick))
		skip();
	look(stick);
	assert_return_code(umount("/media/eva"), 0);
	assert_return_code(mount("other", "/media/eva", "tmpfs", 0, NULL), 0);
	assert_return_code(mount(stick->loop.path, "/media/other", "ext4", 0, NULL), 0);
	assert_unmounted(stick);
	assert_return_code(umount("/media/eva"), 0); /* the other disk's was left alone */
	assert_return_code(mount(stick->loop.path, "/media", "ext4", 0, NULL), 0);
	assert_false(device_unmount(&stick->disk, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_return_code(umount("/media"), 0);
}

#define STICK_TEST(name) cmocka_unit_test_setup_teardown(name, make_stick, leave_stick)

TEST_MAIN(STICK_TEST(a_loop_device_is_a_fixed_disk_with_its_files_size_for_a_serial),
          STICK_TEST(whole_sectors_are_written_and_read_back),
          STICK_TEST(what_is_not_aligned_leaves_its_neighbours_alone),
          STICK_TEST(nobody_else_may_write_at_the_same_time),
          STICK_TEST(a_lock_that_stays_is_refused),
          STICK_TEST(it_may_be_read_while_somebody_writes_it),
          STICK_TEST(another_disk_in_the_same_place_is_not_written),
          STICK_TEST(a_disk_that_changed_its_size_is_not_written),
          STICK_TEST(a_disk_that_changed_its_sectors_is_not_written),
          STICK_TEST(a_stick_that_breaks_is_named_with_the_place),
          STICK_TEST(contents_that_cannot_all_be_read_are_not_known),
          STICK_TEST(what_it_clears_by_itself_is_zero_and_nothing_else),
          STICK_TEST(a_loop_device_has_nothing_to_eject),
          STICK_TEST(looking_reads_at_most_two_mebibytes),
          STICK_TEST(a_mounted_disk_is_unmounted_but_not_while_it_is_used),
          STICK_TEST(what_is_mounted_on_top_is_unmounted_first),
          STICK_TEST(only_the_mounts_of_this_disk_and_this_moment_are_undone))
