#include "app/rescue/session.h"

#include "app/knowledge/askers.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/wait.h"

#include <stdlib.h>

enum { LOOK_AGAIN_MS = 500, WATCH_MS = 5000 /* at most */ };

bool session_choose(struct session *out, const char *name, struct failure *why)
{
	out->wire.frames = -1;
	out->wire.link = -1;
	return interface_survey(&out->interfaces, &out->interface_count, why) &&
	       interface_choose(out->interfaces, out->interface_count, name, &out->interface, why);
}

static bool type_name(const struct interface *interface, struct ui *ui, struct failure *why)
{
	AUTO_FREE char *heading =
	        mem_printf("This computer's own network was on '%s'.", interface->name);
	AUTO_FREE char *text =
	        mem_printf("If the dead router is now at the other end of that cable, type %s:",
	                   interface->name);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.heading = heading,
		.text = text,
		.phrase = interface->name,
	};
	char answer[UI_ANSWER];

	return ui_ask(ui, &question, answer, why);
}

bool session_confirm_own(const struct session *session, const struct request *request,
                         struct ui *ui, struct failure *why)
{
	const char *name = session->interface->name;

	if (!session->interface->has_default_route)
		return true;
	if (!request->consent.yes && ui->can_ask)
		return type_name(session->interface, ui, why);
	return request->rescue.interface ||
	       fail(why, FAIL_NETWORK_IN_USE,
	            "this computer's own network was on '%s'; if the router is there now, say so "
	            "with --interface %s",
	            name, name);
}

bool session_fail_others(const struct session *session, const struct net_event *ending,
                         struct failure *why)
{
	char address[IPV4_TEXT];
	char mac[MAC_TEXT];

	ipv4_text(address, ending->address);
	mac_text(mac, &ending->mac);
	return fail(why, FAIL_NETWORK_IN_USE,
	            "the network on '%s' is in use: %s (%s) %s; connect the router alone, with its "
	            "power off, and try again",
	            session->interface->name, address, mac, ending->text);
}

static void tell_watch(void *context)
{
	const struct session *session = context;

	wait_tell(session->progress, "looking for other computers on the cable",
	          session->watched_since, WATCH_MS);
}

static bool watch_once(struct session *session, const struct net_job *job, struct net_event *ending,
                       struct failure *why)
{
	const struct session_ear ear = { .look = tell_watch, .context = session };
	struct net_job complete = *job;

	session->watched_since = wait_now();
	if (session->targets) {
		complete.targets = session->targets;
		complete.target_count = session->target_count;
	}
	return talker_start(&session->talker, &complete, &session->wire, &session->interface->mac,
	                    why) &&
	       session_follow(session, &ear, ending, why);
}

static void end_talker(struct session *session)
{
	talker_done(&session->talker);
	session->talker = (struct talker){ .process = { .pid = 0 } };
}

/* Whether it looks for what some model's boot loader looks for. */
static bool is_router(const struct session *session, const struct net_event *ending)
{
	for (size_t i = 0; i < session->target_count; i++) {
		if (session->targets[i] == ending->sought)
			return true;
	}
	return false;
}

/* Every vendor's file must be read for that, which few rescues need. */
static bool learn_router(struct session *session, const struct net_job *job,
                         const struct net_event *ending)
{
	if (ending->end != NET_END_OTHERS || !ending->sought || job->targets || session->targets ||
	    !session->knowledge)
		return false;
	session->targets = askers_addresses(session->knowledge, &session->target_count);
	return is_router(session, ending);
}

static bool watch(struct session *session, const struct net_job *job, struct failure *why)
{
	struct net_event ending;

	if (!watch_once(session, job, &ending, why))
		return false;
	if (learn_router(session, job, &ending)) {
		end_talker(session);
		if (!watch_once(session, job, &ending, why))
			return false;
	}
	if (ending.end == NET_END_OTHERS)
		return session_fail_others(session, &ending, why);
	return ending.end == NET_END_CLEAR ||
	       fail(why, FAIL_NETWORK, "the network interface '%s' has gone",
	            session->interface->name);
}

bool session_begin(struct session *session, const struct net_job *job,
                   const struct knowledge *knowledge, struct failure *why)
{
	session->knowledge = knowledge;
	return wire_linux_open(&session->wire, session->interface, why) &&
	       link_keeper_begin(&session->keeper, session->interface, why) &&
	       watch(session, job, why);
}

bool session_again(struct session *session, const struct net_job *job, struct failure *why)
{
	end_talker(session);
	if (!watch(session, job, why))
		return false;
	session_permit(session);
	return true;
}

void session_permit(const struct session *session)
{
	talker_permit(&session->talker);
}

/* Frames go into the file alone. */
static void pass_on(struct session *session, const struct session_ear *ear,
                    const struct net_event *event)
{
	if (event->kind == NET_FRAME)
		capture_add(&session->capture, event);
	else if (ear->hear)
		ear->hear(ear->context, event);
}

bool session_follow(struct session *session, const struct session_ear *ear,
                    struct net_event *ending, struct failure *why)
{
	for (;;) {
		enum talker_word word = talker_hear(&session->talker, LOOK_AGAIN_MS, ending);

		if (!interrupt_check(why))
			return false;
		if (word == TALKER_LOST)
			return fail(why, FAIL_NETWORK,
			            "the process that talks to the router has ended unexpectedly");
		if (word == TALKER_EVENT && ending->kind == NET_ENDED)
			return true;
		if (word == TALKER_EVENT)
			pass_on(session, ear, ending);
		if (ear->look)
			ear->look(ear->context);
	}
}

void session_done(struct session *session)
{
	if (!session->interfaces)
		return;
	talker_done(&session->talker);
	wire_linux_close(&session->wire);
	link_keeper_end(&session->keeper);
	free(session->targets);
	free(session->interfaces);
	*session = (struct session){ .interfaces = NULL };
}
