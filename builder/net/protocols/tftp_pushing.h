/*
 * tftp_pushing - one file on its way to a router that takes it by TFTP (RFC 1350).
 *
 * A boot loader may listen for two seconds only, so it is asked several times a second, and
 * without options unless it is known to read them, which many do not. Blocks go as in
 * tftp_sending.h. Before the last block an error means that the loader has begun again; at the end
 * it is its verdict on the file.
 */
#ifndef TFTP_PUSHING_H
#define TFTP_PUSHING_H

#include "net/protocols/tftp_sending.h"

enum tftp_pushing_state {
	TFTP_PUSHING_ASKING, /* whether the router takes the file */
	TFTP_PUSHING_ON,
	TFTP_PUSHING_JUDGED,  /* all acknowledged; it may say soon what it made of the file */
	TFTP_PUSHING_DONE,    /* ... and has not refused it */
	TFTP_PUSHING_UNACKED, /* all but the last block */
	TFTP_PUSHING_REFUSED, /* ->refusal says why */
	TFTP_PUSHING_STOPPED, /* the router has fallen silent */
};

/* Everything is borrowed. */
struct tftp_push {
	const char *file; /* its name at the router */
	struct bytes content;
	uint64_t period_ms;  /* between two requests; 0: the usual one */
	uint32_t block_size; /* to ask for; 0: none is. Another is granted, or the usual one */
};

struct tftp_pushing {
	enum tftp_pushing_state state;
	struct tftp_push push;
	struct tftp_sending sending;
	uint64_t asked_at; /* milliseconds; 0: not yet */
	uint64_t judged_until;
	uint32_t begins;             /* how often the router has agreed */
	uint32_t breaks;             /* and broken off */
	bool was_written;            /* by its own word */
	char refusal[TFTP_TEXT_MAX]; /* its last error */
};

void tftp_pushing_start(struct tftp_pushing *pushing, const struct tftp_push *push);

/* The packet to send now: a request, or the block on its way. */
size_t tftp_pushing_packet(const struct tftp_pushing *pushing, uint8_t out[TFTP_PACKET_MAX]);

/* What the router says. True: there is a packet to send. */
bool tftp_pushing_receive(struct tftp_pushing *pushing, struct bytes packet, uint64_t now);

/* The router was switched off meanwhile: it is asked again. */
void tftp_pushing_ask_again(struct tftp_pushing *pushing);

/* The router wants it once more, whatever became of it. */
void tftp_pushing_start_again(struct tftp_pushing *pushing);

/* When tftp_pushing_tick() is due; UINT64_MAX: never. */
uint64_t tftp_pushing_deadline(const struct tftp_pushing *pushing);

/* True as above. */
bool tftp_pushing_tick(struct tftp_pushing *pushing, uint64_t now);

#endif
