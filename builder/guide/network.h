/* network - the addresses of a rescue over the network, in words. */
#ifndef GUIDE_NETWORK_H
#define GUIDE_NETWORK_H

#include "catalog/network.h"

/*
 * "192.168.0.66/24", "given by the router (DHCP)", "10.10.10.3/24, or 192.168.10.19/24". Owned;
 * NULL when no source says anything.
 */
char *network_pc_words(const struct network *network);
char *network_device_words(const struct network *network);

#endif
