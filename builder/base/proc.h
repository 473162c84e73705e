/*
 * proc - runs another program and says exactly how it ended. It ends within minutes.
 *
 * Never through a shell: arguments reach the program as they are. The child
 * gets PATH and the variables listed here and nothing else of ours, so that a
 * user's ~/.mtoolsrc or locale cannot change what lands on the stick. It runs
 * in a process group of its own: Ctrl-C reaches us, and we end the child
 * and whatever it started, within two seconds.
 */
#ifndef PROC_H
#define PROC_H

#include "base/fail.h"

#include <stdint.h>

enum { PROC_LINE = 128 };

struct proc {
	const char *const *argv; /* ends with NULL; argv[0] is looked up in PATH, then in sbin */
	const char *const *env;  /* "NAME=value", ends with NULL; PATH is added */
	const int *keep; /* descriptors the child sees under the same numbers; ends with -1 */
	bool silent;     /* any text on stderr is a failure (mtools returns 0 after EIO) */
	/*
	 * PROC_LINE bytes for the first line on stdout, cleaned for a terminal, however the
	 * program ends; or NULL. Left alone when it cannot be run.
	 */
	char *first_line;
	uint64_t limit_ms; /* how long it may run; 0: the usual ten minutes */
};

/*
 * Fails with FAIL_TOOL unless the program ended by itself, in time, with status 0, and
 * with FAIL_INTERRUPTED when the user interrupted it. The program's last words,
 * cleaned for a terminal, are part of the message.
 */
bool proc_run(const struct proc *proc, struct failure *why) MUST_CHECK;

/* The file that proc_run() would run; NULL when there is none. Owned. */
char *proc_find(const char *program);

#endif
