/*
 * wire_linux - the wire of a real interface: packet(7) for frames, rtnetlink(7) for the link.
 *
 * The two descriptors are all that a process needs to go on; it may give up every right.
 */
#ifndef WIRE_LINUX_H
#define WIRE_LINUX_H

#include "net/interface.h"
#include "net/net_job.h"
#include "net/protocols/packet.h"
#include "net/wire.h"

struct wire_linux {
	struct wire wire; /* first */
	int index;        /* of the interface */
	int frames;
	int link;
	uint8_t frame[PACKET_FRAME_MAX + 4]; /* with a VLAN's tag */
};

/* FAIL_REFUSED without the right to: "sudo" is the remedy. The clock starts. */
bool wire_linux_open(struct wire_linux *out, const struct interface *interface,
                     struct failure *why) MUST_CHECK;

/* The same wire under other numbers, in a process that has them under these. */
void wire_linux_move(struct wire_linux *wire, int frames, int link);

void wire_linux_close(struct wire_linux *wire);

#endif
