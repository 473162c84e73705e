/*
 * tftp_sending - one file on its way to a router that asked for it by TFTP.
 *
 * A router drops a block that it has already, without an answer: a block is repeated slowly, and
 * a lost acknowledgement costs the router's own five seconds. The last acknowledgement is sent
 * once, and then the router writes: when only that one is missing, the file has arrived.
 */
#ifndef TFTP_SENDING_H
#define TFTP_SENDING_H

#include "net/protocols/tftp.h"

enum tftp_sending_state {
	TFTP_SENDING_IDLE, /* as zeroed */
	TFTP_SENDING_ON,
	TFTP_SENDING_DONE,    /* all acknowledged */
	TFTP_SENDING_UNACKED, /* all but the last block */
	TFTP_SENDING_STOPPED, /* the router has fallen silent */
};

struct tftp_sending {
	enum tftp_sending_state state;
	struct tftp_request request;
	struct bytes content;
	uint32_t block_size;
	uint32_t block; /* on its way, from 1; 0: the options are */
	uint32_t repeats;
	bool was_heard;    /* something has been acknowledged */
	uint64_t sent_at;  /* milliseconds */
	uint64_t heard_at; /* an acknowledgement that was right */
};

/* Begins again, too. The content is borrowed. */
void tftp_sending_start(struct tftp_sending *sending, const struct tftp_request *request,
                        struct bytes content, uint64_t now);

/* The packet to send now: the one on its way. */
size_t tftp_sending_packet(const struct tftp_sending *sending, uint8_t out[TFTP_PACKET_MAX]);

/* True: the packet on its way is to be sent, again or for the first time. */
bool tftp_sending_acknowledge(struct tftp_sending *sending, uint16_t block, uint64_t now);

/* Whether the last block is on its way, and everything before it is acknowledged. */
bool tftp_sending_is_last(const struct tftp_sending *sending);

/* When tftp_sending_tick() is due; UINT64_MAX: never. */
uint64_t tftp_sending_deadline(const struct tftp_sending *sending);

/* True as above. */
bool tftp_sending_tick(struct tftp_sending *sending, uint64_t now);

/* Bytes that were acknowledged. */
uint64_t tftp_sending_done(const struct tftp_sending *sending);

#endif
