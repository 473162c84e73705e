#include "base/interrupt.h"

#include <signal.h>

/* The program's one mutable file-scope variable: a handler can reach nothing else. */
static volatile sig_atomic_t requested;

static void note(int signal_number)
{
	(void)signal_number;
	requested = 1;
}

/* What nohup and shells have made ignored stays so. */
static void watch(int signal_number)
{
	/* No SA_RESTART: a blocking read at a prompt must end too. */
	const struct sigaction action = { .sa_handler = note };
	struct sigaction before;

	if (sigaction(signal_number, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
		sigaction(signal_number, &action, NULL);
}

void interrupt_watch(void)
{
	watch(SIGINT);
	watch(SIGTERM);
	watch(SIGHUP);
}

bool interrupt_requested(void)
{
	return requested != 0;
}

bool interrupt_check(struct failure *why)
{
	if (requested)
		return fail(why, FAIL_INTERRUPTED, "interrupted");
	return true;
}

bool interrupt_nothing_changed(struct failure *why)
{
	const struct failure cause = *why;

	if (cause.kind == FAIL_INTERRUPTED)
		fail(why, cause.kind, "%s; nothing was changed", cause.text);
	return false;
}
