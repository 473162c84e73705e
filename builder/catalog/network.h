/*
 * network - how a router is reached whose rescue goes over the network, as read from vendors/.
 *
 * What no source says is zero, NULL or "unknown". Texts are for people; everything else is as
 * exact as a program needs it.
 */
#ifndef NETWORK_H
#define NETWORK_H

#include "base/codec/netaddr.h"

#include <stddef.h>

enum address_kind {
	ADDRESS_STATED,          /* this one, or one of this range */
	ADDRESS_GIVEN_BY_US,     /* the router gets one from this computer: see `lease` */
	ADDRESS_GIVEN_BY_ROUTER, /* this computer gets one from the router, by DHCP */
	ADDRESS_ANY,             /* not prescribed: any for this computer, the router's own */
	ADDRESS_NONE,            /* none is needed */
	ADDRESS_UNKNOWN,         /* only the note says something */
};

/* One of the addresses that a computer, or a router, may have. */
struct address {
	enum address_kind kind;
	/*
	 * Of a stated one. Also what the router gives, and, where this computer needs none, the
	 * one that the program which serves the files answers as.
	 */
	struct ipv4_range range;
	const char *note; /* for people, or NULL */
};

/* What DHCP, BOOTP or NMRP of this computer give the router. */
struct lease {
	uint32_t first;
	uint32_t last;    /* the same as first for a single address */
	uint64_t written; /* as json.h says */
};

/* Where the answers of a router that takes a file by TFTP come from. */
enum answer_port { ANSWER_UNKNOWN, ANSWER_SAME, ANSWER_NEW };

/* What such a router says once it has the whole file. */
enum put_verdict {
	VERDICT_UNKNOWN,
	VERDICT_NONE,    /* nothing */
	VERDICT_PACKETS, /* packets with TFTP's operation 6: 1 written, 0 failed (ASUS) */
	VERDICT_ERROR,   /* a TFTP error, when it refuses the file */
	VERDICT_TEXT,    /* bare text, when it refuses the file */
};

/* How a file is pushed by TFTP. */
struct tftp_put {
	uint64_t period_ms;      /* between two requests to write */
	uint64_t window_seconds; /* how long the router listens after power-on */
	uint64_t size_max;       /* bytes that the loader can take */
	enum answer_port port;
	enum put_verdict verdict;
	/* A name that must be asked for first, followed by the router's address: it sets that. */
	const char *sets_address;
	uint64_t written; /* as json.h says */
};

/* What shows that the rescue is over. */
enum end_kind {
	END_UNKNOWN,
	END_LAST_BLOCK, /* the last block of the transfer is acknowledged */
	END_ANSWERS,    /* the new system answers at `value` */
	END_REPLY,      /* the router's answer has `text` in it */
	END_LIGHT,      /* the lights show `text` */
	END_RESTART,    /* the router restarts by itself */
	END_NOTHING,    /* nothing shows it: time must pass */
};

struct end_sign {
	enum end_kind kind;
	uint32_t value; /* an address */
	const char *text;
	uint64_t written; /* as json.h says */
};

/* What the cable's link needs. */
struct link_needs {
	bool switch_between; /* so that the computer's link stays up while the router restarts */
	uint64_t max_mbit;   /* 10, 100 or 1000 */
	uint64_t written;    /* as json.h says */
};

/* How a router with two systems is made to start the other one. */
struct toggle {
	uint64_t on_seconds;
	uint64_t off_seconds;
	uint64_t times;
	uint64_t written; /* as json.h says */
};

/* Of a rescue page, besides its path and field. */
struct rescue_page {
	const char *first_path;  /* what must be asked for before the upload */
	const char *second_path; /* ... after it, once the page has confirmed its MD5: "/result" */
	const char *success;     /* text in its answer */
	const char *failure;
	bool head_alone;  /* the request's head must come in a packet of its own */
	uint64_t written; /* as json.h says */
};

/* Netgear's names of regions; the values are those of NMRP's option 4. */
enum nmrp_region {
	REGION_UNKNOWN,
	REGION_NA,
	REGION_WW,
	REGION_GR,
	REGION_PR,
	REGION_RU,
	REGION_BZ,
	REGION_IN,
	REGION_KO,
	REGION_JP,
	REGION_AU,
};

struct nmrp {
	enum nmrp_region region; /* to send to the router */
	uint64_t written;        /* as json.h says */
};

/* Where EVA's FTP server puts the file. */
enum eva_media { EVA_UNKNOWN, EVA_FLASH, EVA_MEMORY };

struct eva {
	enum eva_media media;
	const char *target; /* "mtd1"; of the memory, where it ends: "0x88000000" */
	uint64_t written;   /* as json.h says */
};

struct network {
	struct address *pc_addresses;
	size_t pc_address_count;
	struct address *device_addresses;
	size_t device_address_count;
	struct lease lease;
	uint64_t port;         /* 0: the protocol's usual one */
	const char *socket;    /* which of the router's sockets the cable goes into */
	const char *path;      /* of the rescue page's form */
	const char *field;     /* of that form, for the file */
	const char *login;     /* "adam2/adam2" */
	const char *done;      /* what shows that it is over */
	const char *command;   /* the exact command, where a source gives one */
	uint64_t wait_seconds; /* from the transfer's end until it may be switched off */
	const char *by_hand;   /* why the program leaves it to a person, or NULL */

	/* What the program itself needs to carry the rescue out. */
	const char **asked_as; /* names that the router asks for */
	size_t asked_as_count;
	bool fetches_parts;       /* a combined image's files, by the names that it lists */
	const char *arp_model;    /* the model, as its ARP requests carry it: "MR600" */
	const char *vendor_class; /* as its DHCP requests carry it */
	struct mac neighbour;     /* of a router that answers no ARP */
	bool keeps_block_size;    /* it asks for larger TFTP blocks, and may fail with them */
	struct tftp_put put;
	struct end_sign ends;
	uint64_t write_seconds;          /* that it writes for, whatever the file's size ... */
	uint64_t write_bytes_per_second; /* ... and beyond that */
	struct link_needs link;
	struct toggle toggle;
	struct rescue_page page;
	struct nmrp nmrp;
	struct eva eva;
	uint64_t written; /* as json.h says */
};

/* As vendor files and --json have them: "stated", "given-by-us" ... */
const char *address_kind_name(enum address_kind kind);
/* "unknown", "same", "new" */
const char *answer_port_name(enum answer_port port);
/* "unknown", "none", "packets", "error", "text" */
const char *put_verdict_name(enum put_verdict verdict);
/* "unknown", "last-block", "answers" ... */
const char *end_kind_name(enum end_kind kind);
/* "unknown", "NA", "WW" ... */
const char *nmrp_region_name(enum nmrp_region region);
/* "unknown", "flash", "memory" */
const char *eva_media_name(enum eva_media media);

#endif
