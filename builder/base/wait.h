/* wait - the clock that limits go by, and processes that are waited for no longer than that. */
#ifndef WAIT_H
#define WAIT_H

#include "base/progress.h"

#include <semaphore.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Milliseconds on a clock that nobody sets. */
uint64_t wait_now(void);

/* Sleeps; a signal ends it early. */
void wait_pause(uint64_t milliseconds);

/* Until another thread has posted it, as it surely does; signals do not end it. */
void wait_posted(sem_t *posted);

/*
 * Until the child has ended, or so many milliseconds are over. False: it still runs. One that
 * has ended is left to waitpid(), which then returns at once.
 */
bool wait_child(pid_t pid, uint64_t milliseconds);

/* The same, and takes the status of one that has ended: nothing is left of it. */
void wait_reap(pid_t pid, uint64_t milliseconds);

/*
 * To be called again and again while something is waited for: after a second a person hears what
 * it is, and how long it takes at most. `progress` may be NULL.
 */
void wait_tell(struct progress *progress, const char *what, uint64_t began, uint64_t limit_ms);

#endif
