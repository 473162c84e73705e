#include "firmware/sandbox/process.h"

#include "base/digest.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "firmware/formats/shared/archive_members.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LOOK_AGAIN_MS = 100 };

static _Noreturn void be_child(const struct child_work *work, int reads, int tells)
{
	const struct confinement confinement = { reads, tells, work->writes };
	struct confined confined;

	members_take_any_name(); /* from files that are out of reach afterwards */
	if (!confine(&confinement, &confined))
		_exit(1);
	work->run(work->context);
	_exit(0);
}

/* -1 where there is no /proc: the filter keeps the child from writing then. */
static int open_reader(int fd)
{
	char self[32];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fd);
	return open(self, O_RDONLY | O_CLOEXEC);
}

/* OpenSSL reads its settings and finds its digests before the file system is gone. */
static void wake_openssl(void)
{
	digest_of(DIGEST_SHA256, (struct bytes){ (const uint8_t *)"", 0 });
}

bool child_start(struct child *out, const struct child_work *work)
{
	AUTO_CLOSE int reader = open_reader(work->reads);
	AUTO_CLOSE int tells = -1;
	int ends[2];

	*out = (struct child){ .hears = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		return false;
	tells = ends[1];
	wake_openssl();
	out->pid = fork();
	if (out->pid == 0)
		be_child(work, reader == -1 ? work->reads : reader, tells);
	if (out->pid == -1) {
		close(ends[0]);
		out->pid = 0;
		return false;
	}
	out->hears = ends[0];
	return true;
}

void child_tell(const void *bytes, size_t size)
{
	const uint8_t *from = bytes;

	while (size) {
		ssize_t n = write(CONFINED_TELLS, from, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		from += n;
		size -= (size_t)n;
	}
}

void child_pause(void)
{
	uint8_t word;
	ssize_t n;

	do
		n = read(CONFINED_TELLS, &word, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(1);
}

/* One that is gone is noticed by who hears it. */
void child_go_on(const struct child *child)
{
	const uint8_t word = 0;

	(void)send(child->hears, &word, 1, MSG_NOSIGNAL);
}

bool child_hear(const struct child *child, void *to, size_t size)
{
	uint8_t *at = to;

	while (size) {
		struct pollfd poll_for = { child->hears, POLLIN, 0 };
		ssize_t n;

		if (interrupt_requested())
			return false;
		if (poll(&poll_for, 1, LOOK_AGAIN_MS) <= 0)
			continue;
		n = read(child->hears, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

void child_end(struct child *child)
{
	if (!child->pid)
		return;
	close(child->hears);
	kill(child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) == -1 && errno == EINTR)
		;
	*child = (struct child){ .hears = -1 };
}
