#include "app/rescue/over_network.h"

#include "app/event.h"
#include "app/knowledge/askers.h"
#include "app/rescue/page_field.h"
#include "app/rescue/person/walk.h"
#include "app/rescue/record.h"
#include "app/rescue/rescue_plan.h"
#include "app/rescue/session.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"

/* Everything that must be given back. */
struct rescue {
	struct rescue_plan plan;
	struct session session;
	struct ui *ui;
	struct net_event last_asked; /* for something else */
	enum net_state seen;         /* the last one that says how far the router is */
	struct record record;
	struct walk walk;
	char field[UI_ANSWER]; /* of its rescue page, as the user chose it */
};

static void report_plan(const struct rescue_plan *plan, struct ui *ui)
{
	ui_event(ui, &(struct ui_event){ .kind = EVENT_RESCUE_PLAN, .rescue_plan = plan });
}

static void report(struct rescue *rescue, enum ui_event_kind kind, const struct net_event *event)
{
	struct event_rescue out = { .plan = &rescue->plan, .net = event };
	struct askers askers = { .models = NULL };

	if (event->kind == NET_STATE)
		rescue->seen = event->state;
	record_hear(&rescue->record, event, wait_now());
	if (event->kind == NET_ASKED && !event->is_ours) {
		rescue->last_asked = *event;
		askers_of(&askers, &rescue->plan.order->knowledge, event);
		out.models = (const char *const *)askers.models;
		out.model_count = askers.count;
	}
	ui_event(rescue->ui, &(struct ui_event){ .kind = kind, .rescue = out });
	askers_done(&askers);
}

static void hear(void *context, const struct net_event *event)
{
	struct rescue *rescue = context;

	report(rescue, EVENT_RESCUE, event);
	walk_hear(&rescue->walk, event, wait_now());
}

static void look(void *context)
{
	walk_look(&((struct rescue *)context)->walk, wait_now());
}

/* Once: by the interface's name where this computer's own network was there. */
static bool confirm(const struct rescue *rescue, struct failure *why)
{
	const struct request *request = &rescue->plan.order->request;
	const struct interface *interface = rescue->session.interface;
	AUTO_FREE char *heading = mem_printf(
	        "The router at the other end of the cable in '%s' will get this firmware.",
	        interface->name);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.heading = heading,
		.text = "To go on, type yes:",
		.phrase = "yes",
	};
	char answer[UI_ANSWER];

	if (request->consent.yes)
		return true;
	if (interface->has_default_route)
		return session_confirm_own(&rescue->session, request, rescue->ui, why);
	return ui_ask(rescue->ui, &question, answer, why);
}

/* Before anything is sent, even to find out who else is there. */
static bool check_consent(const struct rescue *rescue, struct failure *why)
{
	const struct request *request = &rescue->plan.order->request;

	if (!request->consent.yes && !rescue->ui->can_ask && !request->consent.dry_run)
		return fail_unless(why, FAIL_NOT_CONFIRMED, "--yes",
		                   "the router would get this firmware, and there is no terminal "
		                   "to confirm on; use --yes");
	return !request->consent.yes ||
	       session_confirm_own(&rescue->session, request, rescue->ui, why);
}

/* "tplink/archer-c7-v5, tplink/..." */
static char *list_askers(const struct rescue *rescue, const struct net_event *asked)
{
	struct askers askers;
	char *list;

	askers_of(&askers, &rescue->plan.order->knowledge, asked);
	list = askers_list((const char *const *)askers.models, askers.count);
	askers_done(&askers);
	return list;
}

/* What was asked for, and by which models. */
static bool fail_other(const struct rescue *rescue, struct failure *why)
{
	const struct net_event *asked = &rescue->last_asked;
	AUTO_FREE char *models = list_askers(rescue, asked);
	AUTO_FREE char *file =
	        asked->text[0] ? mem_printf("the file '%s' at ", asked->text) : mem_strdup("");
	char address[IPV4_TEXT];

	ipv4_text(address, asked->address);
	return fail(why, FAIL_OTHER,
	            "the router asks for %s%s, which '%s' does not ask for%s%s; check the model on "
	            "its label",
	            file, address, rescue->plan.order->recipe->title,
	            models[0] ? "; these models do: " : "", models);
}

static const char *nothing_heard(const struct rescue *rescue)
{
	const bool is_pushed = rescue->plan.job.push.is_wanted;
	const bool is_called = rescue->plan.order->recipe->method == METHOD_NMRP;

	switch (rescue->seen) {
	case NET_NO_CARRIER: return "there was no link: check the cable and the router's power";
	case NET_QUIET:
		if (is_called)
			return "the cable is connected, but the router answered no call: start "
			       "this program before the router, use its LAN socket 1, and hold "
			       "Reset while you plug the power in";
		return "the cable is connected, but nothing was heard: hold the button longer, or "
		       "use another socket of the router";
	case NET_ARP_ONLY:
	case NET_LEASED:
		if (is_called)
			return "it was given its address, but did not go on: unplug its power, and "
			       "start again";
		return is_pushed ? "it answers at its address, but not as a boot loader does: "
		                   "repeat the steps with its button and power"
		                 : "the router looks for this computer and is answered, but asks "
		                   "for no file";
	default: break;
	}
	return is_pushed ? "something was heard, but nothing took a file"
	                 : "something was heard, but no request";
}

/* The bytes say it where no blocks are counted. */
static bool fail_stopped(const struct rescue *rescue, const struct net_event *ending,
                         struct failure *why)
{
	const struct net_job *job = &rescue->plan.job;
	const unsigned long long done = ending->done;
	const unsigned long long total = ending->total;

	if (!net_job_counts_blocks(job))
		return fail(why, FAIL_UNHEARD,
		            "the %s stopped after %llu of %llu bytes; switch the router off and "
		            "start it again",
		            job->page.is_wanted ? "rescue page" : "boot loader", done, total);
	return fail(why, FAIL_UNHEARD,
	            "the router stopped at block %u of '%s' (%llu of %llu bytes); start it again",
	            ending->block, ending->text, done, total);
}

/* .detail is what was refused, where that is not the firmware as a whole. */
static bool fail_refused(const struct net_event *ending, struct failure *why)
{
	if (!ending->detail[0])
		return fail(why, FAIL_DECLINED, "the router refused the firmware: '%s'",
		            ending->text);
	return fail(why, FAIL_DECLINED, "the router refused %s: '%s'; %s", ending->detail,
	            ending->text,
	            ending->done ? "the firmware is not written whole"
	                         : "nothing was sent: check the model, switch the router off and "
	                           "try again");
}

static bool conclude(struct rescue *rescue, const struct net_event *ending, struct failure *why)
{
	switch (ending->end) {
	case NET_END_ANSWERS: report(rescue, EVENT_RESCUE_RESULT, ending); return true;
	case NET_END_SENT:
	case NET_END_UNACKED:
		report(rescue, EVENT_RESCUE_RESULT, ending);
		return fail(why, FAIL_UNSEEN, "the new system was not seen");
	case NET_END_CHOICE:
	case NET_END_UNSAFE:
	case NET_END_NO_PAGE: return page_field_fail(ending, why);
	case NET_END_STOPPED: return fail_stopped(rescue, ending, why);
	case NET_END_OTHER: return fail_other(rescue, why);
	case NET_END_REFUSED: return fail_refused(ending, why);
	case NET_END_SILENT:
		return fail(why, FAIL_UNHEARD, "the router did not %s its firmware: %s",
		            rescue->plan.job.push.is_wanted ? "take" : "ask for",
		            nothing_heard(rescue));
	case NET_END_OTHERS: return session_fail_others(&rescue->session, ending, why);
	case NET_END_CLEAR:
	case NET_END_HEARD:
	case NET_END_GONE:
	case NET_END_COUNT: break;
	}
	return fail(why, FAIL_NETWORK, "the network interface '%s' has gone",
	            rescue->plan.interface->name);
}

static void report_record(struct rescue *rescue, enum net_end end)
{
	AUTO_FREE char *record = record_take(&rescue->record, &rescue->plan, end, wait_now());

	ui_event(rescue->ui, &(struct ui_event){ .kind = EVENT_RESCUE_RECORD, .record = record });
}

/* Of several fields of its page a person chooses one; then it is done again with that. */
static bool follow(struct rescue *rescue, struct net_event *ending, struct failure *why)
{
	const struct session_ear ear = { hear, look, rescue };
	struct net_job *job = &rescue->plan.job;

	while (session_follow(&rescue->session, &ear, ending, why)) {
		if (ending->end != NET_END_CHOICE || !rescue->ui->can_ask)
			return true;
		if (!page_field_ask(ending, rescue->field, rescue->ui, why))
			return false;
		job->page.chosen_field = rescue->field;
		if (!session_again(&rescue->session, job, why))
			return false;
	}
	return false;
}

static bool carry_out(struct rescue *rescue, struct failure *why)
{
	const struct rescue_plan *plan = &rescue->plan;
	const struct request *request = &plan->order->request;
	struct net_event ending;
	bool good;

	if (!capture_begin(&rescue->session.capture, request->rescue.capture, why) ||
	    !session_begin(&rescue->session, &plan->job, &plan->order->knowledge, why))
		return false;
	report_plan(plan, rescue->ui);
	if (!confirm(rescue, why))
		return interrupt_nothing_changed(why);
	walk_begin(&rescue->walk, plan->order->recipe, rescue->ui,
	           rescue->ui->can_ask && !request->consent.yes);
	record_begin(&rescue->record, wait_now());
	session_permit(&rescue->session);
	if (!follow(rescue, &ending, why))
		return false;
	good = conclude(rescue, &ending, why);
	report_record(rescue, ending.end);
	return good;
}

static bool make_plan(struct rescue *rescue, struct order *order, struct failure *why)
{
	struct rescue_plan *plan = &rescue->plan;

	if (!order_open_files(order, rescue->ui, why) ||
	    !order_prepare_files(order, false, &rescue->ui->progress, why) ||
	    !order_check_files(order, rescue->ui, why) || !rescue_plan_make(plan, order, why) ||
	    !session_choose(&rescue->session, order->request.rescue.interface, why))
		return false;
	plan->interface = rescue->session.interface;
	plan->job.gateway = plan->interface->gateway;
	return check_consent(rescue, why);
}

bool rescue_over_network(struct order *order, struct ui *ui, struct failure *why)
{
	struct rescue rescue = { .session.progress = &ui->progress, .ui = ui };
	struct failure ignored;
	bool good = make_plan(&rescue, order, why);

	if (good && order->request.consent.dry_run)
		report_plan(&rescue.plan, ui);
	else if (good)
		good = carry_out(&rescue, why);
	if (rescue.field[0])
		order->request.rescue.page_field = order_keep(order, mem_strdup(rescue.field));
	good = capture_end(&rescue.session.capture, good ? why : &ignored) && good;
	record_done(&rescue.record);
	session_done(&rescue.session);
	rescue_plan_done(&rescue.plan);
	return good;
}
