/*
 * progress - reports how far a long step has come.
 *
 * A step is announced with done = 0, or with what is there already, and ends with
 * done = total; a total of 0 is not known yet. The watcher decides how often to show
 * it; reporting costs next to nothing. A wait has no figures but the time it ends by.
 */
#ifndef PROGRESS_H
#define PROGRESS_H

#include <stddef.h>
#include <stdint.h>

struct progress {
	/* `step` is a short text such as "writing"; sizes are bytes. */
	void (*report)(struct progress *progress, const char *step, uint64_t done, uint64_t total);
	/* It waits, for `seconds` at most from its beginning; NULL: it is a step like others. */
	void (*wait)(struct progress *progress, const char *step, uint64_t seconds);
};

/* As progress->report; does nothing when `progress` is NULL. */
static inline void progress_report(struct progress *progress, const char *step, uint64_t done,
                                   uint64_t total)
{
	if (progress)
		progress->report(progress, step, done, total);
}

static inline void progress_wait(struct progress *progress, const char *step, uint64_t seconds)
{
	if (progress && progress->wait)
		progress->wait(progress, step, seconds);
	else
		progress_report(progress, step, 0, 0);
}

#endif
