#include "app/rescue/dual_boot.h"

#include "app/event.h"
#include "app/rescue/person/countdown.h"
#include "app/rescue/rescue_plan.h"
#include "app/rescue/session.h"
#include "base/interrupt.h"

enum { HOST_BITS = 0xff, HOST = 10, LOOK_MS = 300 * 1000 };

/* Everything that must be given back. */
struct switching {
	struct rescue_plan plan;
	struct session session;
	struct ui *ui;
};

static void take_job(struct switching *switching, const struct order *order)
{
	const struct network *network = &order->recipe->network;
	struct net_job *job = &switching->plan.job;

	switching->plan.order = order;
	job->method = "look";
	job->captures = order->request.rescue.capture != NULL;
	if (!network->device_address_count)
		return;
	job->next_address = network->device_addresses[0].range.first;
	job->devices[job->device_count++] = job->next_address;
	job->addresses[job->address_count++] = (job->next_address & ~(uint32_t)HOST_BITS) | HOST;
	job->look_ms = order->request.rescue.no_wait ? 0 : LOOK_MS;
}

static bool confirm(const struct switching *switching, struct failure *why)
{
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.heading = "Take hold of the router's power plug, with the power off.",
		.text = "To start the count, type yes:",
		.phrase = "yes",
	};
	char answer[UI_ANSWER];

	if (switching->plan.order->request.consent.yes)
		return true;
	if (!switching->ui->can_ask)
		return fail_unless(why, FAIL_NOT_CONFIRMED, "--yes",
		                   "a person must be at the router's plug when the count starts, "
		                   "and there is no terminal to ask on; use --yes");
	return ui_ask(switching->ui, &question, answer, why);
}

static void report(const struct switching *switching, enum ui_event_kind kind,
                   const struct net_event *event)
{
	const struct event_rescue out = { .plan = &switching->plan, .net = event };

	ui_event(switching->ui, &(struct ui_event){ .kind = kind, .rescue = out });
}

static void hear(void *context, const struct net_event *event)
{
	report(context, EVENT_RESCUE, event);
}

static bool conclude(const struct switching *switching, const struct net_event *ending,
                     struct failure *why)
{
	if (ending->end == NET_END_GONE)
		return fail(why, FAIL_NETWORK, "the network interface '%s' has gone",
		            switching->plan.interface->name);
	report(switching, EVENT_TOGGLE_RESULT, ending);
	return ending->end == NET_END_ANSWERS ||
	       fail(why, FAIL_UNSEEN, "no system was seen at the router's address");
}

static bool count_down(const struct switching *switching, struct failure *why)
{
	const struct toggle *toggle = &switching->plan.order->recipe->network.toggle;
	const struct countdown countdown = countdown_of(toggle);

	if (!countdown.on_is_known)
		ui_subject(
		        switching->ui,
		        "No source says how long the power must be on for this model. Of others 2 "
		        "to 15 seconds are known; this counts %llu.",
		        (unsigned long long)countdown.on_seconds);
	return countdown_run(&countdown, &countdown_clock_here, switching->ui) ||
	       interrupt_check(why);
}

static bool look(struct switching *switching, struct failure *why)
{
	const struct session_ear ear = { .hear = hear, .context = switching };
	struct net_event ending = { .end = NET_END_SENT };

	if (!switching->plan.job.look_ms)
		return conclude(switching, &ending, why);
	session_permit(&switching->session);
	return session_follow(&switching->session, &ear, &ending, why) &&
	       conclude(switching, &ending, why);
}

/* Where nothing is looked for no interface is needed, and no right. */
static bool choose(struct switching *switching, struct failure *why)
{
	const struct request *request = &switching->plan.order->request;
	struct session *session = &switching->session;

	if (!switching->plan.job.look_ms)
		return true;
	if (!session_choose(session, request->rescue.interface, why) ||
	    !session_confirm_own(session, request, switching->ui, why))
		return false;
	switching->plan.interface = session->interface;
	switching->plan.job.gateway = session->interface->gateway;
	return true;
}

static bool begin(struct switching *switching, struct failure *why)
{
	const char *capture = switching->plan.order->request.rescue.capture;

	return !switching->plan.job.look_ms ||
	       (capture_begin(&switching->session.capture, capture, why) &&
	        session_begin(&switching->session, &switching->plan.job,
	                      &switching->plan.order->knowledge, why));
}

static void report_plan(const struct switching *switching)
{
	ui_event(switching->ui,
	         &(struct ui_event){ .kind = EVENT_TOGGLE_PLAN, .rescue_plan = &switching->plan });
}

static bool carry_out(struct switching *switching, struct failure *why)
{
	if (!choose(switching, why))
		return false;
	if (switching->plan.order->request.consent.dry_run) {
		report_plan(switching);
		return true;
	}
	if (!begin(switching, why))
		return false;
	report_plan(switching);
	if (!confirm(switching, why))
		return interrupt_nothing_changed(why);
	return count_down(switching, why) && look(switching, why);
}

bool rescue_dual_boot(const struct order *order, struct ui *ui, struct failure *why)
{
	struct switching switching = { .ui = ui };
	struct failure ignored;
	bool good;

	if (order->request.firmware.files.count)
		ui_warning(ui, "no firmware is sent to this router; --firmware is not used");
	take_job(&switching, order);
	good = carry_out(&switching, why);
	good = capture_end(&switching.session.capture, good ? why : &ignored) && good;
	session_done(&switching.session);
	return good;
}
