/*
 * job - one piece of work in parallel: hashing while mkfs.fat runs.
 *
 * A job owns nothing. Its context must live until job_wait(), and no other code
 * touches that context before. A zeroed job is one that has ended.
 */
#ifndef JOB_H
#define JOB_H

#include <pthread.h>
#include <stdbool.h>

struct job {
	pthread_t thread;
	bool running;
	void (*work)(void *context);
	void *context;
};

/* Where no thread can be had, the work is done before this returns. */
void job_start(struct job *job, void (*work)(void *context), void *context);

/*
 * As job_start(), for work that may go on while the program forks a process that stays this
 * program. That needs a malloc() that can be forked at any moment: glibc's can, a sanitizer's
 * cannot, and in builds with one the work is done before this returns.
 */
void job_start_fork_safe(struct job *job, void (*work)(void *context), void *context);

/* Returns at once when the job has ended or never began. */
void job_wait(struct job *job);

#endif
