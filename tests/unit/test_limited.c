#include "stick/device/limited.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

enum { LONG_MS = 60000, SHORT_MS = 200 };

static void give_its_pid(const void *context)
{
	const int number = *(const int *)context;
	const pid_t pid = getpid();

	limited_send(&number, sizeof(number));
	limited_send(&pid, sizeof(pid));
}

static void results_come_from_a_process_of_its_own(void **state)
{
	const int number = 42;
	struct limited limited;
	int heard = 0;
	pid_t pid = 0;

	(void)state;
	limited_start(&limited, give_its_pid, &number);
	assert_true(limited_receive(&limited, &heard, sizeof(heard), LONG_MS));
	assert_true(limited_receive(&limited, &pid, sizeof(pid), LONG_MS));
	assert_int_equal(heard, number);
	assert_int_not_equal(pid, getpid());
	assert_false(limited_receive(&limited, &heard, sizeof(heard), LONG_MS));
	limited_end(&limited);
	assert_int_equal(kill(pid, 0), -1);
}

static void hang(const void *context)
{
	const pid_t pid = getpid();

	limited_send(&pid, sizeof(pid));
	while (context)
		pause();
}

static void one_that_hangs_is_given_up_and_killed(void **state)
{
	struct limited limited;
	pid_t pid = 0;
	char more;

	(void)state;
	limited_start(&limited, hang, "");
	assert_true(limited_receive(&limited, &pid, sizeof(pid), LONG_MS));
	assert_false(limited_receive(&limited, &more, 1, SHORT_MS));
	limited_end(&limited);
	assert_int_equal(kill(pid, 0), -1);
}

/* Results of any size: more than a pipe holds at a time. */
enum { LARGE = 1 << 20 };

static void give_much(const void *context)
{
	AUTO_FREE uint8_t *data = mem_zalloc(1, LARGE);

	for (size_t i = 0; i < LARGE; i++)
		data[i] = (uint8_t)(i * 7);
	limited_send(data, context ? LARGE : 0);
}

static void a_large_result_comes_whole(void **state)
{
	AUTO_FREE uint8_t *heard = mem_zalloc(1, LARGE);
	struct limited limited;

	(void)state;
	limited_start(&limited, give_much, "");
	assert_true(limited_receive(&limited, heard, LARGE, LONG_MS));
	limited_end(&limited);
	for (size_t i = 0; i < LARGE; i++)
		assert_int_equal(heard[i], (uint8_t)(i * 7));
}

/* Bit n: descriptor n is open. */
static void give_open_files(const void *context)
{
	uint64_t open_files = 0;

	for (int fd = 0; context && fd < 64; fd++)
		open_files |= (uint64_t)(fcntl(fd, F_GETFD) != -1) << fd;
	limited_send(&open_files, sizeof(open_files));
}

static void it_holds_nothing_of_ours(void **state)
{
	AUTO_CLOSE int ours = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 20);
	struct limited limited;
	uint64_t open_files = 0;

	(void)state;
	assert_true(ours >= 20);
	limited_start(&limited, give_open_files, "");
	assert_true(limited_receive(&limited, &open_files, sizeof(open_files), LONG_MS));
	limited_end(&limited);
	assert_int_equal(open_files, 0xf); /* /dev/null three times, and the pipe */
}

static void an_interrupt_ends_the_wait(void **state)
{
	struct limited limited;
	pid_t pid = 0;
	char more;

	(void)state;
	limited_start(&limited, hang, "");
	assert_true(limited_receive(&limited, &pid, sizeof(pid), LONG_MS));
	interrupt_watch();
	raise(SIGTERM);
	assert_false(limited_receive(&limited, &more, 1, LONG_MS));
	limited_end(&limited);
	assert_int_equal(kill(pid, 0), -1);
}

TEST_MAIN(TEST(results_come_from_a_process_of_its_own), TEST(one_that_hangs_is_given_up_and_killed),
          TEST(a_large_result_comes_whole), TEST(it_holds_nothing_of_ours),
          TEST(an_interrupt_ends_the_wait))
