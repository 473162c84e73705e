/*
 * tcp_client - one TCP connection to a router's boot loader (RFC 9293, as far as such a peer
 * needs).
 *
 * Many boot loaders cannot put segments in order, offer a window of one or two segments, and never
 * repeat anything. So one segment is on its way at a time, unless the peer's window has space for
 * several times as many; what is lost is repeated soon, and in smaller pieces if that keeps
 * happening. What comes is acknowledged at once, and only in its order.
 *
 * Nothing here waits: packets and the clock go in, segments go out over the station.
 */
#ifndef TCP_CLIENT_H
#define TCP_CLIENT_H

#include "net/station.h"

enum { TCP_PARTS = 6 };

enum tcp_state {
	TCP_CLOSED,
	TCP_CONNECTING,
	TCP_OPEN,  /* until both sides have closed, or the caller has had enough */
	TCP_RESET, /* by the peer */
	TCP_LOST,  /* what was sent last was not acknowledged for two minutes */
};

/* What is sent is borrowed until then. */
struct tcp_part {
	struct bytes bytes;
	bool ends_segment; /* what follows goes into another one */
};

struct tcp_client {
	enum tcp_state state;
	struct packet peer; /* how a segment to it is addressed */
	uint32_t first;     /* the sequence number of the parts' first byte */
	uint32_t next;      /* of the peer's next one */
	struct tcp_part parts[TCP_PARTS];
	size_t part_count;
	uint64_t size;        /* of all parts: */
	uint64_t acked;       /* bytes that the peer has, */
	uint64_t sent;        /* that were sent after going back, */
	uint64_t furthest;    /* and ever */
	uint64_t recovers_at; /* no going back again before that is acknowledged */
	uint32_t window;
	uint16_t segment_max;
	bool closes; /* by this side; the peer has acknowledged it: */
	bool has_closed;
	bool peer_has_closed;
	uint32_t round_ms; /* from a segment to its acknowledgement: mean and deviation */
	uint32_t deviation_ms;
	uint64_t timed_to; /* that acknowledgement is measured; 0: none is */
	uint64_t timed_at;
	uint64_t progress_at;
	uint64_t due_at;
	unsigned repeats; /* of the same segment */
	unsigned doubles; /* the same acknowledgement, again */
};

/* From ->from, ->from_port to ->to, ->to_port at ->to_mac of `peer`. */
void tcp_connect(struct tcp_client *client, const struct station *station,
                 const struct packet *peer, uint64_t now);

/* Whether it is open, and everything that was sent is acknowledged. */
bool tcp_is_idle(const struct tcp_client *client);

/* Only while it is idle. At most TCP_PARTS. */
void tcp_send(struct tcp_client *client, const struct station *station,
              const struct tcp_part *parts, size_t count, uint64_t now);

/* Any packet. Returns what it adds to what the peer has said; borrowed from the packet. */
struct bytes tcp_receive(struct tcp_client *client, const struct station *station,
                         const struct packet *packet, uint64_t now);

/* This side has said everything; or it gives up what it has not sent, by a reset. */
void tcp_close(struct tcp_client *client, const struct station *station, uint64_t now);

/* When tcp_tick() is due; UINT64_MAX: never. */
uint64_t tcp_deadline(const struct tcp_client *client);

void tcp_tick(struct tcp_client *client, const struct station *station, uint64_t now);

#endif
