/*
 * interrupt - Ctrl-C and SIGTERM, as a question the long steps ask.
 *
 * The handler only notes the signal; code that writes to a stick notices between
 * two pieces, leaves the stick blank and fails with FAIL_INTERRUPTED.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "base/fail.h"

#include <signal.h>

/* Catches SIGINT, SIGTERM and SIGHUP from now on, but those that are ignored. */
void interrupt_watch(void);

bool interrupt_requested(void);

/*
 * Around a call in which the kernel holds a write to a disk, and which no signal ends: an
 * interrupt in between is answered at once, with a sentence on stderr. For any thread; `before`
 * is kept from one to the other.
 */
void interrupt_hold(sigset_t *before);
void interrupt_release(const sigset_t *before);

/* Fails with FAIL_INTERRUPTED once the user interrupts. */
bool interrupt_check(struct failure *why) MUST_CHECK;

/* False; adds to an interruption that nothing was changed: that is the user's first question. */
bool interrupt_nothing_changed(struct failure *why);

#endif
