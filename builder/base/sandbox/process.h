/*
 * process - work on untrusted bytes in a sandboxed process of its own.
 *
 * The child replies through a socket: what was received no longer changes while it is checked.
 * It may be a lie, so the receiver checks every byte. The child shares no memory.
 */
#ifndef PROCESS_H
#define PROCESS_H

#include "base/progress.h"
#include "base/sandbox/restrict.h"

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Why a process gave no reply that can be used. */
enum process_fault {
	PROCESS_MISBEHAVED, /* it crashed, or sent an invalid reply */
	PROCESS_TOO_SLOW,
	PROCESS_KILLED, /* by somebody else, or by the kernel when memory ran out */
	PROCESS_OUT_OF_MEMORY,
	PROCESS_TOO_FEW_FILES, /* this program may open too few */
	PROCESS_UNRESTRICTED,  /* it could not be restricted, and did nothing */
};

/* How long a process may take. Only the time counts in which its reply is awaited. */
struct process_limits {
	struct restrict_limits rights;
	uint64_t stall_ms; /* without use of the processor */
	uint64_t total_ms;
};

struct process_limits process_usual_limits(void);

struct process {
	pid_t pid;             /* 0: there is none, or its number is not known yet */
	int reply;             /* our end of the socket; -1: there is none */
	bool announces_itself; /* its number comes before its first reply */
	struct process_limits limits;
	uint64_t waited_ms;        /* for its replies */
	uint64_t still_ms;         /* of these, since it last used the processor */
	uint64_t used_ns;          /* of the processor's time, until then */
	struct progress *progress; /* process_tell() */
	const char *awaited;
	bool has_ended; /* or it has closed its end */
	bool is_too_slow;
};

struct process_work {
	/* In the child, while it still has every right: what reads files that are out of reach
	   afterwards; or NULL. */
	void (*prepare)(void);
	/* In the child, which has its files as in restrict.h; the child ends when it returns. */
	void (*run)(const void *context);
	const void *context;
	int input;  /* borrowed; the child gets a descriptor for it that cannot write */
	int output; /* borrowed; -1: none */
	const struct process_limits *limits; /* NULL: the usual ones */
};

/*
 * False where no process can be had, with errno: EMFILE where this program may open too few
 * files. To be called where no other thread begins a digest or
 * touches a key: the child would wait for an OpenSSL lock that is never released. Threads
 * that run meanwhile must come from job_start_fork_safe().
 */
bool process_start(struct process *out, const struct process_work *work);

/* From now on `progress` hears after a second what is awaited. Both are borrowed; NULL: nobody. */
void process_tell(struct process *process, struct progress *progress, const char *awaited);

/* For the child: sends to the parent. Ends the child when the parent no longer reads. */
void process_send(const void *bytes, size_t size);

/* For the child: waits for process_continue(). Ends the child when the parent is gone. */
void process_wait(void);

void process_continue(const struct process *process);

/*
 * All `size` bytes; false when the child ended before, took longer than its limits, or the user
 * interrupted.
 */
bool process_receive(struct process *process, void *to, size_t size);

/* Stops whatever the child still does; why it gave no reply, where it did not. */
enum process_fault process_end(struct process *process);

#endif
