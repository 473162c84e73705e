/* presence - what the link and the first packets tell of a router: reported, each once. */
#ifndef PRESENCE_H
#define PRESENCE_H

#include "net/method.h"

struct presence {
	uint64_t arp_at; /* when ARP was answered first, and nothing else since; 0: never */
	bool was_heard;  /* anybody, by any packet */
	bool had_carrier;
	bool has_gone_on; /* since the link came: what it did then is no longer asked about */
	bool said_arp_only;
};

void presence_start(struct presence *presence, struct net_run *run);

/* Any packet. True: it asks for an address that is ours, and was answered. */
bool presence_hear(struct presence *presence, struct net_run *run, const struct packet *packet);

/* ARP was answered, on either side: more than that is expected soon. */
void presence_answered(struct presence *presence, const struct net_run *run);

/* It came. */
void presence_go_on(struct presence *presence);

/* True: the link has changed. */
bool presence_tick(struct presence *presence, struct net_run *run);

/* When presence_tick() is due; UINT64_MAX: never. */
uint64_t presence_deadline(const struct presence *presence);

#endif
