/* net_job - what a rescue over the network is to do, as values. */
#ifndef NET_JOB_H
#define NET_JOB_H

#include "base/bytes.h"
#include "base/codec/netaddr.h"

enum { NET_ADDRESSES = 8, NET_FILES = 16, NET_NAMES = 8 };

/* One file for the router. Everything is borrowed. */
struct net_file {
	const char *names[NET_NAMES]; /* under which it is asked for, in any case of letters; a
	                                 file that is pushed goes under the first */
	size_t name_count;            /* 0: under any name */
	struct bytes content;
	bool optional; /* the rescue may be over without it */
};

/* How a file is pushed to a router by TFTP. */
struct net_push {
	bool is_wanted;       /* the router asks for nothing */
	uint64_t period_ms;   /* between two requests; 0: the usual one */
	uint16_t port;        /* 0: the usual one */
	struct mac neighbour; /* of a router that answers no ARP; zeros: it does */
	/* A name that is asked for first, its address following: it sets that. NULL: none. */
	const char *sets_address;
	uint16_t region; /* of nmrp: it is to be set; 0: it is left as it is */
};

/* How a file goes to a router's rescue page. Everything is borrowed; NULL where it is not known. */
struct net_page {
	bool is_wanted;
	uint16_t port;           /* 0: the usual one */
	const char *path;        /* where the form is sent to */
	const char *field;       /* of the form, for the file */
	const char *chosen_path; /* by the user: these count before those */
	const char *chosen_field;
	const char *first_path;  /* what is asked for before the upload, */
	const char *second_path; /* and after it, once the page has confirmed size and MD5 */
	const char *success;     /* in its answer */
	const char *failure;
	bool head_alone; /* the request's head goes into a segment of its own */
	char md5[33];    /* of the file, in hexadecimal digits */
};

/* How a file goes to the FTP server of AVM's boot loader. Borrowed, NULL where it is not so. */
struct net_eva {
	bool is_wanted;
	uint16_t port; /* 0: the usual one */
	char user[16];
	char password[16];
	const char *target;  /* a partition of the flash: "mtd1"; NULL: the memory, */
	uint32_t memory_end; /* which ends here; the file goes right below */
};

/* What one router is given by BOOTP or DHCP, and nobody else. */
struct net_lease {
	uint32_t address;
	const char *file;
	const char *vendor_class; /* how it begins; NULL: the first one that asks is given it */
};

struct net_job {
	const char *method; /* "tftp-serve" */
	struct net_file files[NET_FILES];
	size_t file_count;

	/* Of this computer, for the router; none: whatever address a router asks for. */
	uint32_t addresses[NET_ADDRESSES];
	size_t address_count;

	/* Of the router, where they are known: who answers as one of them is no other host. */
	uint32_t devices[NET_ADDRESSES];
	size_t device_count;

	bool keeps_block_size; /* larger blocks that the router asks for are not granted */

	/* Of tftp-put and nmrp; of http-post and ftp-eva only that it is wanted. */
	struct net_push push;
	struct net_page page;   /* of http-post */
	struct net_eva eva;     /* of ftp-eva */
	struct net_lease lease; /* of bootp-tftp-serve */

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

/* Whether what is sent goes in numbered blocks, as TFTP's do; otherwise it is a row of bytes. */
bool net_job_counts_blocks(const struct net_job *job);

bool net_job_has_device(const struct net_job *job, uint32_t address);

#endif
