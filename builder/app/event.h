/*
 * event - everything that the use cases report beyond sentences, typed.
 *
 * All of it is borrowed for the time of the call.
 */
#ifndef EVENT_H
#define EVENT_H

#include "base/digest.h"

#include <stdbool.h>
#include <stddef.h>

struct fleet_outcome;
struct outcome;
struct recipe;
struct store_notes;
struct summary;
struct supplied;
struct net_event;
struct rescue_plan;
struct step;

enum ui_event_kind {
	EVENT_PLAN,         /* before anything is written */
	EVENT_DRY_RUN,      /* in place of a result: every check passed */
	EVENT_RESULT,       /* a file, a folder, or the only stick */
	EVENT_RESULTS,      /* several sticks, each with its outcome */
	EVENT_LOCKED,       /* a lock file was written */
	EVENT_FLEET_ROUTER, /* one router of a fleet is done */
	EVENT_FLEET,        /* all of them are */
	EVENT_INSTEAD,     /* what rescues a model that was asked for in a way that does not help */
	EVENT_REPLUG,      /* these sticks are to be pulled out and plugged in again */
	EVENT_FETCHED,     /* a file is in the cache now */
	EVENT_OBJECT,      /* an object of the cache was hashed */
	EVENT_CHECK,       /* of this computer */
	EVENT_RESCUE_PLAN, /* before anything is sent to a router */
	EVENT_RESCUE_STEP, /* for the person at the router */
	EVENT_RESCUE_WAIT, /* twice a second: how things stand */
	EVENT_RESCUE,      /* something happened on the wire */
	EVENT_RESCUE_RESULT, /* everything was sent */
	EVENT_RESCUE_RECORD, /* how it went, for those who want reports */
	EVENT_TOGGLE_PLAN,   /* before a router is switched to its other system */
	EVENT_TOGGLE,        /* a second of a countdown, for the person at the plug */
	EVENT_TOGGLE_RESULT, /* it was counted to the end */
	EVENT_AGAIN,         /* how to do without questions what was answered */
};

/* EVENT_PLAN, EVENT_DRY_RUN, EVENT_RESULT, EVENT_RESULTS, EVENT_LOCKED. */
struct event_job {
	const struct summary *summary;
	const struct digest *used; /* SHA-256 of the used range; NULL: it was not computed */
	const struct outcome *outcomes;
	size_t outcome_count;
};

/* EVENT_FLEET_ROUTER, EVENT_FLEET. */
struct event_fleet {
	const struct fleet_outcome *outcomes; /* in the order of the fleet file */
	size_t count;
};

/* EVENT_REPLUG. */
struct event_replug {
	const char *const *devices;
	size_t count;
	int seconds; /* how long is waited for each */
};

/* EVENT_FETCHED. */
struct event_fetched {
	const struct recipe *recipe;
	const struct supplied *file;
	bool may_be_passed_on;
};

/* EVENT_OBJECT. */
struct event_object {
	const struct digest *sha256;
	uint64_t size; /* bytes */
	bool is_sound;
	const struct store_notes *notes;
};

enum check_state { CHECK_STATE_OK, CHECK_STATE_WARNING, CHECK_STATE_MISSING };

/* EVENT_CHECK. */
struct event_check {
	const char *name; /* for scripts, too: "mkfs.fat" */
	enum check_state state;
	const char *detail;
	const char *advice; /* what to do; or NULL */
};

/* EVENT_RESCUE, EVENT_RESCUE_RESULT, EVENT_TOGGLE_RESULT. */
struct event_rescue {
	const struct rescue_plan *plan; /* NULL: a router is only listened for ... */
	const char *interface;          /* ... on this interface */
	const struct net_event *net;
	/* "vendor/model": who asks for that, when it is not what was expected. */
	const char *const *models;
	size_t model_count;
};

/* EVENT_RESCUE_STEP. */
struct event_step {
	const struct step *step;
	size_t number; /* from 1 */
	size_t count;
};

/* EVENT_RESCUE_WAIT. */
struct event_wait {
	bool has_link;
	bool is_held;       /* hands are on a button */
	bool is_writing;    /* the router, and nobody may touch it */
	bool enter_goes_on; /* to the next step */
	uint64_t left;      /* seconds, of the button or the writing; 0: over, or not known */
	bool is_counted;    /* `left` is known */
};

enum toggle_phase {
	TOGGLE_READY,   /* to plug in */
	TOGGLE_ON,      /* for so long */
	TOGGLE_OFF,     /* for so long */
	TOGGLE_STAY_ON, /* to the end */
};

/* EVENT_TOGGLE. Where ->left is ->seconds the power changes. */
struct event_toggle {
	enum toggle_phase phase;
	uint64_t number; /* from 1 */
	uint64_t count;
	uint64_t seconds; /* of the phase */
	uint64_t left;
	bool is_second_beat; /* a change has two */
};

/* EVENT_AGAIN. */
struct event_again {
	bool is_rescue;           /* by the command for every model, and not only for sticks */
	const char *const *words; /* options, in place of those of that name that were typed */
	size_t count;
};

struct ui_event {
	enum ui_event_kind kind;
	union {
		struct event_job job;
		struct event_fleet fleet;
		const struct recipe *instead;
		struct event_replug replug;
		struct event_fetched fetched;
		struct event_object object;
		struct event_check check;
		const struct rescue_plan *rescue_plan;
		struct event_rescue rescue;
		const char *record; /* lines */
		struct event_step step;
		struct event_wait wait;
		struct event_toggle toggle;
		struct event_again again;
	};
};

#endif
