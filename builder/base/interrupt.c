#include "base/interrupt.h"

#include <errno.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <unistd.h>

/* At file scope: a handler can reach nothing else. */
static struct {
	atomic_int heard; /* the first one, which is answered */
	atomic_int requested;
	atomic_int holding; /* threads that the kernel holds */
	pthread_once_t listens;
} state = { .listens = PTHREAD_ONCE_INIT };

static void note(int signal_number)
{
	static const char waiting[] =
	        "\nmkrescue-usb: waiting until the kernel has finished a write "
	        "to the disk; do not pull it out\n";
	const int before = errno;

	(void)signal_number;
	if (!atomic_exchange(&state.heard, 1) && state.holding)
		(void)!write(STDERR_FILENO, waiting, sizeof(waiting) - 1);
	state.requested = 1;
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

static sigset_t watched(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return set;
}

static void *listen_for_signals(void *nothing)
{
	const sigset_t set = watched();

	pthread_sigmask(SIG_UNBLOCK, &set, NULL);
	for (;;)
		pause();
	return nothing;
}

static void start_listening(void)
{
	pthread_t thread;
	sigset_t before;
	sigset_t all;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	if (pthread_create(&thread, NULL, listen_for_signals, NULL) == 0)
		pthread_detach(thread);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
}

/* A thread that waits for a disk handles no signal: another one is there for that. */
void interrupt_hold(sigset_t *before)
{
	const sigset_t set = watched();

	pthread_once(&state.listens, start_listening);
	state.holding++;
	pthread_sigmask(SIG_BLOCK, &set, before);
}

void interrupt_release(const sigset_t *before)
{
	state.holding--;
	pthread_sigmask(SIG_SETMASK, before, NULL);
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
		fail_like(why, &cause, "%s; nothing was changed", cause.text);
	return false;
}
