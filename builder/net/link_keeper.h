/*
 * link_keeper - an interface that is switched on for a rescue, and off again afterwards,
 * whatever becomes of this program.
 *
 * A small process that outlives the program switches it off; of root's rights it keeps
 * CAP_NET_ADMIN alone. An interface that is on already is left alone, and needs no process.
 */
#ifndef LINK_KEEPER_H
#define LINK_KEEPER_H

#include "net/interface.h"

#include <sys/types.h>

struct link_keeper {
	pid_t pid; /* 0: none */
	int alive; /* a pipe's end: once nobody has it, the interface goes back */
};

bool link_keeper_begin(struct link_keeper *out, const struct interface *interface,
                       struct failure *why) MUST_CHECK;

/* Returns when the interface is as it was. Accepts a zeroed one. */
void link_keeper_end(struct link_keeper *keeper);

#endif
