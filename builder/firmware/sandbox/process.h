/*
 * process - work on a stranger's bytes in a confined process of its own.
 *
 * What the child says comes through a socket, so that it is here once and no longer changes
 * while it is judged: it may be a lie, and whoever hears it must check every byte. The child
 * shares no memory with anybody.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include "firmware/sandbox/restrict.h"

#include <stddef.h>
#include <sys/types.h>

struct child {
	pid_t pid; /* 0: there is none */
	int hears; /* the end of the socket that is ours */
};

struct child_work {
	/* In the child, which has its files as in confine.h; the child ends when it returns. */
	void (*run)(const void *context);
	const void *context;
	int reads;  /* borrowed; the child gets a descriptor for it that cannot write */
	int writes; /* borrowed; -1: none */
};

/*
 * False where no process can be had. To be called where no other thread begins a digest or
 * touches a key: the child would wait for a lock of OpenSSL's that nobody gives back. Threads
 * that go on meanwhile were begun by job_start_beside_forks().
 */
bool child_start(struct child *out, const struct child_work *work);

/* For the child: what the other side hears. Ends the child when nobody listens. */
void child_tell(const void *bytes, size_t size);

/* For the child: until the other side says child_go_on(). Ends it when nobody does. */
void child_pause(void);

void child_go_on(const struct child *child);

/* All `size` bytes; false when the child ended before, or the user wants out. */
bool child_hear(const struct child *child, void *to, size_t size);

/* Whatever it still does is over: who was heard to the end has nothing more to do. */
void child_end(struct child *child);

#endif
