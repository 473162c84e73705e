/*
 * zygote - a process that others are forked from: made once, while this program is small, with
 * all rights given up that can be before a file is there.
 *
 * Such a fork costs a part of what one of the whole program does, and this program's pages stay
 * its own. The zygote reads no untrusted byte. Each process is a child of this program
 * (CLONE_PARENT, clone(2)), is forked anew and reads one file, so that one which a file took over
 * has no word about the next.
 */
#ifndef ZYGOTE_H
#define ZYGOTE_H

#include "base/sandbox/process.h"

enum { ZYGOTE_ORDER_MAX = 512, ZYGOTE_LEFT = 4 };

struct zygote {
	pid_t pid; /* 0: there is none */
	int control;
	struct process_limits limits;
	pid_t left[ZYGOTE_LEFT]; /* still to be reaped; 0: none */
	size_t left_count;
};

struct zygote_work {
	void (*prepare)(void); /* as in struct process_work; once */
	/* In each process; the order is as it was sent, aligned for any type. */
	void (*run)(const void *context, const void *order);
	const void *context;                 /* as it is when the zygote is made */
	const struct process_limits *limits; /* of each process; NULL: the usual ones */
};

/* What one process is to do. */
struct zygote_order {
	const void *bytes;
	size_t size; /* up to ZYGOTE_ORDER_MAX */
	int input;   /* as in struct process_work */
	int output;
};

/* False where none can be had. The same threads may run as with process_start(). */
bool zygote_start(struct zygote *out, const struct zygote_work *work);

/*
 * False where there is none: process_start() remains. That a process could not be forked is seen
 * as one that ended without a word, and ->announces_itself is still set.
 */
bool zygote_fork(struct zygote *zygote, struct process *out, const struct zygote_order *order);

/*
 * As process_end(), for one that has given its last reply: it is killed, and not waited for until
 * others were forked.
 */
void zygote_leave(struct zygote *zygote, struct process *process);

void zygote_done(struct zygote *zygote);

#endif
