#include "base/interrupt.h"

#include "base/mem.h"

#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

enum { SAID = 256 };

/* In a process of its own: what it says on stderr when it is interrupted `times` times. */
static void said_when(bool held, int number, int times, char said[SAID])
{
	sigset_t before;
	int ends[2];
	pid_t pid;
	ssize_t n;

	memset(said, 0, SAID);
	assert_int_equal(pipe(ends), 0);
	pid = fork();
	if (pid == 0) {
		dup2(ends[1], STDERR_FILENO);
		interrupt_watch();
		if (held)
			interrupt_hold(&before);
		for (int i = 0; i < times; i++)
			kill(getpid(), number);
		while (held && times && !interrupt_requested())
			sched_yield(); /* another thread notes it */
		_exit(interrupt_requested() == (times > 0) ? 0 : 1);
	}
	close(ends[1]);
	for (size_t used = 0; (n = read(ends[0], said + used, SAID - 1 - used)) > 0;)
		used += (size_t)n;
	close(ends[0]);
	assert_int_equal(waitpid(pid, &times, 0), pid);
	assert_true(WIFEXITED(times) && WEXITSTATUS(times) == 0);
}

static void every_way_to_end_the_program_is_noted(void **state)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
	char said[SAID];

	(void)state;
	said_when(false, SIGINT, 0, said);
	for (size_t i = 0; i < ARRAY_LEN(numbers); i++) {
		said_when(false, numbers[i], 2, said);
		assert_string_equal(said, "");
	}
}

static void a_write_that_the_kernel_holds_is_said_at_once_and_once(void **state)
{
	char said[SAID];

	(void)state;
	said_when(true, SIGINT, 0, said);
	assert_string_equal(said, "");
	said_when(true, SIGINT, 3, said);
	assert_string_equal(said,
	                    "\nmkrescue-usb: waiting until the kernel has finished a write to "
	                    "the disk; do not pull it out\n");
}

TEST_MAIN(TEST(every_way_to_end_the_program_is_noted),
          TEST(a_write_that_the_kernel_holds_is_said_at_once_and_once))
