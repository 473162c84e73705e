/*
 * net_event - what happens during a rescue over the network, as packets show it.
 *
 * Events cross from the process that talks to the router, so they hold no pointers, and are
 * checked when they arrive: net_event_read().
 */
#ifndef NET_EVENT_H
#define NET_EVENT_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum { NET_TEXT = 256, NET_DETAIL = 64, NET_HEAD = 96 };

enum net_event_kind {
	NET_STATE,    /* .state, and what goes with it */
	NET_ASKED,    /* somebody asked for .text (or nothing) at .address */
	NET_PROGRESS, /* .done of .total bytes, .block acknowledged last */
	NET_FRAME,    /* .head of a frame, .done of .total bytes */
	NET_ENDED,    /* .end */
};

enum net_state {
	NET_NO_CARRIER,  /* no cable, or the router is off */
	NET_QUIET,       /* a link, and nobody speaks */
	NET_SPEAKS,      /* somebody is there: .mac */
	NET_ARP_ONLY,    /* it asked for our address, was answered, and asks for no file */
	NET_LEASED,      /* it was given .address */
	NET_REPEATS,     /* it repeats its request although it was answered */
	NET_SENDING,     /* .text is being sent */
	NET_STOPPED,     /* nothing more comes from it, after .block */
	NET_RESTARTED,   /* it began again, for the .count th time */
	NET_SENT,        /* .text was sent whole */
	NET_WRITTEN,     /* the router says that it has written everything */
	NET_WRITING,     /* everything was sent; .total milliseconds are left to the router; 0: it
	                    says itself when it has finished */
	NET_LOOKING,     /* for the new system at .address */
	NET_ASKED_AGAIN, /* after everything was sent */
	NET_SECOND,      /* another one asks meanwhile: .mac */
	NET_ABORTED,     /* it sent an error: .text */
	NET_PAGE,    /* its rescue page was read: the file goes to .text, into the field .detail */
	NET_NO_PAGE, /* what answers has no file field: .text is what it says */
	NET_CONFIRMED, /* it has the file with the size and MD5 that were sent */
	NET_CLOSED,    /* it has ended the conversation by itself, having the whole file */
	NET_STATE_COUNT
};

enum net_end {
	NET_END_CLEAR,  /* nobody else is on the link, or nobody at all */
	NET_END_OTHERS, /* .text says who else is */
	NET_END_SENT,   /* whole, and acknowledged; the new system was not looked for or not seen */
	NET_END_UNACKED, /* whole; only the last acknowledgement is missing */
	NET_END_ANSWERS, /* the new system does, at .address */
	NET_END_STOPPED, /* in the middle of a transfer: .block, .text */
	NET_END_OTHER,   /* only other files or addresses were asked for */
	NET_END_SILENT,  /* nothing was asked for */
	NET_END_REFUSED, /* by the router, in its own words: .text */
	NET_END_HEARD,   /* something was: NET_ASKED has said what */
	NET_END_CHOICE,  /* its page has several file fields: .text, with spaces between */
	NET_END_UNSAFE,  /* its page has only fields that must not be used: .text, as above */
	NET_END_NO_PAGE, /* as NET_NO_PAGE */
	NET_END_GONE,    /* the interface was removed */
	NET_END_COUNT
};

struct net_event {
	enum net_event_kind kind;
	enum net_state state;
	enum net_end end;
	uint32_t address;
	uint32_t sought; /* of NET_END_OTHERS: the address that a host looks for; 0: none */
	struct mac mac;
	uint32_t block;
	uint32_t count;
	uint64_t done; /* bytes */
	uint64_t total;
	bool is_ours;            /* of NET_ASKED: it is what is served here */
	bool asks_address;       /* of NET_ASKED: by DHCP or BOOTP */
	char text[NET_TEXT];     /* cleaned for a terminal */
	char detail[NET_DETAIL]; /* of NET_ASKED: the model or class that it states, cleaned */
	uint8_t head[NET_HEAD];
};

/* From bytes of somebody who may lie. False: no such event exists. */
bool net_event_read(const struct net_event *bytes, struct net_event *out);

/* Whether both say the same; of frames, nothing is compared. */
bool net_event_same(const struct net_event *a, const struct net_event *b);

/* "no-carrier", "quiet" ...: as scripts read it */
const char *net_state_name(enum net_state state);

#endif
