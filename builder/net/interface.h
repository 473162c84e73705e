/*
 * interface - the computer's network interfaces, and which one may be used for a rescue.
 *
 * Only wired Ethernet will do: firmware goes to whoever answers there. What the kernel says comes
 * by rtnetlink (rtnetlink(7)).
 */
#ifndef INTERFACE_H
#define INTERFACE_H

#include "base/codec/netaddr.h"
#include "base/fail.h"

#include <net/if.h>
#include <stddef.h>

enum { INTERFACE_KIND = 16, INTERFACE_ADDRESSES = 8, INTERFACE_REASON = 160 };

struct interface {
	char name[IF_NAMESIZE];
	int index;
	struct mac mac;
	char kind[INTERFACE_KIND]; /* "veth", "bridge" ...; empty: hardware */
	bool is_ethernet;
	bool is_wireless;
	bool is_loopback;
	bool is_port; /* of a bridge or a bond */
	bool is_up;
	bool has_carrier;
	uint32_t addresses[INTERFACE_ADDRESSES]; /* IPv4 */
	size_t address_count;
	bool has_default_route;
	uint32_t gateway; /* of that; 0: none */
};

/* Of the network namespace that this process is in. The array is owned. */
bool interface_survey(struct interface **out, size_t *count, struct failure *why) MUST_CHECK;

/*
 * Why it cannot be used at all, as the end of a sentence: "it is a wireless interface"; NULL:
 * it can. Some kinds are for tests and virtual machines: they must be named.
 */
const char *interface_refusal(const struct interface *interface, bool is_named);

/* All but the loopback, with what is against each: "'eth0' (it is ...), 'eth1'". Owned. */
char *interface_list(const struct interface *interfaces, size_t count);

/*
 * The one to use: that of this name, or without a name the only one that can be. FAIL_REFUSED
 * names what was found.
 */
bool interface_choose(const struct interface *interfaces, size_t count, const char *name,
                      const struct interface **out, struct failure *why) MUST_CHECK;

#endif
