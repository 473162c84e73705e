/*
 * snapshot - a private copy of a file that nothing can change any more.
 *
 * Up to 512 MiB it lies in sealed memory, above that in a file without a name
 * (in TMPDIR, or else /var/tmp).
 */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include "base/fail.h"
#include "base/medium/following_hash.h"

#include <stdint.h>

enum { FIRMWARE_SIZE_MAX = 1 << 30 }; /* no known loader takes more, no layout holds more */

/*
 * Opens a regular file for reading. Fails with `kind` for anything else (a FIFO
 * included, without waiting for its writer), and when it is empty or over
 * `limit` bytes.
 */
bool open_regular(const char *path, uint64_t limit, enum fail_kind kind, int *out_fd,
                  uint64_t *out_size, struct failure *why) MUST_CHECK;

/*
 * Copies a regular file of 1 to `limit` bytes. The caller closes *out_fd, which is
 * at offset 0; `hash` follows, unless it is NULL. Fails with FAIL_FIRMWARE, FAIL_IO when there
 * is no space for a copy, FAIL_INTERRUPTED.
 */
bool snapshot_take(const char *path, uint64_t limit, struct following_hash *hash, int *out_fd,
                   uint64_t *out_size, struct failure *why) MUST_CHECK;

/* A file that is open, to be copied from where it stands on. Everything is borrowed. */
struct original {
	int fd;
	const char *path;            /* for messages */
	uint64_t limit;              /* bytes */
	struct following_hash *hash; /* follows; or NULL */
};

/* As snapshot_take(). */
bool snapshot_take_open(const struct original *original, int *out_fd, uint64_t *out_size,
                        struct failure *why) MUST_CHECK;

#endif
