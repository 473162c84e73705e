/*
 * record - how a rescue over the network went, in a few lines that can be sent to others: model,
 * method, firmware, what happened when, and how it ended. No address, no name of a file or an
 * interface is among them.
 */
#ifndef RECORD_H
#define RECORD_H

#include "app/rescue/rescue_plan.h"
#include "base/text/joined.h"
#include "net/net_event.h"

struct record {
	uint64_t began; /* ms */
	struct joined states;
	size_t count;
	enum net_state last;
};

/* `now` is any clock in milliseconds that does not jump. */
void record_begin(struct record *out, uint64_t now);
void record_hear(struct record *record, const struct net_event *event, uint64_t now);

/* Owned; the lines end with line breaks. Accepts one that did not begin. */
char *record_take(struct record *record, const struct rescue_plan *plan, enum net_end end,
                  uint64_t now);

/* Accepts a zeroed one. */
void record_done(struct record *record);

#endif
