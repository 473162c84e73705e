#include "base/sandbox/process.h"

#include "base/fail.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/sandbox/child.h"
#include "base/wait.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum {
	LOOK_AGAIN_MS = 100,
	LONGEST_LOOK_MS = 1000, /* what is longer, this program was stopped for */
	STALL_MS = 60 * 1000,
	PROGRESS_NS =
	        50 * 1000 * 1000, /* of the processor's time; a byte now and then takes less */
	END_MS = 1000,
	NS_OF_S = 1000 * 1000 * 1000,
};

struct process_limits process_usual_limits(void)
{
	const struct restrict_limits rights = restrict_usual_limits();

	return (struct process_limits){
		.rights = rights,
		.stall_ms = STALL_MS,
		.total_ms = (uint64_t)rights.cpu_seconds * 1000 + STALL_MS,
	};
}

static _Noreturn void be_child(const struct process_work *work, int reads, int writes)
{
	const struct process_limits usual = process_usual_limits();
	const struct process_limits *limits = work->limits ? work->limits : &usual;
	const struct restriction restriction = { reads, writes, work->output, limits->rights };
	struct restricted lacks;

	child_offer_to_die();
	if (work->prepare)
		work->prepare();
	if (!restrict_process(&restriction, &lacks))
		child_give_up();
	child_empty_environment();
	work->run(work->context);
	_exit(0);
}

bool process_start(struct process *out, const struct process_work *work)
{
	AUTO_CLOSE int reader = child_open_reader(work->input);
	AUTO_CLOSE int writes = -1;
	int ends[2];

	*out = (struct process){ .reply = -1 };
	out->limits = work->limits ? *work->limits : process_usual_limits();
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == -1)
		return false;
	writes = ends[1];
	child_wake_openssl();
	out->pid = fork();
	if (out->pid == 0)
		be_child(work, reader == -1 ? work->input : reader, writes);
	if (out->pid == -1) {
		const int failed = errno;

		close(ends[0]);
		out->pid = 0;
		errno = failed;
		return false;
	}
	out->reply = ends[0];
	return true;
}

void process_send(const void *bytes, size_t size)
{
	if (!file_write(SANDBOX_REPLY, bytes, size))
		_exit(0);
}

void process_wait(void)
{
	uint8_t word;
	ssize_t n;

	do
		n = read(SANDBOX_REPLY, &word, 1);
	while (n < 0 && errno == EINTR);
	if (n != 1)
		_exit(0);
}

/* One that is gone is noticed by who hears it. */
void process_continue(const struct process *process)
{
	const uint8_t word = 0;

	(void)send(process->reply, &word, 1, MSG_NOSIGNAL);
}

static uint64_t processor_time(pid_t pid)
{
	struct timespec used;
	clockid_t clock;

	if (!pid || clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used) == -1)
		return 0;
	return (uint64_t)used.tv_sec * NS_OF_S + (uint64_t)used.tv_nsec;
}

/* Bytes that arrive renew nothing: a child that was taken over sends them for ever. */
static bool is_in_time(struct process *process, uint64_t *looked)
{
	const uint64_t now = wait_now();
	uint64_t step = now - *looked;
	uint64_t used;

	if (!step)
		return true;
	used = processor_time(process->pid);
	step = step < LONGEST_LOOK_MS ? step : LONGEST_LOOK_MS;
	*looked = now;
	process->still_ms += step;
	process->waited_ms += step;
	if (used >= process->used_ns + PROGRESS_NS) {
		process->used_ns = used;
		process->still_ms = 0;
	}
	process->is_too_slow = process->still_ms >= process->limits.stall_ms ||
	                       process->waited_ms >= process->limits.total_ms;
	return !process->is_too_slow;
}

void process_tell(struct process *process, struct progress *progress, const char *awaited)
{
	process->progress = progress;
	process->awaited = awaited;
}

static bool receive(struct process *process, void *to, size_t size)
{
	const uint64_t began = wait_now();
	uint64_t looked = began;
	uint8_t *at = to;

	while (size) {
		struct pollfd poll_for = { process->reply, POLLIN, 0 };
		int ready = poll(&poll_for, 1, LOOK_AGAIN_MS);
		ssize_t n;

		if (interrupt_requested() || !is_in_time(process, &looked))
			return false;
		wait_tell(process->progress, process->awaited, began, process->limits.total_ms);
		if (ready <= 0)
			continue;
		n = read(process->reply, at, size);
		if (n < 0 && errno == EINTR)
			continue;
		process->has_ended = n <= 0;
		if (n <= 0)
			return false;
		at += n;
		size -= (size_t)n;
	}
	return true;
}

/* Also after an interrupt, so that it can be ended: it comes as soon as there is a process. */
static pid_t read_number(int reply)
{
	const uint64_t began = wait_now();
	struct pollfd poll_for = { reply, POLLIN, 0 };
	pid_t pid = 0;

	while (poll(&poll_for, 1, LOOK_AGAIN_MS) <= 0) {
		const uint64_t most = interrupt_requested() ? END_MS : STALL_MS;

		if (wait_now() - began > most)
			return 0;
	}
	/* It was sent in one piece, and is there: this does not wait. */
	return recv(reply, &pid, sizeof(pid), 0) == sizeof(pid) && pid > 0 ? pid : 0;
}

/* It says this before it reads anything. */
static bool hear_number(struct process *process)
{
	if (!process->announces_itself)
		return true;
	process->pid = read_number(process->reply);
	process->announces_itself = !process->pid;
	return process->pid;
}

bool process_receive(struct process *process, void *to, size_t size)
{
	return hear_number(process) && receive(process, to, size);
}

static enum process_fault fault_of_status(int status)
{
	if (WIFEXITED(status)) {
		switch (WEXITSTATUS(status)) {
		case FAIL_MEMORY: return PROCESS_OUT_OF_MEMORY;
		case CHILD_UNRESTRICTED: return PROCESS_UNRESTRICTED;
		case CHILD_TOO_FEW_FILES: return PROCESS_TOO_FEW_FILES;
		default: return PROCESS_MISBEHAVED;
		}
	}
	switch (WTERMSIG(status)) {
	case SIGXCPU: return PROCESS_TOO_SLOW;
	case SIGHUP:
	case SIGINT:
	case SIGQUIT:
	case SIGTERM:
	case SIGKILL: return PROCESS_KILLED;
	default: return PROCESS_MISBEHAVED;
	}
}

/* One that the kernel blocks does not end yet; init reaps it later. */
static enum process_fault stop(const struct process *process)
{
	bool ended = wait_child(process->pid, process->has_ended ? END_MS : 0);
	int status;

	if (!ended) {
		kill(process->pid, SIGKILL);
		wait_reap(process->pid, END_MS);
		return PROCESS_MISBEHAVED;
	}
	return waitpid(process->pid, &status, 0) == process->pid ? fault_of_status(status)
	                                                         : PROCESS_MISBEHAVED;
}

enum process_fault process_end(struct process *process)
{
	const bool is_there = process->pid || process->announces_itself;
	enum process_fault fault = PROCESS_MISBEHAVED;

	(void)hear_number(process);
	if (is_there)
		close(process->reply);
	if (process->pid)
		fault = stop(process);
	if (process->is_too_slow)
		fault = PROCESS_TOO_SLOW;
	*process = (struct process){ .reply = -1 };
	return fault;
}
