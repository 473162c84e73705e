/*
 * wipe - has a part of a stick read as zeros, by the fastest way that really does it.
 *
 * A stick that can clears it by itself; that it says so is no proof. Samples are read
 * back, both ends of every piece among them, and where one is not zero the zeros are
 * written one by one, and sampled too.
 */
#ifndef WIPE_H
#define WIPE_H

#include "base/medium/target.h"
#include "base/progress.h"

/* At least so much memory for O_DIRECT is needed: nothing is allocated here. */
enum { WIPE_BUFFER = 4 << 20 };

/* Bytes [from, to), whole sectors. FAIL_VERIFY when samples are not zeros even then. */
bool wipe_range(struct target *stick, uint64_t from, uint64_t to, uint8_t *buffer,
                struct progress *progress, struct failure *why) MUST_CHECK;

#endif
