/* What is leased stays as it is: nobody opens it for writing, and a lease that is over says so. */
#include "base/files/file_lease.h"

#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

static int open_again(int fd, int flags)
{
	char path[32];

	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_CLOEXEC);
}

/* On a file system that this kernel alone writes to, whatever the tests lie on. */
static int make_file(void)
{
	AUTO_CLOSE int writer = memfd_create("leased", MFD_CLOEXEC);

	assert_int_equal(write(writer, "content", 7), 7);
	return open_again(writer, O_RDONLY);
}

static void nobody_opens_a_leased_file_for_writing(void **state)
{
	AUTO_CLOSE int fd = make_file();
	AUTO_CLOSE int reader = -1;
	struct file_lease lease;

	(void)state;
	assert_true(file_lease_take(fd, &lease));
	assert_int_equal(open_again(fd, O_WRONLY | O_NONBLOCK), -1);
	assert_int_equal(errno, EWOULDBLOCK);
	reader = open_again(fd, O_RDONLY);
	assert_int_not_equal(reader, -1);
	assert_true(file_lease_holds(&lease, fd));
}

static void a_file_that_somebody_may_write_to_is_not_leased(void **state)
{
	AUTO_CLOSE int fd = make_file();
	AUTO_CLOSE int writer = open_again(fd, O_WRONLY);
	struct file_lease lease;

	(void)state;
	assert_int_not_equal(writer, -1);
	assert_false(file_lease_take(fd, &lease));
	assert_true(file_lease_holds(&lease, fd));
}

static void what_lies_on_no_disk_of_this_computer_is_not_leased(void **state)
{
	AUTO_CLOSE int fd = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
	struct file_lease lease;

	(void)state;
	assert_false(file_lease_take(fd, &lease));
}

/* The kernel gives the writer 45 s; the lease says when that can be over. */
static void who_waits_for_the_file_ends_the_lease_only_with_time(void **state)
{
	AUTO_CLOSE int fd = make_file();
	struct file_lease lease;
	int status;
	pid_t child;

	(void)state;
	assert_true(file_lease_take(fd, &lease));
	child = fork();
	if (child == 0)
		_exit(open_again(fd, O_WRONLY | O_NONBLOCK) == -1 ? 0 : 1);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	assert_true(file_lease_holds(&lease, fd));
	lease.sure_until = 1;
	assert_false(file_lease_holds(&lease, fd));
}

static void without_a_writer_it_holds_however_long_it_takes(void **state)
{
	AUTO_CLOSE int fd = make_file();
	struct file_lease lease;

	(void)state;
	assert_true(file_lease_take(fd, &lease));
	lease.sure_until = 1;
	assert_true(file_lease_holds(&lease, fd));
}

enum { SIZE = 7 };

/* Where the bytes behind the first are seen; nothing is seen behind the last. */
static const uint8_t *seen(const struct leased_file *file, uint8_t space[SIZE])
{
	const uint8_t *bytes;

	assert_false(leased_file_view(file, 1, SIZE, space, &bytes));
	assert_false(leased_file_view(file, UINT64_MAX, 1, space, &bytes));
	assert_true(leased_file_view(file, 1, SIZE - 1, space, &bytes));
	assert_memory_equal(bytes, "ontent", SIZE - 1);
	return bytes;
}

static void what_is_mapped_is_seen_without_a_copy_while_it_is_sure_to_be_there(void **state)
{
	AUTO_CLOSE int fd = make_file();
	struct file_lease lease;
	const struct leased_file file = { fd, &lease };
	uint8_t space[SIZE];

	(void)state;
	assert_true(file_lease_take(fd, &lease));
	file_lease_map(&lease, fd, SIZE);
	assert_ptr_equal(seen(&file, space), lease.bytes + 1);
	assert_int_equal(fcntl(fd, F_SETLEASE, F_UNLCK), 0);
	lease.sure_until = 1;
	assert_ptr_equal(seen(&file, space), space);
	file_lease_unmap(&lease);
}

static void what_is_not_mapped_is_read(void **state)
{
	AUTO_CLOSE int fd = make_file();
	struct file_lease lease;
	const struct leased_file file = { fd, &lease };
	const struct leased_file without_lease = { fd, NULL };
	uint8_t space[SIZE];

	(void)state;
	assert_ptr_equal(seen(&without_lease, space), space);
	assert_true(file_lease_take(fd, &lease));
	assert_ptr_equal(seen(&file, space), space);
	file_lease_map(&lease, fd, SIZE);
	file_lease_unmap(&lease);
	file_lease_unmap(&lease);
	assert_ptr_equal(seen(&file, space), space);
}

TEST_MAIN(TEST(nobody_opens_a_leased_file_for_writing),
          TEST(a_file_that_somebody_may_write_to_is_not_leased),
          TEST(what_lies_on_no_disk_of_this_computer_is_not_leased),
          TEST(who_waits_for_the_file_ends_the_lease_only_with_time),
          TEST(without_a_writer_it_holds_however_long_it_takes),
          TEST(what_is_mapped_is_seen_without_a_copy_while_it_is_sure_to_be_there),
          TEST(what_is_not_mapped_is_read))
