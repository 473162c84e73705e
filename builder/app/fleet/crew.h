/*
 * crew - many pieces of work at once, each in one of several processes of this program.
 *
 * Processes and not threads: what examines untrusted files forks, which is safe only where no
 * other thread works (base/sandbox/process.h). A worker has all rights of the program; its reply
 * is trusted.
 */
#ifndef CREW_H
#define CREW_H

#include <jansson.h>
#include <stddef.h>

/* `count` pieces, numbered from 0. */
struct crew_work {
	/* In a worker: the reply, a new reference. */
	json_t *(*run)(void *context, size_t index);
	/* In this process, in the order in which they end. NULL: the worker ended without a reply,
	   or the user interrupted before the piece began. */
	void (*done)(void *context, size_t index, const json_t *reply);
	void *context;
	size_t count;
};

/*
 * Returns when all are done. An interrupt reaches the workers; nothing new begins after it. Where
 * no process can be had this one does the work.
 */
void crew_run(const struct crew_work *work);

#endif
