#include "net/interface.h"

#include "base/mem.h"

#include <arpa/inet.h>
#include <libmnl/libmnl.h>
#include <linux/if_arp.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <linux/wireless.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DUMP_SIZE = 32 * 1024 };

/* What a survey has found so far. */
struct found {
	struct interface *items;
	size_t count;
};

static struct interface *with_index(const struct found *found, int index)
{
	for (size_t i = 0; i < found->count; i++) {
		if (found->items[i].index == index)
			return &found->items[i];
	}
	return NULL;
}

static int take_kind(const struct nlattr *attribute, void *context)
{
	struct interface *out = context;

	if (mnl_attr_get_type(attribute) == IFLA_INFO_KIND)
		snprintf(out->kind, sizeof(out->kind), "%s", mnl_attr_get_str(attribute));
	return MNL_CB_OK;
}

static int take_link_attribute(const struct nlattr *attribute, void *context)
{
	struct interface *out = context;

	switch (mnl_attr_get_type(attribute)) {
	case IFLA_IFNAME:
		snprintf(out->name, sizeof(out->name), "%s", mnl_attr_get_str(attribute));
		break;
	case IFLA_ADDRESS:
		if (mnl_attr_get_payload_len(attribute) == sizeof(out->mac))
			memcpy(&out->mac, mnl_attr_get_payload(attribute), sizeof(out->mac));
		break;
	case IFLA_MASTER: out->is_port = true; break;
	case IFLA_LINKINFO: mnl_attr_parse_nested(attribute, take_kind, out); break;
	default: break;
	}
	return MNL_CB_OK;
}

static int take_link(const struct nlmsghdr *message, void *context)
{
	struct found *found = context;
	const struct ifinfomsg *link = mnl_nlmsg_get_payload(message);
	struct interface out = {
		.index = link->ifi_index,
		.is_ethernet = link->ifi_type == ARPHRD_ETHER,
		.is_loopback = (link->ifi_flags & IFF_LOOPBACK) != 0,
		.is_up = (link->ifi_flags & IFF_UP) != 0,
		.has_carrier = (link->ifi_flags & IFF_UP) && (link->ifi_flags & IFF_LOWER_UP),
	};

	mnl_attr_parse(message, sizeof(*link), take_link_attribute, &out);
	found->items = mem_grow(found->items, found->count, sizeof(*found->items));
	found->items[found->count++] = out;
	return MNL_CB_OK;
}

/* An attribute that is an IPv4 address, or a number of its size. */
static bool read_u32(const struct nlattr *attribute, int type, uint32_t *out)
{
	if (mnl_attr_get_type(attribute) != type ||
	    mnl_attr_get_payload_len(attribute) != sizeof(*out))
		return false;
	*out = mnl_attr_get_u32(attribute);
	return true;
}

static int take_address_attribute(const struct nlattr *attribute, void *context)
{
	struct interface *out = context;
	uint32_t address;

	if (read_u32(attribute, IFA_LOCAL, &address) && out->address_count < INTERFACE_ADDRESSES)
		out->addresses[out->address_count++] = ntohl(address);
	return MNL_CB_OK;
}

static int take_address(const struct nlmsghdr *message, void *context)
{
	const struct ifaddrmsg *address = mnl_nlmsg_get_payload(message);
	struct interface *out = with_index(context, (int)address->ifa_index);

	if (out && address->ifa_family == AF_INET)
		mnl_attr_parse(message, sizeof(*address), take_address_attribute, out);
	return MNL_CB_OK;
}

struct route {
	uint32_t interface;
	uint32_t gateway; /* in network byte order */
};

static int take_route_attribute(const struct nlattr *attribute, void *context)
{
	struct route *route = context;

	if (!read_u32(attribute, RTA_OIF, &route->interface))
		(void)read_u32(attribute, RTA_GATEWAY, &route->gateway);
	return MNL_CB_OK;
}

static void take_default_route(const struct nlmsghdr *message, const struct found *found)
{
	struct route route = { 0 };
	struct interface *out;

	mnl_attr_parse(message, sizeof(struct rtmsg), take_route_attribute, &route);
	out = with_index(found, (int)route.interface);
	if (!out)
		return;
	out->has_default_route = true;
	out->gateway = ntohl(route.gateway);
}

static int take_route(const struct nlmsghdr *message, void *context)
{
	const struct rtmsg *route = mnl_nlmsg_get_payload(message);

	if (route->rtm_family == AF_INET && route->rtm_dst_len == 0 &&
	    route->rtm_type == RTN_UNICAST)
		take_default_route(message, context);
	return MNL_CB_OK;
}

static bool receive_dump(struct mnl_socket *socket, unsigned sequence, mnl_cb_t take,
                         struct found *found)
{
	AUTO_FREE char *buffer = mem_zalloc(1, DUMP_SIZE);
	int more = MNL_CB_OK;

	while (more > MNL_CB_STOP) {
		ssize_t size = mnl_socket_recvfrom(socket, buffer, DUMP_SIZE);

		if (size <= 0)
			return false;
		more = mnl_cb_run(buffer, (size_t)size, sequence, mnl_socket_get_portid(socket),
		                  take, found);
	}
	return more == MNL_CB_STOP;
}

/* All of a kind, one message each. The kernel logs a header that is not of that kind's size. */
static bool dump(struct mnl_socket *socket, uint16_t type, size_t size, mnl_cb_t take,
                 struct found *found)
{
	char buffer[256] __attribute__((aligned(8)));
	struct nlmsghdr *header = mnl_nlmsg_put_header(buffer);
	const unsigned sequence = type;
	struct rtgenmsg *family;

	header->nlmsg_type = type;
	header->nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP;
	header->nlmsg_seq = sequence;
	family = mnl_nlmsg_put_extra_header(header, size);
	family->rtgen_family = type == RTM_GETLINK ? AF_UNSPEC : AF_INET;
	return mnl_socket_sendto(socket, header, header->nlmsg_len) > 0 &&
	       receive_dump(socket, sequence, take, found);
}

/* By the old interface, which every wireless driver still answers, and by sysfs. */
static bool is_wireless(const struct interface *interface)
{
	AUTO_FREE char *path = mem_printf("/sys/class/net/%s/phy80211", interface->name);
	AUTO_CLOSE int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct iwreq request = { 0 };

	snprintf(request.ifr_name, sizeof(request.ifr_name), "%s", interface->name);
	return access(path, F_OK) == 0 || (fd != -1 && ioctl(fd, SIOCGIWNAME, &request) == 0);
}

bool interface_survey(struct interface **out, size_t *count, struct failure *why)
{
	struct mnl_socket *socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	struct found found = { 0 };
	bool good = socket && mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) == 0 &&
	            dump(socket, RTM_GETLINK, sizeof(struct ifinfomsg), take_link, &found) &&
	            dump(socket, RTM_GETADDR, sizeof(struct ifaddrmsg), take_address, &found) &&
	            dump(socket, RTM_GETROUTE, sizeof(struct rtmsg), take_route, &found);

	if (!good) {
		free(found.items);
		(void)fail_errno(why, FAIL_NETWORK, "cannot ask the kernel for its networks");
	}
	if (socket)
		mnl_socket_close(socket);
	for (size_t i = 0; good && i < found.count; i++)
		found.items[i].is_wireless = is_wireless(&found.items[i]);
	if (good) {
		*out = found.items;
		*count = found.count;
	}
	return good;
}
