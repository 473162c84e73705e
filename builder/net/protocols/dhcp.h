/*
 * dhcp - BOOTP and DHCP messages, as far as they tell who is on a link.
 *
 * Sources: RFC 951 (BOOTP), RFC 2131 (DHCP), RFC 2132 (options). Messages come from strangers.
 */
#ifndef NET_DHCP_H
#define NET_DHCP_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum { DHCP_SERVER_PORT = 67, DHCP_CLIENT_PORT = 68, DHCP_TEXT = 64, DHCP_MESSAGE = 300 };

enum dhcp_type {
	DHCP_BOOTP = 0, /* no type is stated */
	DHCP_DISCOVER = 1,
	DHCP_OFFER = 2,
	DHCP_REQUEST = 3,
	DHCP_ACK = 5,
};

struct dhcp {
	bool is_reply;
	enum dhcp_type type;
	uint32_t transaction;
	struct mac client;
	char vendor_class[DHCP_TEXT]; /* cleaned for a terminal; empty: none */
};

bool dhcp_read(struct bytes message, struct dhcp *out);

/* A client's request for any address. */
void dhcp_write_discover(uint8_t out[DHCP_MESSAGE], uint32_t transaction, const struct mac *client);

#endif
