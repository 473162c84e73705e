#include "cli/output/rescue/step_report.h"

#include "catalog/step.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { LINE = REPORT_STATUS };

void step_show(struct report *report, const struct event_step *step)
{
	const struct step *what = step->step;

	report_event(report, "step",
	             json_pack("{s:i, s:i, s:s, s:s?, s:o}", "number", (int)step->number, "count",
	                       (int)step->count, "do", what->action, "until", what->until,
	                       "seconds",
	                       what->span.about ? json_integer((json_int_t)what->span.about)
	                                        : json_null()));
	if (!report->json)
		report_note(report, "%zu. %s", step->number, what->action);
	if (!report->json && what->note)
		report_note(report, "   %s", what->note);
	if (!report->json && what->until)
		report_note(report, "   Until: %s", what->until);
	if (!report->json && what->if_not)
		report_note(report, "   If not: %s", what->if_not);
}

static void write_held(char line[LINE], const struct event_wait *wait)
{
	if (!wait->has_link)
		snprintf(line, LINE, "no link: the router is off, or the cable is not in");
	else if (!wait->is_counted)
		snprintf(line, LINE, "router on: keep holding, as the steps say");
	else if (wait->left)
		snprintf(line, LINE, "router on: keep holding, about %" PRIu64 " s", wait->left);
	else
		snprintf(line, LINE, "router on: now let go, as the steps say");
}

static void write_line(char line[LINE], const struct event_wait *wait)
{
	const char *link = wait->has_link ? "link" : "no link";

	line[0] = '\0';
	if (wait->is_writing && wait->left)
		snprintf(line, LINE, "writing: do not switch it off, %" PRIu64 " s", wait->left);
	else if (wait->is_writing)
		snprintf(line, LINE, "writing: do not switch it off");
	else if (wait->is_held)
		write_held(line, wait);
	else if (wait->enter_goes_on)
		snprintf(line, LINE, "%s; press Enter when this is done", link);
}

static bool differs_in_words(const char *a, const char *b)
{
	static const char digits[] = "0123456789";

	for (;; a++, b++) {
		a += strspn(a, digits);
		b += strspn(b, digits);
		if (*a != *b)
			return true;
		if (!*a)
			return false;
	}
}

/* A terminal that cannot take a line back gets another one when more than a number has changed. */
static void say_status(struct report *report, const char *text)
{
	if (report->json || report->quiet || !isatty(STDERR_FILENO) ||
	    !differs_in_words(report->status, text))
		return;
	snprintf(report->status, sizeof(report->status), "%s", text);
	fprintf(stderr, "%s\n", text);
}

void step_show_wait(struct report *report, const struct event_wait *wait)
{
	char line[LINE];

	write_line(line, wait);
	if (line[0] && report->live)
		report_status(report, line);
	else if (line[0])
		say_status(report, line);
}
