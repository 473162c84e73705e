/*
 * fetch - one file: from the store when it is there, else from the first address that has
 * it, into the store.
 *
 * Decides nothing about trust. The caller says what proves the content: its SHA-256,
 * or a judge that checks a signature; only then may an address be http. What neither
 * proves comes over https or not at all, and whether that is enough is the caller's matter.
 */
#ifndef FETCH_H
#define FETCH_H

#include "fetch/download.h"
#include "fetch/part.h"

struct fetch_order {
	const char *what;             /* for messages: "the firmware of Mi Router 3G" */
	const char *const *addresses; /* tried in this order; ends with NULL */
	const char *advice;           /* what to do when no address has it; NULL: nothing */

	const struct digest *sha256; /* or NULL */
	uint64_t size;               /* bytes; 0: not known */
	/*
	 * Checks the content, cached or new; NULL: no check. It refuses with
	 * FAIL_FIRMWARE what is the wrong content: then the next address is tried.
	 */
	bool (*judge)(void *context, const struct stored *content, struct failure *why);
	void *context;
	bool check_proves; /* accepts only what a known key has signed */

	bool offline; /* only what is in the store; without a SHA-256, what the address gave last */
	bool is_immutable; /* the addresses never change what they give: what is there is taken */
	struct download_limits limits; /* its size is the ceiling when `size` is not known */
	struct download_clock *clock;  /* NULL: real time */
	struct progress *progress;
};

struct fetched {
	struct stored object;
	const char *address; /* one of the order's; NULL: it was in the store */
	bool was_damaged;    /* in the store, and is fetched anew */
	bool is_imported;    /* only an imported note says that an address gave it */
};

/*
 * Programs that fetch the same at once make one download. Fails with FAIL_NETWORK when no
 * address has it, FAIL_FIRMWARE when one has the wrong content, FAIL_IO, FAIL_INTERRUPTED.
 * fetched_done() it.
 */
bool fetch_file(const struct store *store, const struct fetch_order *order, struct fetched *out,
                struct failure *why) MUST_CHECK;
void fetched_done(struct fetched *fetched);

/*
 * The same for a short text, in memory: *out is owned, *size bytes long, and a NUL follows.
 */
bool fetch_text(const struct store *store, const struct fetch_order *order, char **out,
                size_t *size, struct failure *why) MUST_CHECK;

#endif
