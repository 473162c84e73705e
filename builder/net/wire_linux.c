#include "net/wire_linux.h"

#include "base/mem.h"
#include "base/wait.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/rtnetlink.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { LONGEST_WAIT_MS = 60 * 1000, LINK_MESSAGES = 16 * 1024 };

static uint64_t now(struct wire *wire)
{
	(void)wire;
	return wait_now();
}

/* A message about another interface changes nothing. */
static int take_link(const struct nlmsghdr *message, void *context)
{
	struct wire_linux *wire = context;
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(message);

	if (mnl_nlmsg_get_payload_len(message) < sizeof(*link) || link->ifi_index != wire->index)
		return MNL_CB_OK;
	wire->wire.has_carrier = (link->ifi_flags & IFF_UP) && (link->ifi_flags & IFF_LOWER_UP) &&
	                         message->nlmsg_type == RTM_NEWLINK;
	if (message->nlmsg_type == RTM_DELLINK)
		wire->index = 0;
	return MNL_CB_OK;
}

static enum wire_word read_link(struct wire_linux *wire)
{
	char buffer[LINK_MESSAGES] __attribute__((aligned(8)));
	const bool had_carrier = wire->wire.has_carrier;
	ssize_t size = read(wire->link, buffer, sizeof(buffer));

	if (size > 0)
		mnl_cb_run(buffer, (size_t)size, 0, 0, take_link, wire);
	if (!wire->index)
		return WIRE_GONE;
	return wire->wire.has_carrier == had_carrier ? WIRE_TIMEOUT : WIRE_LINK;
}

static enum wire_word read_frame(struct wire_linux *wire, struct bytes *frame)
{
	ssize_t size = read(wire->frames, wire->frame, sizeof(wire->frame));

	if (size > 0) {
		*frame = (struct bytes){ wire->frame, (uint64_t)size };
		return WIRE_FRAME;
	}
	/* ENETDOWN: somebody has switched the interface off; the link says so, too. */
	return size == 0 || errno == EAGAIN || errno == EINTR || errno == ENETDOWN ? WIRE_TIMEOUT
	                                                                           : WIRE_GONE;
}

static enum wire_word wait_for(struct wire *base, uint64_t until, struct bytes *frame)
{
	struct wire_linux *wire = (struct wire_linux *)base;
	struct pollfd ready[] = { { wire->frames, POLLIN, 0 }, { wire->link, POLLIN, 0 } };
	const uint64_t from = wait_now();
	uint64_t left = until > from ? until - from : 0;

	if (left > LONGEST_WAIT_MS)
		left = LONGEST_WAIT_MS;
	if (poll(ready, ARRAY_LEN(ready), (int)left) <= 0)
		return WIRE_TIMEOUT;
	if (ready[1].revents)
		return read_link(wire);
	return read_frame(wire, frame);
}

static void send_frame(struct wire *base, struct bytes frame)
{
	const struct wire_linux *wire = (const struct wire_linux *)base;

	(void)!write(wire->frames, frame.data, frame.size);
}

static const struct wire_calls calls = { now, wait_for, send_frame };

static bool fail_rights(struct failure *why)
{
	if (errno == EPERM || errno == EACCES)
		return fail_unless(why, FAIL_NEEDS_ROOT, "sudo",
		                   "only root may send and receive on a network interface "
		                   "directly; use sudo");
	return fail_errno(why, FAIL_NETWORK, "cannot open the network interface");
}

static int open_frames(const struct interface *interface)
{
	const struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = interface->index,
	};
	const int yes = 1;
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		return -1;
	/* Where the kernel cannot, those frames are known by their sender. */
	(void)setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &yes, sizeof(yes));
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

static int open_link(void)
{
	const struct sockaddr_nl address = { .nl_family = AF_NETLINK, .nl_groups = RTMGRP_LINK };
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_ROUTE);

	if (fd == -1)
		return -1;
	if (bind(fd, (const struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	close(fd);
	return -1;
}

bool wire_linux_open(struct wire_linux *out, const struct interface *interface, struct failure *why)
{
	*out = (struct wire_linux){
		.wire = { &calls, interface->has_carrier },
		.index = interface->index,
		.frames = -1,
		.link = -1,
	};
	out->link = open_link();
	if (out->link == -1)
		return fail_errno(why, FAIL_NETWORK, "cannot follow the network's links");
	out->frames = open_frames(interface);
	if (out->frames != -1)
		return true;
	(void)fail_rights(why);
	wire_linux_close(out);
	return false;
}

void wire_linux_move(struct wire_linux *wire, int frames, int link)
{
	wire->frames = frames;
	wire->link = link;
}

void wire_linux_close(struct wire_linux *wire)
{
	mem_auto_close(&wire->frames);
	mem_auto_close(&wire->link);
	wire->frames = -1;
	wire->link = -1;
}
