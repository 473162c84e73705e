/* mkrescue-usb - makes a stick that a dead router's boot loader reads, and proves it. */
#include "base/interrupt.h"
#include "cli/options.h"
#include "cli/report.h"
#include "cli/run.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>

static bool act(const struct options *options, struct report *report, struct failure *why)
{
	if (options->help)
		options_help(stdout);
	else if (options->version)
		puts("mkrescue-usb " MKRESCUE_VERSION);
	else if (!run(options, report, why))
		return false;
	return report_finish(report, why);
}

int main(int argc, char **argv)
{
	struct options options;
	struct report report;
	struct failure why = { 0 };
	bool good;

	/* A closed pipe is an error like any other: a stick must not be left half written. */
	signal(SIGPIPE, SIG_IGN);
	interrupt_watch();
	good = options_parse(&options, argc, argv, &why);
	report_begin(&report, &options);
	good = good && act(&options, &report, &why);
	if (!good)
		report_failure(&report, &why);
	options_done(&options);
	return good ? EXIT_SUCCESS : (int)why.kind;
}
