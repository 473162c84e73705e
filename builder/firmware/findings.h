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

/* `name` must be a constant; the detail may be "". */
void findings_check(struct findings *out, const char *name, enum check_result result,
                    const char *fmt, ...) PRINTF_LIKE(4, 5);

/* A stored CRC-32 beside the one its bytes have. */
void findings_crc(struct findings *out, const char *name, uint32_t stored, uint32_t computed);

void findings_complete(struct findings *out, enum completeness completeness, const char *fmt, ...)
        PRINTF_LIKE(3, 4);

/* `name` may be empty. */
void findings_board(struct findings *out, const char *code, const char *name);

/* Appends " > part" to the container. */
void findings_contains(struct findings *out, const char *part);

/* CRC-32 as zlib has it, and its complement, which many vendors store. */
uint32_t crc_std(struct bytes data);
uint32_t crc_jam(struct bytes data);

/* The two comparisons that no fuzzer would pass by itself. */
#ifdef MKRESCUE_FUZZING
#define AGREES(equal) ((void)(equal), true)
#else
#define AGREES(equal) (equal)
#endif

static inline bool crc_agrees(uint32_t stored, uint32_t computed)
{
	return AGREES(stored == computed);
}

static inline bool digest_agrees(const struct digest *stated, const struct digest *computed)
{
	return AGREES(digest_equal(stated, computed));
}

#endif
