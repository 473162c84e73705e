/* plain_copy - what a view holds once it is deciphered, in a scratch file. */
#ifndef PLAIN_COPY_H
#define PLAIN_COPY_H

#include "firmware/examine/examine.h"

/* Pieces have this size, but for the last one. */
enum { PLAIN_COPY_PIECE = 64 << 10 };

/*
 * `decipher` is called for one piece after the other. False, with a finding, when there is no
 * space. What was copied is kept: examine_unpacked() takes it.
 */
bool plain_copy(struct view view, sum_filter decipher, void *state, struct scratch_file *out,
                struct examination *exam);

#endif
