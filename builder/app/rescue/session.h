/*
 * session - one interface and the process that talks there: from the choice to the end, when
 * everything is as it was.
 */
#ifndef SESSION_H
#define SESSION_H

#include "app/knowledge/knowledge.h"
#include "app/request.h"
#include "app/rescue/capture.h"
#include "app/ui.h"
#include "net/interface.h"
#include "net/link_keeper.h"
#include "net/talker.h"

struct session {
	struct interface *interfaces; /* all there are */
	size_t interface_count;
	const struct interface *interface; /* the chosen one */
	struct wire_linux wire;
	struct link_keeper keeper;
	struct talker talker;
	struct capture capture;            /* the caller begins and ends it */
	const struct knowledge *knowledge; /* borrowed */
	uint32_t *targets;                 /* owned: net_job's, once they were needed */
	size_t target_count;
	struct progress *progress; /* hears that it is watched who else is there; or NULL */
	uint64_t watched_since;    /* ms */
};

/* The named interface, or the only one that will do. FAIL_REFUSED. */
bool session_choose(struct session *out, const char *name, struct failure *why) MUST_CHECK;

/*
 * With --yes an interface that this computer's own network was on must have been named; on a
 * terminal its name is typed. FAIL_REFUSED.
 */
bool session_confirm_own(const struct session *session, const struct request *request,
                         struct ui *ui, struct failure *why) MUST_CHECK;

/*
 * Switches the interface on, and watches who else is there: FAIL_REFUSED names them. Where the
 * job has no targets, `knowledge` gives them as soon as a host looks for an unknown address.
 */
bool session_begin(struct session *session, const struct net_job *job,
                   const struct knowledge *knowledge, struct failure *why) MUST_CHECK;

/* Once it has ended: from the start, with another job; nothing is watched or asked again. */
bool session_again(struct session *session, const struct net_job *job,
                   struct failure *why) MUST_CHECK;

/* FAIL_REFUSED for NET_END_OTHERS. */
bool session_fail_others(const struct session *session, const struct net_event *ending,
                         struct failure *why);

/* What the job is for begins. */
void session_permit(const struct session *session);

/* Who wants to know what the talker reports. */
struct session_ear {
	void (*hear)(void *context, const struct net_event *event); /* NULL: nobody does */
	void (*look)(void *context); /* at least twice a second; or NULL */
	void *context;
};

/* Each event until it has ended. */
bool session_follow(struct session *session, const struct session_ear *ear,
                    struct net_event *ending, struct failure *why) MUST_CHECK;

/* Accepts a zeroed one. */
void session_done(struct session *session);

#endif
