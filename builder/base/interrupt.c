#include "base/interrupt.h"

#include <signal.h>

/* The program's one mutable file-scope variable: a handler can reach nothing else. */
static volatile sig_atomic_t requested;

static void note(int signal_number)
{
	(void)signal_number;
	requested = 1;
}

void interrupt_watch(void)
{
	/* No SA_RESTART: a blocking read at a prompt must end too. */
	struct sigaction action = { .sa_handler = note };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
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
