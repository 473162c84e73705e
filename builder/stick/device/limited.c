#include "stick/device/limited.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <unistd.h>

enum { LOOK_AGAIN_MS = 50, RESULT_FD = 3, FIRST_OTHER = 4 };

/*
 * Nothing of ours stays open in a process that may never end: not the disk, and not the pipe
 * that a script reads our output from.
 */
static void keep_only(int fd)
{
	if (dup2(fd, RESULT_FD) == -1)
		_exit(1);
	fcntl(RESULT_FD, F_SETFD, FD_CLOEXEC);
	closefrom(FIRST_OTHER);
	for (int i = 0; i < RESULT_FD; i++)
		close(i);
	for (int i = 0; i < RESULT_FD; i++) {
		if (open("/dev/null", O_RDWR | O_CLOEXEC) == -1)
			break; /* then there is none; nothing is written there */
	}
}

static _Noreturn void be_process(int result_fd, void (*work)(const void *context),
                                 const void *context)
{
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_DFL);
	keep_only(result_fd);
	work(context);
	_exit(0);
}

void limited_start(struct limited *out, void (*work)(const void *context), const void *context)
{
	int ends[2];

	*out = (struct limited){ .fd = -1, .since = (long)wait_now() };
	if (pipe2(ends, O_CLOEXEC) == -1)
		return;
	out->pid = fork();
	if (out->pid == 0)
		be_process(ends[1], work, context);
	close(ends[1]);
	if (out->pid == -1) {
		close(ends[0]);
		*out = (struct limited){ .fd = -1 };
		return;
	}
	out->fd = ends[0];
}

void limited_send(const void *result, size_t size)
{
	if (!file_write(RESULT_FD, result, size))
		_exit(1);
}

/* False when there is nothing to read in time. */
static bool wait_for_bytes(const struct limited *limited, long end)
{
	struct pollfd input = { limited->fd, POLLIN, 0 };
	int ready = 0;

	while (ready <= 0 && !interrupt_requested()) {
		long left = end - (long)wait_now();

		if (left <= 0)
			return false;
		wait_tell(limited->progress, "waiting for a disk to answer",
		          (uint64_t)limited->since, (uint64_t)(end - limited->since));
		ready = poll(&input, 1, left < LOOK_AGAIN_MS ? (int)left : LOOK_AGAIN_MS);
	}
	return ready > 0;
}

bool limited_receive(struct limited *limited, void *result, size_t size, long milliseconds)
{
	const long end = limited->since + milliseconds;
	uint8_t *at = result;

	while (size && limited->pid) {
		ssize_t n = wait_for_bytes(limited, end) ? read(limited->fd, at, size) : 0;

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	limited->since = (long)wait_now();
	return size == 0;
}

/* One that the kernel blocks does not end yet; init reaps it later. */
void limited_end(struct limited *limited)
{
	if (limited->pid) {
		close(limited->fd);
		kill(limited->pid, SIGKILL);
		wait_reap(limited->pid, LOOK_AGAIN_MS);
	}
	*limited = (struct limited){ .fd = -1 };
}
