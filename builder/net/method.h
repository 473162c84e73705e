/*
 * method - one way to rescue a router over the network, as a state machine.
 *
 * Packets and the clock go in; packets, events and the next deadline come out. A method knows no
 * socket and never waits. Each is a file in methods/ that defines `net_method_NAME`, NAME being
 * the file's; the list of them is made from that folder.
 */
#ifndef METHOD_H
#define METHOD_H

#include "net/station.h"

/* Where the events go. */
struct net_sink {
	void (*event)(struct net_sink *sink, const struct net_event *event);
};

/* What a method works with. */
struct net_run {
	const struct net_job *job;
	struct station station;
	struct net_sink *sink;
	uint64_t now;      /* milliseconds */
	uint64_t deadline; /* when the method is called next, whatever comes */
	uint64_t told_at;  /* of progress, last */
	bool has_carrier;
	bool has_ended;
	struct net_event ending; /* NET_ENDED, once it has */
};

struct net_method {
	const char *name; /* as in the catalogue; what only the program itself needs has others */
	size_t state_size;
	/* The state is zeroed before. */
	void (*start)(void *state, struct net_run *run);
	void (*receive)(void *state, struct net_run *run, const struct packet *packet);
	/* At the deadline, and when the link changes. */
	void (*tick)(void *state, struct net_run *run);
};

/* Ends with NULL. */
extern const struct net_method *const net_methods[];

/* NULL: there is none of that name. */
const struct net_method *net_method_named(const char *name);

/* The earlier of two deadlines. */
uint64_t net_earlier(uint64_t a, uint64_t b);

/* Reports an event. */
void net_tell(struct net_run *run, const struct net_event *event);

/* Reports how far a transfer is: at most five times a second, and in any case its end. */
void net_tell_progress(struct net_run *run, struct net_event *event, bool is_end);

/* Reports a state with nothing else to say. */
void net_tell_state(struct net_run *run, enum net_state state);

/* Ends it with NET_END_OTHERS: `what` says of the packet's sender why he is another host. */
void net_end_others(struct net_run *run, const struct packet *packet, const char *what);

/* Ends the method; only the first end counts. */
void net_end(struct net_run *run, const struct net_event *ending);

#endif
