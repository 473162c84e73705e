#include "app/fleet/crew.h"

#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
	WORKERS_MAX = 32,
	INTERRUPT_MS = 200, /* how long an interrupt may stay unseen */
};

static const size_t no_piece = SIZE_MAX;

struct worker {
	pid_t pid;
	int socket; /* -1: it has ended */
	size_t piece;
};

struct crew {
	const struct crew_work *work;
	struct worker workers[WORKERS_MAX];
	size_t count;
	size_t next; /* the first piece that has not begun */
	bool is_interrupted;
};

/* All `size` bytes; false at the end. */
static bool receive(int from, void *to, size_t size)
{
	char *next = to;

	while (size) {
		ssize_t n = read(from, next, size);

		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		next += n;
		size -= (size_t)n;
	}
	return true;
}

static bool send_reply(int to, const json_t *reply)
{
	AUTO_FREE char *text = reply ? json_dumps(reply, JSON_COMPACT) : NULL;
	const size_t size = text ? strlen(text) : 0;

	return text && file_write(to, &size, sizeof(size)) && file_write(to, text, size);
}

/* In the worker, until this program closes its end. */
static void serve(const struct crew_work *work, int socket)
{
	size_t piece;

	while (receive(socket, &piece, sizeof(piece))) {
		json_t *reply = work->run(work->context, piece);
		const bool sent = send_reply(socket, reply);

		json_decref(reply);
		if (!sent)
			return;
	}
}

/* Ends with this program, whatever ends that. */
static void become_worker(const struct crew *crew, pid_t parent, int socket)
{
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	for (size_t i = 0; i < crew->count; i++)
		close(crew->workers[i].socket);
	if (getppid() == parent)
		serve(crew->work, socket);
	_exit(EXIT_SUCCESS);
}

static bool start_worker(struct crew *crew)
{
	const pid_t parent = getpid();
	struct worker *worker = &crew->workers[crew->count];
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) < 0)
		return false;
	fflush(NULL); /* what is buffered would be written twice */
	*worker = (struct worker){ fork(), ends[0], no_piece };
	if (worker->pid == 0) {
		close(ends[0]);
		become_worker(crew, parent, ends[1]);
	}
	close(ends[1]);
	if (worker->pid < 0) {
		close(ends[0]);
		return false;
	}
	crew->count++;
	return true;
}

static void end_worker(struct worker *worker)
{
	if (worker->socket < 0)
		return;
	close(worker->socket);
	worker->socket = -1;
	while (waitpid(worker->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

/* The next piece for it; without one it ends. */
static void give(struct crew *crew, struct worker *worker)
{
	worker->piece = no_piece;
	if (crew->is_interrupted || crew->next == crew->work->count) {
		end_worker(worker);
		return;
	}
	worker->piece = crew->next++;
	if (!file_write(worker->socket, &worker->piece, sizeof(worker->piece)))
		return; /* it has ended: its socket says so, too */
}

/* NULL: the worker has ended. */
static json_t *reply_of(const struct worker *worker)
{
	AUTO_FREE char *text = NULL;
	size_t size;

	if (!receive(worker->socket, &size, sizeof(size)))
		return NULL;
	text = mem_zalloc(1, size + 1);
	return receive(worker->socket, text, size) ? json_loadb(text, size, 0, NULL) : NULL;
}

static void take_reply(struct crew *crew, struct worker *worker)
{
	json_t *reply = reply_of(worker);

	if (worker->piece != no_piece)
		crew->work->done(crew->work->context, worker->piece, reply);
	if (reply)
		give(crew, worker);
	else
		end_worker(worker);
	json_decref(reply);
}

/* Ctrl-C reached the workers already; SIGTERM is for this process alone. */
static void pass_interrupt_on(struct crew *crew)
{
	if (crew->is_interrupted || !interrupt_requested())
		return;
	crew->is_interrupted = true;
	for (size_t i = 0; i < crew->count; i++) {
		if (crew->workers[i].socket >= 0)
			kill(crew->workers[i].pid, SIGTERM);
	}
}

/* False: no worker is left. */
static bool wait_for_replies(struct crew *crew)
{
	struct pollfd fds[WORKERS_MAX];
	bool any = false;

	for (size_t i = 0; i < crew->count; i++) {
		fds[i] = (struct pollfd){ .fd = crew->workers[i].socket, .events = POLLIN };
		any = any || fds[i].fd >= 0;
	}
	if (!any)
		return false;
	if (poll(fds, crew->count, INTERRUPT_MS) > 0) {
		for (size_t i = 0; i < crew->count; i++) {
			if (fds[i].revents)
				take_reply(crew, &crew->workers[i]);
		}
	}
	pass_interrupt_on(crew);
	return true;
}

static size_t wished_workers(size_t pieces)
{
	cpu_set_t cpus;
	const int here = sched_getaffinity(0, sizeof(cpus), &cpus) == 0 ? CPU_COUNT(&cpus) : 1;
	const size_t most = here < WORKERS_MAX ? (size_t)here : WORKERS_MAX;

	return pieces < most ? pieces : most;
}

/* Without any worker, or after all have ended early. */
static void do_the_rest(struct crew *crew)
{
	const struct crew_work *work = crew->work;

	for (; crew->next < work->count; crew->next++) {
		json_t *reply = crew->count || interrupt_requested()
		                        ? NULL
		                        : work->run(work->context, crew->next);

		work->done(work->context, crew->next, reply);
		json_decref(reply);
	}
}

void crew_run(const struct crew_work *work)
{
	struct crew crew = { .work = work };
	const size_t wished = wished_workers(work->count);

	while (crew.count < wished && start_worker(&crew))
		;
	for (size_t i = 0; i < crew.count; i++)
		give(&crew, &crew.workers[i]);
	while (wait_for_replies(&crew))
		;
	do_the_rest(&crew);
}
