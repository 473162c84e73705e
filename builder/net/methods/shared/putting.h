/* putting - a file on its way to a router whose address is known, as packets and events. */
#ifndef PUTTING_H
#define PUTTING_H

#include "net/method.h"
#include "net/protocols/tftp_pushing.h"

struct putting {
	struct tftp_pushing pushing;
	struct packet peer; /* where it goes; the caller sets ->to_mac */
	bool is_pinned;     /* its port is known, too */
	bool said_second;
	uint32_t begins; /* that were told */
	uint32_t breaks;
};

/* The job's first file, under that name; `block_size` as in struct tftp_push. */
void putting_start(struct putting *putting, const struct net_run *run, const char *file,
                   uint32_t block_size);

/* Every attempt has a port of its own: what is left of the last one does not count. */
void putting_aim(struct putting *putting, const struct net_run *run);

/* The packet that is due. */
void putting_send(const struct putting *putting, const struct net_run *run);

/* Whether the packet is for this transfer. */
bool putting_is_for(const struct putting *putting, const struct packet *packet);

/* Such a packet. True: the router broke off, and is asked again. */
bool putting_receive(struct putting *putting, struct net_run *run, const struct packet *packet);

/* Reports another router than the one that the file goes to, once. */
void putting_tell_second(struct putting *putting, struct net_run *run, const struct packet *packet);

/* What is known of the transfer, in that state. */
struct net_event putting_event(const struct putting *putting, enum net_state state);

void putting_tell(const struct putting *putting, struct net_run *run, enum net_state state);

/* Reports that everything was sent, and what the router says of it. */
void putting_tell_sent(const struct putting *putting, struct net_run *run);

/* Ends the method; NET_END_REFUSED in the router's words. */
void putting_end(const struct putting *putting, struct net_run *run, enum net_end end);

/* Ends it, since the router was there, or was not. */
void putting_lose_patience(const struct putting *putting, struct net_run *run);

#endif
