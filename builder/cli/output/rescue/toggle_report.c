#include "cli/output/rescue/toggle_report.h"

#include "app/rescue/person/countdown.h"
#include "app/rescue/rescue_plan.h"
#include "base/mem.h"
#include "cli/screen/message.h"
#include "net/net_event.h"

#include <stdio.h>
#include <unistd.h>

enum { DIGIT_ROWS = 5, DIGITS = 10, DIGITS_MAX = 3 };

static const char *const digits[DIGITS][DIGIT_ROWS] = {
	{ "#####", "#   #", "#   #", "#   #", "#####" },
	{ "  #  ", " ##  ", "  #  ", "  #  ", "#####" },
	{ "#####", "    #", "#####", "#    ", "#####" },
	{ "#####", "    #", "#####", "    #", "#####" },
	{ "#   #", "#   #", "#####", "    #", "    #" },
	{ "#####", "#    ", "#####", "    #", "#####" },
	{ "#####", "#    ", "#####", "#   #", "#####" },
	{ "#####", "    #", "   # ", "  #  ", "  #  " },
	{ "#####", "#   #", "#####", "#   #", "#####" },
	{ "#####", "#   #", "#####", "    #", "#####" },
};

static const char *name_of(enum toggle_phase phase)
{
	switch (phase) {
	case TOGGLE_READY: return "ready";
	case TOGGLE_ON: return "on";
	case TOGGLE_OFF: return "off";
	case TOGGLE_STAY_ON: return "stay-on";
	}
	return "unknown";
}

static void say_change(struct report *report, const struct event_toggle *event)
{
	const unsigned long long number = event->number;
	const unsigned long long count = event->count;
	const unsigned long long seconds = event->seconds;

	switch (event->phase) {
	case TOGGLE_READY:
		report_subject(report,
		               "Get ready: power off. Plug in when the count ends, and change with "
		               "each double beat; while the power is off there is no other.");
		break;
	case TOGGLE_ON:
		report_subject(report, "%llu of %llu: PLUG IN, for %llu seconds", number, count,
		               seconds);
		break;
	case TOGGLE_OFF:
		report_subject(report, "%llu of %llu: UNPLUG, for %llu seconds", number, count,
		               seconds);
		break;
	case TOGGLE_STAY_ON: report_subject(report, "PLUG IN, and leave the power on"); break;
	}
}

static void draw(uint64_t number)
{
	char text[DIGITS_MAX + 1];

	snprintf(text, sizeof(text), "%u", (unsigned)(number % 1000));
	for (size_t row = 0; row < DIGIT_ROWS; row++) {
		fputs("\n   ", stderr);
		for (const char *at = text; *at; at++)
			fprintf(stderr, " %s", digits[*at - '0'][row]);
	}
	fputs("\n\n", stderr);
}

/* Off there is silence, so that on and off differ for the ear. */
static bool beats(const struct event_toggle *event)
{
	return event->phase != TOGGLE_OFF || event->left == event->seconds;
}

static void show_second(const struct event_toggle *event)
{
	if (!event->is_second_beat && event->phase != TOGGLE_STAY_ON)
		draw(event->left);
	if (beats(event))
		fputc('\a', stderr);
	fflush(stderr);
}

void toggle_show(struct report *report, const struct event_toggle *event)
{
	const bool is_change = event->left == event->seconds && !event->is_second_beat;

	report_end_line(report);
	if (is_change)
		report_event(report, "toggle",
		             json_pack("{s:s, s:I, s:I, s:I}", "power", name_of(event->phase),
		                       "number", (json_int_t)event->number, "count",
		                       (json_int_t)event->count, "seconds",
		                       (json_int_t)event->seconds));
	if (report->json)
		return;
	if (is_change)
		say_change(report, event);
	if (isatty(STDERR_FILENO))
		show_second(event);
}

static json_t *interface_json(const struct rescue_plan *plan)
{
	return plan->interface ? json_string(plan->interface->name) : json_null();
}

static void show_plan_json(struct report *report, const struct rescue_plan *plan,
                           const struct countdown *countdown, const char *address)
{
	const struct recipe *recipe = plan->order->recipe;
	AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);

	report_event(report, "plan",
	             json_pack("{s:s, s:s, s:o, s:[], s:s, s:I, s:I, s:I, s:b}", "recipe", name,
	                       "method", method_name(recipe->method), "interface",
	                       interface_json(plan), "files", "next_address", address, "on_seconds",
	                       (json_int_t)countdown->on_seconds, "off_seconds",
	                       (json_int_t)countdown->off_seconds, "times",
	                       (json_int_t)countdown->times, "on_is_known",
	                       countdown->on_is_known));
}

void toggle_show_plan(struct report *report, const struct rescue_plan *plan)
{
	const struct recipe *recipe = plan->order->recipe;
	const struct countdown countdown = countdown_of(&recipe->network.toggle);
	char address[IPV4_TEXT];

	report_end_line(report);
	ipv4_text(address, plan->job.next_address);
	if (report_has_events(report))
		show_plan_json(report, plan, &countdown, address);
	if (report->json)
		return;
	report_note(report, "Plan: start the other system of '%s'", recipe->title);
	report_note(report, "  its power: %llu seconds on, %llu off, %llu times; then on",
	            (unsigned long long)countdown.on_seconds,
	            (unsigned long long)countdown.off_seconds, (unsigned long long)countdown.times);
	report_note(report, "  sends no firmware");
	if (plan->interface)
		report_note(report, "  looks over '%s' for a system at: %s", plan->interface->name,
		            address);
}

/* What is known, and nothing else. */
static char *sentence_of(const struct event_rescue *event)
{
	const struct net_job *job = &event->plan->job;
	char address[IPV4_TEXT];

	ipv4_text(address, job->next_address);
	if (event->net->end == NET_END_ANSWERS)
		return mem_printf("A system answers at http://%s; open the page to see which one.",
		                  address);
	if (!job->look_ms)
		return mem_printf("The count is over; after some minutes look at http://%s.",
		                  address);
	return mem_printf("No system was seen at %s. Repeat it, with the power on for a little "
	                  "longer or shorter.",
	                  address);
}

void toggle_show_result(struct report *report, const struct event_rescue *event)
{
	const struct recipe *recipe = event->plan->order->recipe;
	const bool answers = event->net->end == NET_END_ANSWERS;
	AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);
	AUTO_FREE char *message = sentence_of(event);
	char address[IPV4_TEXT];

	ipv4_text(address, event->net->address);
	report_end_line(report);
	report_event(report, "result",
	             json_pack("{s:s, s:s, s:s, s:s?, s:s}", "recipe", name, "method",
	                       method_name(recipe->method), "verdict",
	                       answers ? "answers" : "unseen", "address", answers ? address : NULL,
	                       "message", message));
	if (report->json)
		return;
	message_text(stdout, "", message);
	for (size_t i = 0; i < recipe->after_count; i++)
		message_text(stdout, "- ", recipe->after[i]);
}
