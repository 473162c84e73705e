/*
 * nmrp_packet - packets of Netgear's NMRP, by which its boot loaders ask for firmware when they are
 * called while they start.
 *
 * EtherType 0x0912. A packet has two unused bytes, a code, a number, its own length (2 bytes) and
 * options: type (2), length with these four (2), value. Known from nmrpflash's source and packets
 * (jclehner/nmrpflash@17cacef nmrp.c). Packets come from strangers; what is read is bounded.
 */
#ifndef NMRP_PACKET_H
#define NMRP_PACKET_H

#include "base/bytes.h"

enum { NMRP_PACKET_MAX = 64, NMRP_FILE_MAX = 128 };

enum nmrp_code {
	NMRP_OTHER,     /* not one of these */
	NMRP_ADVERTISE, /* by this computer, to everybody: it has firmware to give */
	NMRP_CONFIGURE, /* the router asks for an address */
	NMRP_CONFIGURED,
	NMRP_CLOSE, /* the conversation is over, says either side */
	NMRP_CLOSED,
	NMRP_KEEP_ALIVE,
	NMRP_ALIVE,
	NMRP_UPLOAD = 16, /* the router now takes a file by TFTP */
};

struct nmrp_message {
	enum nmrp_code code;
	char file[NMRP_FILE_MAX]; /* of NMRP_UPLOAD: under this name; empty: it names none */
};

/* False: it is no whole packet. */
bool nmrp_read(struct bytes packet, struct nmrp_message *out);

/* Everything that has no values of its own: NMRP_ADVERTISE, NMRP_CLOSE, and the answers. */
size_t nmrp_write(uint8_t out[NMRP_PACKET_MAX], enum nmrp_code code);

/* NMRP_CONFIGURED: the router's address and mask; a region of 0 is not sent. */
size_t nmrp_write_configured(uint8_t out[NMRP_PACKET_MAX], uint32_t address, uint32_t mask,
                             uint16_t region);

#endif
