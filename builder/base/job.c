#include "base/job.h"

#include "base/mem.h"

#include <signal.h>
#include <stddef.h>

static void *run(void *job_pointer)
{
	struct job *job = job_pointer;

	job->work(job->context);
	return NULL;
}

void job_start(struct job *job, void (*work)(void *context), void *context)
{
	sigset_t all;
	sigset_t before;

	*job = (struct job){ .work = work, .context = context };
	/* Signals belong to the main line: it is the one that waits and can be woken. */
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	job->running = pthread_create(&job->thread, NULL, run, job) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (!job->running)
		work(context);
}

void job_start_fork_safe(struct job *job, void (*work)(void *context), void *context)
{
#ifdef HAS_SANITIZER
	*job = (struct job){ .work = work, .context = context };
	work(context);
#else
	job_start(job, work, context);
#endif
}

void job_wait(struct job *job)
{
	if (job->running)
		pthread_join(job->thread, NULL);
	job->running = false;
}
