/*
 * process - work on untrusted bytes in a sandboxed process of its own.
 *
 * The child replies through a socket: what was received no longer changes while it is checked.
 * It may be a lie, so the receiver checks every byte. The child shares no memory.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include "firmware/sandbox/restrict.h"

#include <stddef.h>
#include <sys/types.h>

struct process {
	pid_t pid; /* 0: there is none */
	int reply; /* our end of the socket */
};

struct process_work {
	/* In the child, which has its files as in restrict.h; the child ends when it returns. */
	void (*run)(const void *context);
	const void *context;
	int input;  /* borrowed; the child gets a descriptor for it that cannot write */
	int output; /* borrowed; -1: none */
};

/*
 * False where no process can be had. To be called where no other thread begins a digest or
 * touches a key: the child would wait for an OpenSSL lock that is never released. Threads
 * that run meanwhile must come from job_start_fork_safe().
 */
bool process_start(struct process *out, const struct process_work *work);

/* For the child: sends to the parent. Ends the child when the parent no longer reads. */
void process_send(const void *bytes, size_t size);

/* For the child: waits for process_continue(). Ends the child when the parent is gone. */
void process_wait(void);

void process_continue(const struct process *process);

/* All `size` bytes; false when the child ended before, or the user interrupted. */
bool process_receive(const struct process *process, void *to, size_t size);

/* Stops whatever the child still does. */
void process_end(struct process *process);

#endif
