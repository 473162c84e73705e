#include "base/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* The program's one mutable file-scope variable: a handler can reach nothing else. */
static struct {
	atomic_int requested;
	atomic_int holding; /* threads that the kernel holds */
} state;

static void note(int signal_number)
{
	static const char waiting[] =
	        "\nmkrescue-usb: waiting until the kernel has finished a write "
	        "to the disk; do not pull it out\n";
	const int before = errno;

	(void)signal_number;
	if (!atomic_exchange(&state.requested, 1) && state.holding)
		(void)!write(STDERR_FILENO, waiting, sizeof(waiting) - 1);
	errno = before;
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

void interrupt_hold(void)
{
	state.holding++;
}

void interrupt_release(void)
{
	state.holding--;
}

bool interrupt_requested(void)
{
	return state.requested != 0;
}

bool interrupt_check(struct failure *why)
{
	if (state.requested)
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
