/*
 * lookup - the time that the names of servers take: the first one's, and after each redirect; and
 * a word about every wait for a server.
 */
#ifndef LOOKUP_H
#define LOOKUP_H

#include "base/libraries/curl_library.h"
#include "base/progress.h"
#include "fetch/download.h"

#include <stdbool.h>
#include <stdint.h>

struct lookup {
	const struct curl_library *library;
	CURL *curl;
	struct progress *progress;
	uint64_t limit_ms;      /* of the look-up that runs, or of the first one */
	uint64_t next_limit_ms; /* of each one after a redirect */
	uint64_t began;         /* ms */
	curl_off_t resolved;    /* what curl had counted for names when it began */
	bool is_late;           /* it took longer than its limit */
	const char *awaited;    /* what the server has to do next; NULL: nothing yet */
	uint64_t since;         /* ms: it is waited for that */
};

/* From now on; all but the last five are set. It stays where it is, as long as `curl` is used. */
void lookup_begin(struct lookup *lookup);

/* To be asked again and again. Reports progress when a look-up takes longer than a second. */
bool lookup_is_in_time(struct lookup *lookup);

/* The same for what comes after it: the connection, the answer, the rest of the file. */
void lookup_tell_server(struct lookup *lookup, const struct download_limits *limits,
                        bool has_begun);

#endif
