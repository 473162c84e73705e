#include "base/wait.h"

#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { MS = 1000, NS_OF_MS = 1000 * 1000, TELL_MS = 800 };

uint64_t wait_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * MS + (uint64_t)now.tv_nsec / NS_OF_MS;
}

void wait_pause(uint64_t milliseconds)
{
	const struct timespec pause = {
		.tv_sec = (time_t)(milliseconds / MS),
		.tv_nsec = (long)(milliseconds % MS) * NS_OF_MS,
	};

	nanosleep(&pause, NULL);
}

static bool has_ended(pid_t pid)
{
	siginfo_t info = { 0 };

	if (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT | WNOHANG) == -1)
		return errno != EINTR;
	return info.si_pid == pid;
}

void wait_posted(sem_t *posted)
{
	while (sem_wait(posted) == -1)
		;
}

bool wait_child(pid_t pid, uint64_t milliseconds)
{
	const uint64_t end = wait_now() + milliseconds;
	AUTO_CLOSE int handle = (int)syscall(SYS_pidfd_open, pid, 0);

	for (;;) {
		const uint64_t now = wait_now();

		if (has_ended(pid))
			return true;
		if (now >= end)
			return false;
		if (handle == -1)
			wait_pause(1); /* an older kernel, or no descriptor is left */
		else
			poll(&(struct pollfd){ handle, POLLIN, 0 }, 1, (int)(end - now));
	}
}

void wait_reap(pid_t pid, uint64_t milliseconds)
{
	if (wait_child(pid, milliseconds))
		waitpid(pid, NULL, 0);
}

void wait_tell(struct progress *progress, const char *what, uint64_t began, uint64_t limit_ms)
{
	if (wait_now() - began >= TELL_MS)
		progress_wait(progress, what, (limit_ms + MS - 1) / MS);
}
