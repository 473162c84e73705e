/*
 * limited - work that the kernel may block, with a limit of time.
 *
 * A failing disk, or a file whose server is gone, can block a process for ever, and no
 * signal gets through. Such work is done by a process of its own, which is a
 * copy of this one: it gives back a result of fixed size, and what it changes otherwise is lost.
 * When it is given up it is killed, and holds nothing of ours, should it not even end then.
 *
 * Other threads that run meanwhile must be jobs that may run beside forks (base/job.h).
 */
#ifndef LIMITED_H
#define LIMITED_H

#include "base/progress.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

struct limited {
	pid_t pid;
	int fd;
	long since; /* it started, or gave something: milliseconds of the monotonic clock */
	struct progress *progress; /* hears that it is waited for, once it is started; or NULL */
};

/*
 * Starts the work in its process, which calls limited_send() for its results. Where no process
 * can be had, limited_receive() fails.
 */
void limited_start(struct limited *out, void (*work)(const void *context), const void *context);

/* In the process: passes bytes on. Ends it when the parent has stopped reading. */
void limited_send(const void *result, size_t size);

/*
 * Exactly so many bytes of what was given. False when they did not come within so many
 * milliseconds of its start or of what came before, the process has ended, or the user interrupts.
 */
bool limited_receive(struct limited *limited, void *result, size_t size, long milliseconds);

/* Ends it. Accepts a zeroed one. */
void limited_end(struct limited *limited);

#endif
