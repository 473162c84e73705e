/*
 * usign - keys and signatures as OpenWrt's usign and OpenBSD's signify write them: a line of
 * comment, then in base64 "Ed", the key's id, the Ed25519 key or signature
 * (openwrt/usign@c4c72b1b, main.c).
 */
#ifndef USIGN_H
#define USIGN_H

#include "base/bytes.h"

enum { USIGN_ID = 8, ED25519_KEY = 32, ED25519_SIGNATURE = 64 };

struct usign {
	uint8_t id[USIGN_ID];
	uint8_t data[ED25519_SIGNATURE]; /* a key fills ED25519_KEY of it */
};

/* False when the text is anything else, or does not hold `size` bytes behind the id. */
bool usign_parse(struct bytes text, size_t size, struct usign *out);

#endif
