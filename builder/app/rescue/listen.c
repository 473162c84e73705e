#include "app/rescue/listen.h"

#include "app/event.h"
#include "app/knowledge/askers.h"
#include "app/rescue/patience.h"
#include "app/rescue/session.h"

#include <stdlib.h>

/* What the process that hears the router has to say. */
struct hearing {
	const struct knowledge *knowledge;
	const struct session *session;
	struct ui *ui;
	enum net_state seen;
};

static void hear(void *context, const struct net_event *event)
{
	struct hearing *hearing = context;
	struct event_rescue out = {
		.interface = hearing->session->interface->name,
		.net = event,
	};
	struct askers askers = { 0 };

	if (event->kind == NET_STATE)
		hearing->seen = event->state;
	if (event->kind == NET_ASKED) {
		askers_of(&askers, hearing->knowledge, event);
		out.models = (const char *const *)askers.models;
		out.model_count = askers.count;
	}
	ui_event(hearing->ui, &(struct ui_event){ .kind = EVENT_RESCUE, .rescue = out });
	askers_done(&askers);
}

static bool fail_silent(const struct hearing *hearing, struct failure *why)
{
	return fail(why, FAIL_UNHEARD, "nothing was heard on '%s': %s",
	            hearing->session->interface->name,
	            hearing->seen == NET_NO_CARRIER
	                    ? "there was no link; check the cable, and switch the router on"
	                    : "there is a link; switch the router off and on, and hold its button");
}

static bool follow(struct hearing *hearing, struct session *session, struct failure *why)
{
	const struct session_ear ear = { .hear = hear, .context = hearing };
	struct net_event ending;

	session_permit(session);
	if (!session_follow(session, &ear, &ending, why))
		return false;
	if (ending.end == NET_END_SILENT)
		return fail_silent(hearing, why);
	if (ending.end != NET_END_HEARD)
		return fail(why, FAIL_NETWORK, "the network interface '%s' has gone",
		            session->interface->name);
	ui_event(hearing->ui, &(struct ui_event){ .kind = EVENT_RESCUE_RESULT,
	                                          .rescue = { .interface = session->interface->name,
	                                                      .net = &ending } });
	return true;
}

static bool run(const struct request *request, const struct knowledge *knowledge,
                struct session *session, struct ui *ui, struct failure *why)
{
	struct net_job job = { .method = "listen" };
	struct hearing hearing = { .knowledge = knowledge, .session = session, .ui = ui };
	uint32_t *targets = askers_addresses(knowledge, &job.target_count);
	bool good;

	job.targets = targets;
	job.captures = request->rescue.capture != NULL;
	good = patience_read(request->rescue.seconds, "--seconds", &job.patience_ms, why) &&
	       session_choose(session, request->rescue.interface, why) &&
	       session_confirm_own(session, request, ui, why);
	good = good && capture_begin(&session->capture, request->rescue.capture, why);
	if (good) {
		job.gateway = session->interface->gateway;
		good = session_begin(session, &job, NULL, why) && follow(&hearing, session, why);
	}
	free(targets);
	return good;
}

bool listen_for_router(const struct request *request, struct ui *ui, struct failure *why)
{
	struct knowledge knowledge = { 0 };
	struct session session = { .progress = &ui->progress };
	struct failure ignored;
	bool good = knowledge_load_recipes(&knowledge, request, why);

	if (good)
		knowledge_warn(&knowledge, ui);
	good = good && run(request, &knowledge, &session, ui, why);
	good = capture_end(&session.capture, good ? why : &ignored) && good;
	session_done(&session);
	knowledge_done(&knowledge);
	return good;
}
