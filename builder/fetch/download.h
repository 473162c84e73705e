/*
 * download - the bytes at one address, over https, into whatever takes them.
 *
 * Certificates are always checked. http is used, and followed to, only where the caller
 * says that the content proves itself. Nothing is sent but the request: no cookies, no
 * passwords, no wish for compression. Proxies and certificates come from the usual
 * variables: https_proxy, http_proxy, all_proxy, no_proxy; CURL_CA_BUNDLE, SSL_CERT_FILE,
 * SSL_CERT_DIR.
 *
 * What the bytes are is not judged here: a page that says "not found" with status 200 is
 * content like any other.
 */
#ifndef DOWNLOAD_H
#define DOWNLOAD_H

#include "base/fail.h"
#include "base/progress.h"

#include <stddef.h>
#include <stdint.h>

enum { DOWNLOAD_VALIDATOR_MAX = 512 };

/*
 * Takes the content, in order. Both calls fail as they like; their failure ends the
 * download and is what the caller sees.
 */
struct download_sink {
	uint64_t have;                          /* bytes it holds, kept true by the download */
	char validator[DOWNLOAD_VALIDATOR_MAX]; /* of the copy they are part of; "": unknown */
	bool was_continued;                     /* the content is pieces of several answers */
	bool was_unresolved;                    /* it failed: the server's name has no address */
	/* The content begins, or begins anew; what came before is void. */
	bool (*restart)(struct download_sink *sink, const char *validator, struct failure *why);
	bool (*add)(struct download_sink *sink, const void *data, size_t size, struct failure *why);
};

struct download_limits {
	uint64_t size;            /* bytes */
	uint32_t lookup_seconds;  /* the server's name, all tries; and each name after a redirect */
	uint32_t connect_seconds; /* one connection */
	uint32_t stall_rate;      /* bytes a second: slower than that ... */
	uint32_t stall_seconds;   /* ... for so long is a stall */
	uint32_t total_seconds;   /* everything, pauses included */
	uint32_t tries;           /* in a row that bring not one byte */
};

struct download_limits download_usual_limits(void);

/* Of a look-up after one that failed: there is hardly a network. */
enum { LOOKUP_SECONDS_IN_DOUBT = 1 };

/* Time, so that tests need not wait for it. */
struct download_clock {
	uint64_t (*now)(struct download_clock *clock); /* ms, from any beginning */
	/* Fails with FAIL_INTERRUPTED. */
	bool (*wait)(struct download_clock *clock, uint64_t ms, struct failure *why);
};

struct download {
	const char *address;
	bool http_allowed; /* the content proves itself, by a known digest or a signature */
	struct download_limits limits;
	struct download_clock *clock; /* NULL: real time */
	struct progress *progress;    /* the total is 0 as long as it is not known */
};

/*
 * Continues what the sink holds where the server still has the same copy (RFC 9110, 13.1.5
 * and 14.2), tries again after what may pass, with longer and longer pauses. Fails with
 * FAIL_NETWORK, FAIL_USAGE when the address is none, FAIL_INTERRUPTED, and as the sink does.
 * The failure begins with the address: "'https://...': cannot connect".
 */
bool download_run(const struct download *download, struct download_sink *sink,
                  struct failure *why) MUST_CHECK;

#endif
