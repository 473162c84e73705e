/* confined - whether a confined process can do something: it is tried in one of either kind. */
#ifndef CONFINED_H
#define CONFINED_H

#include "base/sandbox/process.h"
#include "base/sandbox/zygote.h"

#include <sys/mman.h>
#include <unistd.h>

#include "test.h"

/* A file that may be written, and an open end that nobody closes on the child's way. */
struct room {
	int file;
	int output;
	int stray;
	pid_t parent;
};

static struct room make_room(void)
{
	struct room room = {
		.file = memfd_create("room", 0),
		.output = memfd_create("output", 0),
		.stray = dup(STDERR_FILENO),
	};

	room.parent = getpid();
	assert_int_equal(write(room.file, "content", 7), 7);
	return room;
}

struct attempt {
	bool (*succeeds)(const struct room *room);
	const struct room *room;
};

static void run_attempt(const void *context)
{
	const struct attempt *attempt = context;
	char answer = attempt->succeeds(attempt->room) ? 'y' : 'n';

	process_send(&answer, 1);
}

static void run_attempt_of_order(const void *context, const void *order)
{
	(void)order;
	run_attempt(context);
}

static void begin_forked_ready(struct zygote *zygote, struct process *out,
                               const struct attempt *attempt)
{
	const struct zygote_work work = { .run = run_attempt_of_order, .context = attempt };
	const struct zygote_order order = { "", 1, attempt->room->file, attempt->room->output };

	assert_true(zygote_start(zygote, &work));
	assert_true(zygote_fork(zygote, out, &order));
}

static void begin_alone(struct process *out, const struct attempt *attempt)
{
	const struct process_work work = {
		.run = run_attempt,
		.context = attempt,
		.input = attempt->room->file,
		.output = attempt->room->output,
	};

	assert_true(process_start(out, &work));
}

static bool works_in(bool (*succeeds)(const struct room *room), bool is_forked_ready)
{
	struct room room = make_room();
	const struct attempt attempt = { succeeds, &room };
	struct zygote zygote = { .control = -1 };
	struct process process;
	char answer = '?';

	if (is_forked_ready)
		begin_forked_ready(&zygote, &process, &attempt);
	else
		begin_alone(&process, &attempt);
	assert_true(process_receive(&process, &answer, 1));
	process_end(&process);
	zygote_done(&zygote);
	close(room.file);
	close(room.output);
	close(room.stray);
	return answer == 'y';
}

/* There are two ways to a process; each gives up the same. */
static bool works(bool (*succeeds)(const struct room *room))
{
	bool alone = works_in(succeeds, false);

	assert_int_equal(works_in(succeeds, true), alone);
	return alone;
}

#endif
