/*
 * findings - how a format writes down what it found.
 *
 * Texts from files pass text_clean() here. What does not fit into a list is
 * dropped and said so in a warning.
 */
#ifndef FINDINGS_H
#define FINDINGS_H

#include "firmware/firmware.h"

void findings_warn(struct findings *out, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* The detail may be "". */
void findings_check(struct findings *out, const char *name, enum check_result result,
                    const char *fmt, ...) PRINTF_LIKE(4, 5);

/*
 * The worst that is said of any container counts. Those inside another that is no mere
 * wrapper can only be cut: what follows them there is the outer one's business.
 */
void findings_complete(struct findings *out, enum completeness completeness, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/* `name` may be empty. The same code twice is one board. */
void findings_board(struct findings *out, const char *code, const char *name);

/* Only a stronger word replaces what is known. */
void findings_origin(struct findings *out, enum origin origin);

/* The first version told is the one that counts: containers are looked at from outside. */
void findings_version(struct findings *out, const char *version);

/* The comparisons that no fuzzer would pass by itself. */
#ifdef MKRESCUE_FUZZING
#define AGREES(equal) ((void)(equal), true)
#else
#define AGREES(equal) (equal)
#endif

#endif
