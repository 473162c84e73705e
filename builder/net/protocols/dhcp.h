/*
 * dhcp - BOOTP and DHCP messages: who is on a link, and what one router is given.
 *
 * Sources: RFC 951 (BOOTP), RFC 2131 (DHCP), RFC 2132 (options). Messages come from strangers.
 */
#ifndef NET_DHCP_H
#define NET_DHCP_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum {
	DHCP_SERVER_PORT = 67,
	DHCP_CLIENT_PORT = 68,
	DHCP_TEXT = 64,
	DHCP_FILE_MAX = 128, /* with its end */
	DHCP_MESSAGE = 300,
};

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
	uint32_t address; /* the one that it wants; 0: none is named */
	uint32_t server;  /* the one that it has chosen; 0: none is named */
	bool wants_broadcast;
	bool is_relayed;              /* it comes from another network */
	char vendor_class[DHCP_TEXT]; /* cleaned for a terminal; empty: none */
};

bool dhcp_read(struct bytes message, struct dhcp *out);

/* A client's request for any address. */
void dhcp_write_discover(uint8_t out[DHCP_MESSAGE], uint32_t transaction, const struct mac *client);

/* What a client is given. */
struct dhcp_grant {
	uint32_t address;
	uint32_t server;  /* which has the file, too */
	const char *file; /* less than DHCP_FILE_MAX bytes */
};

/* An offer to a DISCOVER, an acknowledgement of a REQUEST; to BOOTP, the reply. */
void dhcp_write_reply(uint8_t out[DHCP_MESSAGE], const struct dhcp *request,
                      const struct dhcp_grant *grant);

#endif
