/*
 * following_hash - the SHA-256 of a file that is still being filled, computed behind whoever fills
 * it, in a job of its own.
 */
#ifndef FOLLOWING_HASH_H
#define FOLLOWING_HASH_H

#include "base/digest.h"
#include "base/files/file_lease.h"

#include <stdint.h>

struct following_hash;

/*
 * To be called where no other thread forks this program, as anything that begins a digest.
 * following_hash_done() frees it.
 */
struct following_hash *following_hash_begin(void);

/* `filled` bytes of the file are there, and will not change. The descriptor is borrowed. */
void following_hash_go_on(struct following_hash *hash, int fd, uint64_t filled);

/* All of a leased file. A mapped one must stay mapped until following_hash_end(). */
void following_hash_take(struct following_hash *hash, int fd, uint64_t size,
                         const struct file_lease *lease);

/*
 * The rest up to `size`, and what has come of it. False: not all of it could be
 * read, or the user interrupted.
 */
bool following_hash_end(struct following_hash *hash, int fd, uint64_t size, struct digest *out);

/* Accepts NULL; waits for what still runs. */
void following_hash_done(struct following_hash *hash);

#endif
