/*
 * packet - what one Ethernet frame holds, as far as a rescue needs it: ARP, UDP and TCP on IPv4,
 * and Netgear's NMRP (nmrp_packet.h).
 *
 * Sources: IEEE 802.3, RFC 826 (ARP), RFC 791 (IPv4), RFC 768 (UDP), RFC 9293 (TCP). Frames
 * come from strangers: what is not whole and well formed is PACKET_OTHER. Fragments are, too:
 * no boot loader sends any. Checksums of IPv4 are compared; those of UDP and TCP are not, since
 * a virtual interface leaves them open, and Ethernet has its own.
 */
#ifndef PACKET_H
#define PACKET_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum { PACKET_FRAME_MAX = 1514, PACKET_UDP_MAX = 1472, PACKET_TCP_MAX = 1460 };

enum packet_kind {
	PACKET_OTHER,
	PACKET_ARP_REQUEST,
	PACKET_ARP_REPLY,
	PACKET_UDP,
	PACKET_TCP,
	PACKET_NMRP
};

enum packet_flag {
	PACKET_FIN = 1,
	PACKET_SYN = 2,
	PACKET_RST = 4,
	PACKET_PSH = 8,
	PACKET_ACK = 16
};

/* Addresses are in the processor's byte order. */
struct packet {
	enum packet_kind kind;
	struct mac from_mac;
	struct mac to_mac;
	uint32_t from; /* of ARP: the sender's and the target's address */
	uint32_t to;
	struct mac arp_target; /* of ARP: zeros, or what a router says there */
	uint16_t from_port;
	uint16_t to_port;
	uint8_t flags;         /* of TCP, and these: */
	uint32_t sequence;     /* of its first byte */
	uint32_t acknowledged; /* up to here */
	uint16_t
	        window; /* of TCP: bytes that its sender can take; written as 65535 where it is 0 */
	uint16_t segment_max; /* of a TCP connection's first segment: bytes; 0: not stated */
	struct bytes payload; /* of UDP, TCP and NMRP; borrowed from the frame */
};

extern const struct mac packet_broadcast;

bool packet_same_mac(const struct mac *a, const struct mac *b);

void packet_read(struct bytes frame, struct packet *out);

/* As it goes out; 0 where the payload is too long. The payload is copied. */
size_t packet_write(uint8_t frame[PACKET_FRAME_MAX], const struct packet *packet);

#endif
