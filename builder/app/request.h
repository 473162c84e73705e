/*
 * request - what the user wants, as values: which router, which firmware, which target.
 *
 * The command line fills it; so do a test and, with --locked, a lock file. Everything is
 * borrowed; zero is the safe default of every member.
 */
#ifndef REQUEST_H
#define REQUEST_H

#include "base/fail.h"
#include "base/text/strings.h"

struct keyring;

struct request_router {
	const char *vendor;      /* NULL: not given; then the catalogue is read whole */
	const char *model;       /* NULL: not given */
	struct strings catalogs; /* folders of vendor files that come before the program's own */
};

struct request_firmware {
	struct strings files;   /* FILE, NAME=FILE, an address, openwrt:VERSION or xiaomi:CHANNEL */
	struct strings sha256;  /* of these files, in their order */
	struct strings trusted; /* files of public keys */
	const struct keyring *keys; /* these and the catalogue's, read already; or NULL */
	const char *openwrt_mirror; /* NULL: the environment's, or OpenWrt's own server */
	bool offline;               /* only what is in the cache */
	bool doubts_network;        /* a server's name was not resolved a moment ago */
	bool accept_unsigned;       /* of unknown origin */
	bool accept_unstated_model; /* that do not say which model they are for */
	bool accept_unproven;       /* for a rescue that is only inferred */
	bool accept_developer;      /* fetch developer builds */
	bool locked;                /* exactly what the lock file says */
	const char *lock_file;      /* NULL: the usual name */
	const char *lock_text;      /* what it says, where that was read already; or NULL */
};

struct request_target {
	struct strings devices; /* whole disks */
	bool all_usb;           /* every USB stick that is clearly safe to erase */
	const char *output;     /* an image file; NULL: none */
	const char *output_dir; /* a folder; NULL: none */
	const char *card;       /* where the instruction card goes; NULL: nowhere */
	const char *layout;     /* NULL: the recipe's */
	const char *label;      /* of the volume; NULL: the usual one */
	bool replace;           /* an existing file or folder */
	bool check_capacity;    /* before anything is written */
	bool wipe;              /* zeros over the rest of the stick */
	bool no_eject;
	bool replug; /* prove once more after the stick was plugged in again */
};

/* A rescue by whatever method the model needs, over the network where that is it. */
struct request_rescue {
	bool is_wanted;
	const char *interface; /* NULL: the only one that will do */
	const char
	        *patience;   /* seconds in which the router must ask; NULL: the usual ten minutes */
	const char *seconds; /* as long is listened for a router; NULL: ten minutes */
	const char *capture; /* a file for what passes on the cable; NULL: none */
	bool no_wait;        /* the new system is not looked for */
	const char *page_path;  /* where a rescue page's form goes, and its field for the file; */
	const char *page_field; /* NULL: as the catalogue or the page says */
};

/* What may be done without a question. */
struct request_consent {
	struct strings erase; /* serial numbers of disks that do not look like sticks */
	bool unmount;
	bool allow_fixed; /* a disk that is neither removable nor on USB */
	bool yes;
	bool dry_run; /* nothing is written at all */
};

struct request {
	const char *fleet; /* a file that names many routers; NULL: one router */
	struct request_router router;
	struct request_firmware firmware;
	struct request_target target;
	struct request_rescue rescue;
	struct request_consent consent;
};

/* Whether sticks are wanted, by name or all of them. */
bool request_has_sticks(const struct request *request);

/* Whether it says where the result goes. */
bool request_has_target(const struct request *request);

/* FAIL_USAGE where members do not go together: about sticks, a file or folder, or several. */
bool request_check_sticks(const struct request *request, struct failure *why) MUST_CHECK;
bool request_check_file(const struct request *request, struct failure *why) MUST_CHECK;
bool request_check_targets(const struct request *request, struct failure *why) MUST_CHECK;

#endif
