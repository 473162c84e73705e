/* askers - which models' boot loaders ask for a file at an address. */
#ifndef ASKERS_H
#define ASKERS_H

#include "app/knowledge/knowledge.h"
#include "net/net_event.h"

#include <stdint.h>

struct askers {
	char **models; /* "vendor/model"; owned */
	size_t count;
};

/* Those that send what NET_ASKED says: file and address, a model in ARP, a class in DHCP. */
void askers_of(struct askers *out, const struct knowledge *knowledge,
               const struct net_event *event);
void askers_done(struct askers *askers);

/* "tplink/archer-c7-v5, tplink/archer-a7-v5 and 3 more"; empty: none. Owned. */
char *askers_list(const char *const *models, size_t count);

/* Every address that some model asks for, each once. Owned. */
uint32_t *askers_addresses(const struct knowledge *knowledge, size_t *count);

#endif
