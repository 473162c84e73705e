/* finder - looks for the router by ARP, until it is met or the user's patience is over. */
#ifndef FINDER_H
#define FINDER_H

#include "net/method.h"

/* Times are the run's milliseconds. */
struct finder {
	uint64_t period; /* between two questions */
	uint64_t ask_at;
	uint64_t ready_at; /* it is not met before */
	uint64_t give_up_at;
};

void finder_start(struct finder *finder, const struct net_run *run, uint64_t period);

/* Once more, after a pause. */
void finder_again(struct finder *finder, const struct net_run *run, uint64_t pause);

bool finder_gives_up(const struct finder *finder, const struct net_run *run);

/* Asks for each address that the router may have, where it is time. */
void finder_tick(struct finder *finder, const struct net_run *run);

/*
 * Whether it shows itself: by its answer, or by its own question, which is answered. *peer gets
 * the addresses of both sides.
 */
bool finder_meets(const struct finder *finder, const struct net_run *run,
                  const struct packet *packet, struct packet *peer);

uint64_t finder_deadline(const struct finder *finder);

#endif
