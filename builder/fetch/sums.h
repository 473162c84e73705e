/*
 * sums - files that vouch for others: lists of SHA-256, and usign's signatures.
 *
 * Only reading: whether a list is to be believed is decided by who holds the key. Both
 * kinds of text come from strangers; what is not exactly as it should be is refused.
 */
#ifndef FETCH_SUMS_H
#define FETCH_SUMS_H

#include "base/digest.h"

enum { SUMS_NAME_MAX = 255 };

/*
 * Lines of "HASH *NAME" or "HASH  NAME", as sha256sum writes them; a name has no
 * character that is special to anybody, and may have folders ("kmods/x/y.ipk"). Fails
 * with FAIL_FIRMWARE, naming the line. `name` is the document's, for messages.
 */
bool sums_check(struct bytes text, const char *name, struct failure *why) MUST_CHECK;

/* In a text that sums_check() accepts. False: not listed, or with two different digests. */
bool sums_find(struct bytes text, const char *file, struct digest *out);

enum { USIGN_KEY_ID_SIZE = 8, USIGN_SIGNATURE_SIZE = 64 };

/* Ed25519 over the whole file it is for (openwrt/usign@c4c72b1, main.c). */
struct usign_signature {
	uint8_t key_id[USIGN_KEY_ID_SIZE];
	uint8_t bytes[USIGN_SIGNATURE_SIZE];
};

/*
 * Two lines: "untrusted comment: ...", and in base64 "Ed", the key's id, the signature.
 * Fails with FAIL_FIRMWARE.
 */
bool usign_read_signature(struct bytes text, const char *name, struct usign_signature *out,
                          struct failure *why) MUST_CHECK;

#endif
