/* mkrescue-usb - makes a stick that a dead router's boot loader reads, and proves it. */
#include "base/interrupt.h"
#include "base/json.h"
#include "cli/options/usage.h"
#include "cli/output/report.h"
#include "cli/run.h"
#include "cli/talk.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* What is opened first would take the place of a closed stream, and get its messages written in. */
static void occupy_streams(void)
{
	int fd = open("/dev/null", O_RDONLY);

	while (fd >= 0 && fd <= STDERR_FILENO)
		fd = open("/dev/null", O_RDONLY);
	if (fd >= 0)
		close(fd);
}

/* What the parent ignored or blocked, this program and those that it starts would inherit. */
static void set_signals(void)
{
	sigset_t none;

	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGCHLD, SIG_DFL);
	/* A closed pipe and a limit on files are errors: a stick must not be left half written. */
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN);
}

/* Which commands change nothing: who stops reading them has what he wants. */
static bool only_shows(const struct options *options)
{
	switch (options->verb) {
	case VERB_list:
	case VERB_show:
	case VERB_guide:
	case VERB_devices:
	case VERB_inspect:
	case VERB_doctor:
	case VERB_check_catalog:
	case VERB_help: return true;
	default: return options->help || options->version;
	}
}

/* As others end in "mkrescue-usb list | head". */
static void end_if_unread(const struct options *options)
{
	struct pollfd out = { STDOUT_FILENO, 0, 0 };

	if (!only_shows(options) || poll(&out, 1, 0) != 1 || !(out.revents & POLLERR))
		return;
	signal(SIGPIPE, SIG_DFL);
	raise(SIGPIPE);
}

static bool act(const struct options *options, struct report *report, struct failure *why)
{
	if (options->help && options->verb_is_typed)
		help_command(options->verb, stdout);
	else if (options->help)
		help_program(stdout);
	else if (options->version)
		puts("mkrescue-usb " MKRESCUE_VERSION);
	else if (!report_log_begin(report, options, why) || !run(options, report, why))
		return false;
	if (report_finish(report, why))
		return true;
	end_if_unread(options);
	return false;
}

/* The result has said all that is known; only the status is not success. */
static int end_unseen(struct report *report, struct options *options)
{
	struct failure why = { .kind = FAIL_UNSEEN };

	if (!report_finish(report, &why))
		report_failure(report, &why);
	options_done(options);
	return (int)why.kind;
}

int main(int argc, char **argv)
{
	struct options options;
	struct report report;
	struct failure why = { 0 };
	bool good;

	occupy_streams();
	json_use_memory();
	set_signals();
	interrupt_watch();
	good = options_parse(&options, argc, argv, &why);
	talk_begin(&report, &options);
	good = good && act(&options, &report, &why);
	if (!good && why.kind == FAIL_UNSEEN)
		return end_unseen(&report, &options);
	if (!good)
		report_failure(&report, &why);
	options_done(&options);
	return good ? EXIT_SUCCESS : (int)why.kind;
}
