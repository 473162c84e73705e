/*
 * capacity - whether a stick holds as much as it claims.
 *
 * A counterfeit stick either takes what lies past its real size for lower addresses, and
 * overwrites what is there, or loses it. Distinct stamps are written at the powers of two
 * and at the very end, which shows every stick that loses them and most that wrap. One
 * that wraps at any other size does not show such stamps: for it the lowest MiBs are filled
 * with stamps, and a stick that wraps shows one of them somewhere in its upper half, where
 * the distance of samples is the length of the filled range.
 *
 * The cost on an honest stick of 64 GB: 32 writes, of which 4 are of up to 4 MiB, and 4112 reads
 * of a sector. Its real size is reported to about 1 %.
 */
#ifndef CAPACITY_H
#define CAPACITY_H

#include "base/medium/target.h"
#include "base/progress.h"

/* At least so much memory for O_DIRECT is needed: nothing is allocated here. */
enum { CAPACITY_BUFFER = 4 << 20 };

/*
 * The stick's first sector must be blank; whatever happens its stamps are zeros again as
 * far as it takes them. FAIL_REFUSED names the real size of a counterfeit stick;
 * FAIL_VERIFY: a stick that does not keep what is written, whatever its size is;
 * FAIL_IO: one that cannot be read or written, with the place.
 */
bool capacity_check(struct target *stick, uint8_t *buffer, struct progress *progress,
                    struct failure *why) MUST_CHECK;

#endif
