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

static _Noreturn void be_child(const struct process_work *work, int reads, int writes)
{
	const struct restriction restriction = { reads, writes, work->output };
	struct restricted lacks;

	members_take_any_name(); /* from files that are out of reach afterwards */
	if (!restrict_process(&restriction, &lacks))
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

bool process_start(struct process *out, const struct process_work *work)
{
	AUTO_CLOSE int reader = open_reader(work->input);
	AUTO_CLOSE int writes = -1;
	int ends[2];

	*out = (struct process){ .reply = -1 };
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		return false;
	writes = ends[1];
	wake_openssl();
	out->pid = fork();
	if (out->pid == 0)
		be_child(work, reader == -1 ? work->input : reader, writes);
	if (out->pid == -1) {
		close(ends[0]);
		out->pid = 0;
		return false;
	}
	out->reply = ends[0];
	return true;
}

void process_send(const void *bytes, size_t size)
{
	const uint8_t *from = bytes;

	while (size) {
		ssize_t n = write(SANDBOX_REPLY, from, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			_exit(1);
		from += n;
		size -= (size_t)n;
	}
}

void process_wait(void)
{
	uint8_t word;
	ssize_t n;

	do
		n = read(SANDBOX_REPLY, &word, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(1);
}

/* One that is gone is noticed by who hears it. */
void process_continue(const struct process *process)
{
	const uint8_t word = 0;

	(void)send(process->reply, &word, 1, MSG_NOSIGNAL);
}

bool process_receive(const struct process *process, void *to, size_t size)
{
	uint8_t *at = to;

	while (size) {
		struct pollfd poll_for = { process->reply, POLLIN, 0 };
		ssize_t n;

		if (interrupt_requested())
			return false;
		if (poll(&poll_for, 1, LOOK_AGAIN_MS) <= 0)
			continue;
		n = read(process->reply, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

void process_end(struct process *process)
{
	if (!process->pid)
		return;
	close(process->reply);
	kill(process->pid, SIGKILL);
	while (waitpid(process->pid, NULL, 0) == -1 && errno == EINTR)
		;
	*process = (struct process){ .reply = -1 };
}
