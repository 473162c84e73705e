#include "stick/device/limited.h"

#include "base/interrupt.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
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

/* As on Linux before 5.9. It holds until this process ends. */
static bool forget_close_range(void)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_close_range, 0, 1),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
		BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
	};
	const struct sock_fprog filter = { ARRAY_LEN(steps), steps };

	return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
	       prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) == 0;
}

static void it_holds_nothing_of_ours_on_an_old_kernel(void **state)
{
	const pid_t pid = fork();
	int status = 0;

	if (pid == 0) {
		if (!forget_close_range())
			_exit(1);
		it_holds_nothing_of_ours(state);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
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
          TEST(it_holds_nothing_of_ours_on_an_old_kernel), TEST(an_interrupt_ends_the_wait))
