/*
 * transfer - one request and its answer: a single try of a download.
 */
#ifndef TRANSFER_H
#define TRANSFER_H

#include "fetch/download.h"

enum transfer_end {
	TRANSFER_DONE,
	TRANSFER_AGAIN,      /* what went wrong may pass */
	TRANSFER_UNRESOLVED, /* and so may this, soon: the server's name has no address */
	TRANSFER_NO_ANSWER,  /* the look-up of the name took all its time */
	TRANSFER_NEVER,
};

struct transfer_time {
	uint64_t all_ms;
	uint64_t lookup_ms; /* of these, until the first server's name has an address */
};

/*
 * Unless it is done, *why says the reason, without the address. *pause is how long the
 * server asks to wait (Retry-After), in seconds, or 0.
 */
enum transfer_end transfer_run(const struct download *download, struct download_sink *sink,
                               const struct transfer_time *time, uint64_t *pause,
                               struct failure *why);

#endif
