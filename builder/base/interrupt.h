/*
 * interrupt - Ctrl-C and SIGTERM, as a question the long steps ask.
 *
 * The handler only notes the signal; code that writes to a stick notices between
 * two pieces, leaves the stick blank and fails with FAIL_INTERRUPTED.
 */
#ifndef INTERRUPT_H
#define INTERRUPT_H

#include "base/fail.h"

/* Catches SIGINT, SIGTERM and SIGHUP from now on, but those that are ignored. */
void interrupt_watch(void);

bool interrupt_requested(void);

/* Fails with FAIL_INTERRUPTED once the user interrupts. */
bool interrupt_check(struct failure *why) MUST_CHECK;

/* False; adds to an interruption that nothing was changed: that is the user's first question. */
bool interrupt_nothing_changed(struct failure *why);

#endif
