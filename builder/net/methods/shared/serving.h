/*
 * serving - the router fetches its files: it asks by ARP for this computer, then by TFTP for a
 * file, until everything is there or patience ends.
 *
 * What it asks for names the model: a request for something else is reported, and never answered.
 */
#ifndef SERVING_H
#define SERVING_H

#include "net/methods/shared/file_server.h"
#include "net/methods/shared/presence.h"

struct serving {
	struct file_server server;
	struct presence presence;
	uint64_t give_up_at;
	bool asked_elsewhere; /* for an address that is not ours */
};

void serving_start(struct serving *serving, struct net_run *run);
void serving_receive(struct serving *serving, struct net_run *run, const struct packet *packet);
void serving_tick(struct serving *serving, struct net_run *run);

#endif
