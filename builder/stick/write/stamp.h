/*
 * stamp - a sector that says where it was written, and in which check.
 *
 * It begins with a number drawn for this check alone and with its own offset; the rest
 * grows from both. A stamp counts only when every byte of it is right, so that neither
 * one of an earlier check nor a damaged one is believed. It ends with zeros: no boot
 * record, boot sector or partition table does.
 */
#ifndef STAMP_H
#define STAMP_H

#include "base/fail.h"
#include "base/units.h"

#include <stdint.h>

enum { STAMP_NONCE = 16 };

/* The stamps of one check. */
struct stamps {
	uint8_t nonce[STAMP_NONCE];
};

/* FAIL_IO when the system gives no random numbers. */
bool stamps_begin(struct stamps *out, struct failure *why) MUST_CHECK;

void stamp_make(const struct stamps *stamps, uint64_t offset, uint8_t sector[SECTOR]);

/* Whether the sector is one of these stamps; then *offset is where it was written. */
bool stamp_read(const struct stamps *stamps, const uint8_t sector[SECTOR], uint64_t *offset);

#endif
