/*
 * job - one piece of work beside the main line: hashing while mkfs.fat runs.
 *
 * A job owns nothing. Its context must live until job_wait(), and nobody else
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

/* Returns at once when the job has ended or never began. */
void job_wait(struct job *job);

#endif
