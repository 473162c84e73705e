/*
 * supply - files that the user did not bring: from the store or from their address, judged
 * before they enter the store, with their proof of origin.
 */
#ifndef SUPPLY_H
#define SUPPLY_H

#include "app/sources/slot.h"
#include "app/ui.h"
#include "base/codec/usign.h"
#include "fetch/fetch.h"

/* Who fetches. Everything but the store is borrowed. */
struct supply {
	const struct request *request;
	const struct knowledge *knowledge;
	struct ui *ui;
	struct store store;
	bool is_open;
	char *chosen; /* by a person, of OpenWrt's boards or targets; owned, NULL: nothing */
};

/* The store is opened when it is needed first. supply_done() accepts a zeroed one. */
struct supply supply_for(const struct request *request, const struct knowledge *knowledge,
                         struct ui *ui);
bool supply_open_store(struct supply *supply, struct failure *why) MUST_CHECK;
void supply_done(struct supply *supply);

/* Time, limits, progress and offline, as everything is fetched here. */
struct fetch_order supply_terms(const struct supply *supply);

/* Of what is too short to tell how far it has come: a person hears only that it is waited for. */
struct wait_watch {
	struct progress progress; /* first, so that it is what an order reports to */
	struct progress *next;
};
void wait_watch_begin(struct wait_watch *out, struct progress *next);

/* One file to be fetched. */
struct supply_order {
	const struct recipe *recipe;   /* NULL: not known yet, any firmware will do */
	const struct slot *slot;       /* with the recipe */
	const char *const *addresses;  /* ends with NULL; none: it can only be in the cache */
	const char *name;              /* NULL: as the address calls it */
	const char *advice;            /* what to do when no address has it, or NULL */
	uint64_t size;                 /* bytes; 0: not known */
	bool is_immutable;             /* as in fetch/fetch.h */
	const struct usign *signature; /* that lies beside it, or NULL */
	struct provenance provenance;  /* what is known before; the address is not in it */
	/* By the judge: the better of provenance and the file's own signature. */
	enum trust judged;
	char signer[96];
};

struct supplied {
	struct stored object;
	bool was_fetched; /* now, and not earlier */
	char *name;       /* what the address calls it; owned */
	struct provenance provenance;
	enum trust judged; /* as in the order */
	char signer[96];   /* who signed the file itself; "": unknown */
};

/*
 * Fails as fetch_file(), with FAIL_FIRMWARE when the file has no sufficient proof of origin.
 * Takes over order->provenance. supplied_done() accepts a zeroed one.
 */
bool supply_fetch(struct supply *supply, struct supply_order *order, struct supplied *out,
                  struct failure *why) MUST_CHECK;
void supplied_done(struct supplied *supplied);

/* A private snapshot, with its names in messages; *path is owned, the name is borrowed. */
bool supply_take(const struct supply *supply, const struct stored *object, const char *name,
                 char **path, struct firmware_content *out, struct failure *why) MUST_CHECK;

/* Files that were fetched, each with its place. */
struct supplies {
	struct supply_file {
		const struct slot *slot; /* NULL: not decided yet */
		struct supplied supplied;
	} * files;
	size_t count;
};

/* Takes the file over. */
void supplies_add(struct supplies *supplies, const struct slot *slot, struct supplied *supplied);
/* Accepts a zeroed one. */
void supplies_done(struct supplies *supplies);

/* A word of the command line that is an address, and what goes with it. */
struct source_word {
	const char *text;            /* "https://...", "openwrt:24.10.2", "xiaomi:stable" */
	const struct digest *sha256; /* as the user gave it, or NULL */
	const struct recipe *recipe; /* NULL: not known yet */
	const struct slot *slot;     /* NULL: not known */
};

#endif
