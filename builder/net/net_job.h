/* net_job - what a rescue over the network is to do, as values. */
#ifndef NET_JOB_H
#define NET_JOB_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum { NET_ADDRESSES = 8, NET_FILES = 8, NET_NAMES = 8 };

/* One file for the router. Everything is borrowed. */
struct net_file {
	const char *names[NET_NAMES]; /* under which it is asked for, in any case of letters */
	size_t name_count;            /* 0: under any name */
	struct bytes content;
	bool optional; /* the rescue may be over without it */
};

struct net_job {
	const char *method; /* "tftp-serve" */
	struct net_file files[NET_FILES];
	size_t file_count;

	/* Of this computer, for the router; none: whatever address a router asks for. */
	uint32_t addresses[NET_ADDRESSES];
	size_t address_count;

	/* Addresses that routers of any model ask for: who asks for one of them is no other host.
	 */
	const uint32_t *targets;
	size_t target_count;

	uint32_t gateway; /* of the computer's own network on this interface; 0: none */

	bool captures;         /* each frame is reported */
	uint64_t patience_ms;  /* until a router must have asked */
	uint64_t write_ms;     /* from the transfer's end until the router may be looked for */
	uint64_t look_ms;      /* how long it is looked for after that; 0: it is not */
	uint32_t next_address; /* where the new system answers; 0: not known */
};

#endif
