#include "cli/output/events.h"

#include "app/sources/supply.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "cli/output/address_list.h"
#include "cli/output/command_line.h"
#include "cli/output/fleet/fleet_report.h"
#include "cli/output/rescue/rescue_report.h"
#include "cli/output/rescue/step_report.h"
#include "cli/output/rescue/toggle_report.h"
#include "cli/output/summary_json.h"
#include "cli/output/summary_words.h"
#include "cli/screen/message.h"
#include "guide/guide.h"

#include <stdio.h>

enum { MINUTE = 60, DETAIL = 1024 };

static void show_plan(struct report *report, const struct summary *summary)
{
	report_end_line(report);
	if (report_has_events(report))
		summary_json_plan(report, summary);
	if (!report->json)
		summary_words_plan(report, summary);
	summary_warn(summary, &report->ui);
}

static void show_dry_run(struct report *report, const struct summary *summary)
{
	if (report_has_events(report))
		summary_json_dry_run(report, summary);
	if (!report->json)
		summary_words_dry_run();
}

static void show_result(struct report *report, const struct event_job *job)
{
	report_end_line(report);
	if (report_has_events(report))
		summary_json_result(report, job->summary, job->used, job->outcomes);
	if (!report->json)
		summary_words_result(report, job->summary, job->used, job->outcomes);
}

static void show_results(struct report *report, const struct event_job *job)
{
	report_end_line(report);
	if (report_has_events(report))
		summary_json_results(report, job->summary, job->used, job->outcomes,
		                     job->outcome_count);
	if (!report->json)
		summary_words_results(report, job->summary, job->used, job->outcomes,
		                      job->outcome_count);
	summary_failures(report, job->outcomes, job->outcome_count);
}

static void show_locked(struct report *report, const struct summary *summary)
{
	report_end_line(report);
	if (report_has_events(report))
		summary_json_locked(report, summary);
	if (!report->json)
		summary_words_locked(report, summary);
}

static void show_instead(const struct report *report, const struct recipe *recipe)
{
	const struct guide_card card = { .recipe = recipe };

	if (report->quiet)
		return;
	guide_card_text(&card, stderr);
	fputc('\n', stderr);
}

static void show_replug(struct report *report, const struct event_replug *replug)
{
	json_t *devices = json_array();

	for (size_t i = 0; i < replug->count; i++) {
		json_array_append_new(devices, json_string(replug->devices[i]));
		report_subject(report,
		               "Pull out '%s' and plug it in again within %d minutes; it will be "
		               "proven once more.",
		               replug->devices[i], replug->seconds / MINUTE);
	}
	report_event(report, "replug",
	             json_pack("{s:o, s:i}", "devices", devices, "seconds", replug->seconds));
}

/* The signature on the file itself says more than where it came from. */
static char *authenticator_of(const struct supplied *file)
{
	const struct provenance *provenance = &file->provenance;

	if (file->signer[0])
		return mem_printf("signature by %s", file->signer);
	return mem_strdup(provenance->authenticated_by ? provenance->authenticated_by
	                                               : trust_words(file->judged));
}

static void show_fetched(struct report *report, const struct event_fetched *fetched)
{
	const struct supplied *file = fetched->file;
	AUTO_FREE char *name = mem_printf("%s/%s", fetched->recipe->vendor, fetched->recipe->model);
	AUTO_FREE char *remarks = provenance_remarks(&file->provenance);
	AUTO_FREE char *authenticated_by = authenticator_of(file);
	char hex[DIGEST_HEX];
	char size[TEXT_SIZE];

	report_end_line(report);
	digest_to_hex(&file->object.sha256, hex);
	report_event(report, "result",
	             json_pack("{s:s, s:s, s:o, s:I, s:s, s:s, s:s, s:b, s:b}", "recipe", name,
	                       "name", file->name, "address", report_json(file->provenance.address),
	                       "size", (json_int_t)file->object.size, "sha256", hex, "trust",
	                       trust_name(file->judged), "vouched", authenticated_by, "fetched",
	                       file->was_fetched, "may_be_passed_on", fetched->may_be_passed_on));
	if (report->json)
		return;
	text_size(size, file->object.size);
	message_print(stdout, "", "%s: %s (%s)%s%s", name, file->name, size, remarks[0] ? ", " : "",
	              remarks);
	message_print(stdout, "", "  SHA-256: %s", hex);
	message_print(stdout, "", "  authenticated by: %s", authenticated_by);
	message_print(stdout, "", "  may be redistributed: %s",
	              fetched->may_be_passed_on ? "yes" : "unknown");
}

static void show_object(struct report *report, const struct event_object *object)
{
	AUTO_FREE char *addresses = NULL;
	char hex[DIGEST_HEX];

	digest_to_hex(object->sha256, hex);
	report_event(report, "result",
	             json_pack("{s:s, s:I, s:b, s:o}", "sha256", hex, "size",
	                       (json_int_t)object->size, "sound", object->is_sound, "addresses",
	                       address_list_json(object->notes, object->sha256)));
	if (object->is_sound)
		return;
	addresses = address_list_text(object->notes, object->sha256);
	report_warning(report, "removed the damaged object %s (%s)", hex, addresses);
}

static const char *state_name(enum check_state state)
{
	switch (state) {
	case CHECK_STATE_OK: return "ok";
	case CHECK_STATE_WARNING: return "warning";
	case CHECK_STATE_MISSING: return "missing";
	}
	return "unknown";
}

static void show_check_words(const char *state, const char *name, const char *detail,
                             const char *advice)
{
	AUTO_FREE char *before = mem_printf("%-8s ", state);

	message_print(stdout, before, "%s: %s%s%s", name, detail, advice[0] ? "; " : "", advice);
}

static void show_check(struct report *report, const struct event_check *check)
{
	const char *state = state_name(check->state);
	char detail[DETAIL];
	char advice[DETAIL];

	text_clean(detail, sizeof(detail), check->detail);
	text_clean(advice, sizeof(advice), check->advice ? check->advice : "");
	report_event(report, "result",
	             json_pack("{s:s, s:s, s:s, s:s?}", "check", check->name, "state", state,
	                       "detail", detail, "advice", advice[0] ? advice : NULL));
	if (!report->json)
		show_check_words(state, check->name, detail, advice);
}

/* In words alone: scripts have the events. */
static void show_record(struct report *report, const char *record)
{
	AUTO_FREE char *text = mem_strdup(record);
	char *rest = text;

	if (report->json)
		return;
	report_note(report, "To report how it went, copy these lines:");
	for (const char *line = strsep(&rest, "\n"); line && *line; line = strsep(&rest, "\n"))
		report_note(report, "  %s", line);
}

/* Where a word cannot be shown as it is there is no such line. */
static void show_again(struct report *report, const struct event_again *again)
{
	AUTO_FREE char *command = command_line_again(report->typed, again);

	if (!command || report->json || report->quiet)
		return;
	report_note(report, "To do the same next time without questions:");
	fprintf(stderr, "  %s\n", command); /* whole, to be copied */
}

void events_show(struct ui *ui, const struct ui_event *event)
{
	struct report *report = (struct report *)ui;

	switch (event->kind) {
	case EVENT_PLAN: show_plan(report, event->job.summary); break;
	case EVENT_DRY_RUN: show_dry_run(report, event->job.summary); break;
	case EVENT_RESULT: show_result(report, &event->job); break;
	case EVENT_RESULTS: show_results(report, &event->job); break;
	case EVENT_LOCKED: show_locked(report, event->job.summary); break;
	case EVENT_FLEET_ROUTER: fleet_show_router(report, &event->fleet); break;
	case EVENT_FLEET: fleet_show(report, &event->fleet); break;
	case EVENT_INSTEAD: show_instead(report, event->instead); break;
	case EVENT_REPLUG: show_replug(report, &event->replug); break;
	case EVENT_FETCHED: show_fetched(report, &event->fetched); break;
	case EVENT_OBJECT: show_object(report, &event->object); break;
	case EVENT_CHECK: show_check(report, &event->check); break;
	case EVENT_RESCUE_PLAN: rescue_show_plan(report, event->rescue_plan); break;
	case EVENT_RESCUE_RECORD: show_record(report, event->record); break;
	case EVENT_RESCUE_STEP: step_show(report, &event->step); break;
	case EVENT_RESCUE_WAIT: step_show_wait(report, &event->wait); break;
	case EVENT_RESCUE: rescue_show(report, &event->rescue); break;
	case EVENT_TOGGLE_PLAN: toggle_show_plan(report, event->rescue_plan); break;
	case EVENT_TOGGLE_RESULT: toggle_show_result(report, &event->rescue); break;
	case EVENT_TOGGLE: toggle_show(report, &event->toggle); break;
	case EVENT_AGAIN: show_again(report, &event->again); break;
	case EVENT_RESCUE_RESULT: rescue_show_result(report, &event->rescue); break;
	}
}
