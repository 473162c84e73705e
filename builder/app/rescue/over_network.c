#include "app/rescue/over_network.h"

#include "app/event.h"
#include "app/knowledge/askers.h"
#include "app/rescue/rescue_plan.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/joined.h"
#include "net/link_keeper.h"
#include "net/talker.h"

#include <stdio.h>
#include <stdlib.h>

enum { LOOK_AGAIN_MS = 500, ASKERS_SHOWN = 6 };

/* Everything that must be given back. */
struct rescue {
	struct rescue_plan plan;
	struct wire_linux wire;
	struct link_keeper keeper;
	struct talker talker;
	struct net_event last_asked; /* for something else */
	enum net_state seen;         /* the last one that says how far the router is */
};

static void report_plan(const struct rescue_plan *plan, struct ui *ui)
{
	ui_event(ui, &(struct ui_event){ .kind = EVENT_RESCUE_PLAN, .rescue_plan = plan });
}

static void report_steps(const struct recipe *recipe, struct ui *ui)
{
	size_t count = 0;
	size_t number = 0;

	for (size_t i = 0; i < recipe->step_count; i++)
		count += !recipe->steps[i].by_computer;
	for (size_t i = 0; i < recipe->step_count; i++) {
		const struct event_step step = { &recipe->steps[i], number + 1, count };

		if (recipe->steps[i].by_computer)
			continue;
		number++;
		ui_event(ui, &(struct ui_event){ .kind = EVENT_RESCUE_STEP, .step = step });
	}
}

static void report(struct rescue *rescue, enum ui_event_kind kind, const struct net_event *event,
                   struct ui *ui)
{
	struct event_rescue out = { .plan = &rescue->plan, .net = event };
	char **models = NULL;

	if (event->kind == NET_STATE)
		rescue->seen = event->state;
	if (event->kind == NET_ASKED && !event->is_ours) {
		rescue->last_asked = *event;
		models = askers_find(&rescue->plan.order->knowledge, event->text, event->address,
		                     &out.model_count);
		out.models = (const char *const *)models;
	}
	ui_event(ui, &(struct ui_event){ .kind = kind, .rescue = out });
	for (size_t i = 0; i < out.model_count; i++)
		free(models[i]);
	free(models);
}

/* Until the process says that what it does has ended. */
static bool follow(struct rescue *rescue, struct net_event *ending, struct ui *ui,
                   struct failure *why)
{
	struct net_event event;

	for (;;) {
		enum talker_word word = talker_hear(&rescue->talker, LOOK_AGAIN_MS, &event);

		if (!interrupt_check(why))
			return false;
		if (word == TALKER_LOST)
			return fail(why, FAIL_NETWORK,
			            "the process that talks to the router has ended unexpectedly");
		if (word == TALKER_EVENT && event.kind == NET_ENDED)
			break;
		if (word == TALKER_EVENT)
			report(rescue, EVENT_RESCUE, &event, ui);
	}
	*ending = event;
	return true;
}

static bool fail_others(const struct rescue *rescue, const struct net_event *ending,
                        struct failure *why)
{
	char address[IPV4_TEXT];
	char mac[MAC_TEXT];

	ipv4_text(address, ending->address);
	mac_text(mac, &ending->mac);
	return fail(why, FAIL_REFUSED,
	            "the network on '%s' is in use: %s (%s) %s; connect the router alone, with its "
	            "power off, and try again",
	            rescue->plan.interface->name, address, mac, ending->text);
}

static bool watch(struct rescue *rescue, struct ui *ui, struct failure *why)
{
	struct net_event ending;

	if (!follow(rescue, &ending, ui, why))
		return false;
	switch (ending.end) {
	case NET_END_CLEAR: return true;
	case NET_END_OTHERS: return fail_others(rescue, &ending, why);
	default: break;
	}
	return fail(why, FAIL_NETWORK, "the network interface '%s' has gone",
	            rescue->plan.interface->name);
}

static bool type_name(const struct rescue_plan *plan, struct ui *ui, struct failure *why)
{
	AUTO_FREE char *text = mem_printf(
	        "This computer's own network was on '%s'. If the dead router is now at the other "
	        "end of that cable, type %s:",
	        plan->interface->name, plan->interface->name);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.text = text,
		.phrase = plan->interface->name,
	};
	char answer[UI_ANSWER];

	return ui_ask(ui, &question, answer, why);
}

static bool confirm(const struct rescue_plan *plan, struct ui *ui, struct failure *why)
{
	AUTO_FREE char *text = mem_printf(
	        "The router at the other end of the cable in '%s' will get this firmware. To go "
	        "on, type yes:",
	        plan->interface->name);
	const struct ui_question question = { .kind = UI_TYPE_IT, .text = text, .phrase = "yes" };
	char answer[UI_ANSWER];

	if (plan->order->request.consent.yes)
		return true;
	return plan->needs_typed_name ? type_name(plan, ui, why)
	                              : ui_ask(ui, &question, answer, why);
}

/* Before anything is sent, even to find out who else is there. */
static bool check_consent(const struct rescue_plan *plan, const struct ui *ui, struct failure *why)
{
	const struct request *request = &plan->order->request;

	if (!request->consent.yes && !ui->can_ask)
		return fail_unless(why, FAIL_REFUSED, "--yes",
		                   "the router would get this firmware, and there is no terminal "
		                   "to confirm on; use --yes");
	if (request->consent.yes && plan->needs_typed_name && !request->rescue.interface)
		return fail(why, FAIL_REFUSED,
		            "this computer's own network was on '%s'; if the router is there now, "
		            "say so with --interface %s",
		            plan->interface->name, plan->interface->name);
	return true;
}

static bool start(struct rescue *rescue, struct failure *why)
{
	const struct interface *interface = rescue->plan.interface;

	return wire_linux_open(&rescue->wire, interface, why) &&
	       link_keeper_begin(&rescue->keeper, interface, why) &&
	       talker_start(&rescue->talker, &rescue->plan.job, &rescue->wire, &interface->mac,
	                    why);
}

/* "tplink/archer-c7-v5, tplink/..." */
static char *list_askers(const struct rescue *rescue, const struct net_event *asked)
{
	struct joined list = { 0 };
	size_t count;
	char **models =
	        askers_find(&rescue->plan.order->knowledge, asked->text, asked->address, &count);

	for (size_t i = 0; i < count; i++) {
		if (i < ASKERS_SHOWN)
			joined_add(&list, ", ", "%s", models[i]);
		free(models[i]);
	}
	free(models);
	if (count > ASKERS_SHOWN)
		joined_add(&list, " ", "and %zu more", count - ASKERS_SHOWN);
	return joined_take(&list);
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

	switch (rescue->seen) {
	case NET_NO_CARRIER: return "there was no link: check the cable and the router's power";
	case NET_QUIET:
		return "the cable is connected, but nothing was heard: hold the button longer, or "
		       "use another socket of the router";
	case NET_ARP_ONLY:
	case NET_LEASED:
		return is_pushed ? "it answers at its address, but not as a boot loader does: "
		                   "repeat the steps with its button and power"
		                 : "the router looks for this computer and is answered, but asks "
		                   "for no file";
	default: break;
	}
	return is_pushed ? "something was heard, but nothing took a file"
	                 : "something was heard, but no request";
}

static bool conclude(struct rescue *rescue, const struct net_event *ending, struct ui *ui,
                     struct failure *why)
{
	switch (ending->end) {
	case NET_END_ANSWERS: report(rescue, EVENT_RESCUE_RESULT, ending, ui); return true;
	case NET_END_SENT:
	case NET_END_UNACKED:
		report(rescue, EVENT_RESCUE_RESULT, ending, ui);
		return fail(why, FAIL_UNSEEN, "the new system was not seen");
	case NET_END_STOPPED:
		return fail(why, FAIL_UNHEARD,
		            "the router stopped at block %u of '%s' (%llu of %llu bytes); start it "
		            "again",
		            ending->block, ending->text, (unsigned long long)ending->done,
		            (unsigned long long)ending->total);
	case NET_END_OTHER: return fail_other(rescue, why);
	case NET_END_REFUSED:
		return fail(why, FAIL_DECLINED, "the router refused the firmware: '%s'",
		            ending->text);
	case NET_END_SILENT:
		return fail(why, FAIL_UNHEARD, "the router did not %s its firmware: %s",
		            rescue->plan.job.push.is_wanted ? "take" : "ask for",
		            nothing_heard(rescue));
	case NET_END_OTHERS: return fail_others(rescue, ending, why);
	case NET_END_CLEAR:
	case NET_END_HEARD:
	case NET_END_GONE:
	case NET_END_COUNT: break;
	}
	return fail(why, FAIL_NETWORK, "the network interface '%s' has gone",
	            rescue->plan.interface->name);
}

static bool carry_out(struct rescue *rescue, struct ui *ui, struct failure *why)
{
	struct net_event ending;

	if (!start(rescue, why) || !watch(rescue, ui, why))
		return false;
	report_plan(&rescue->plan, ui);
	if (!confirm(&rescue->plan, ui, why))
		return false;
	report_steps(rescue->plan.order->recipe, ui);
	talker_permit(&rescue->talker);
	return follow(rescue, &ending, ui, why) && conclude(rescue, &ending, ui, why);
}

static bool make_plan(struct rescue_plan *plan, struct order *order, struct ui *ui,
                      struct failure *why)
{
	if (!order->inputs.knowledge && !order_open_files(order, ui, why))
		return false;
	return order_prepare_files(order, false, &ui->progress, why) &&
	       order_check_files(order, ui, why) && rescue_plan_make(plan, order, why) &&
	       rescue_plan_choose_interface(plan, why) && check_consent(plan, ui, why);
}

bool rescue_over_network(struct order *order, struct ui *ui, struct failure *why)
{
	struct rescue rescue = { .wire = { .frames = -1, .link = -1 } };
	bool good = make_plan(&rescue.plan, order, ui, why);

	if (good && order->request.consent.dry_run)
		report_plan(&rescue.plan, ui);
	else if (good)
		good = carry_out(&rescue, ui, why);
	talker_done(&rescue.talker);
	wire_linux_close(&rescue.wire);
	link_keeper_end(&rescue.keeper);
	rescue_plan_done(&rescue.plan);
	return good;
}
