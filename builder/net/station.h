/*
 * station - a computer on the wire, as the router sees it: addresses, and what is sent from them.
 */
#ifndef STATION_H
#define STATION_H

#include "net/net_event.h"
#include "net/net_job.h"
#include "net/protocols/packet.h"
#include "net/wire.h"

struct station {
	struct wire *wire;
	struct mac mac;
	uint32_t addresses[NET_ADDRESSES];
	size_t address_count;
	bool has_any; /* every address is this computer's: only on a link without other hosts */
};

/* Whether a packet to that address is for this computer. */
bool station_has(const struct station *station, uint32_t address);

/* Answers an ARP request for an address of this computer; false: it is for another. */
bool station_answer_arp(const struct station *station, const struct packet *request);

/* Asks who has that address. `from` may be 0: RFC 5227's probe. */
void station_ask_arp(const struct station *station, uint32_t from, uint32_t address);

/* The sender's own address is filled in; everything else is as it will be sent. */
void station_send(const struct station *station, struct packet *packet);

#endif
