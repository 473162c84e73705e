/*
 * digest - SHA-256 and others by OpenSSL, and SHA-256 values as text.
 *
 * SHA-256 is what the program proves with. The others exist only because vendors sign
 * and check their files with them.
 */
#ifndef DIGEST_H
#define DIGEST_H

#include "base/bytes.h"
#include "base/fail.h"

enum digest_kind {
	DIGEST_SHA256, /* 32 bytes */
	DIGEST_SHA1,   /* 20 bytes */
	DIGEST_MD5,    /* 16 bytes */
	DIGEST_SHA384, /* 48 bytes */
	DIGEST_SHA512, /* 64 bytes */
};

enum { DIGEST_MAX = 64, DIGEST_SHA256_SIZE = 32, DIGEST_HEX = 2 * DIGEST_SHA256_SIZE + 1 };

struct digest {
	uint8_t bytes[DIGEST_MAX]; /* a shorter digest leaves the rest zero */
};

/* The digest of everything added since digest_begin(); at most one end. */
struct digest_stream {
	void *state;
};

void digest_begin(struct digest_stream *stream, enum digest_kind kind);
void digest_add(struct digest_stream *stream, const void *data, size_t size);
struct digest digest_end(struct digest_stream *stream);

struct digest digest_of(enum digest_kind kind, struct bytes data);

size_t digest_size(enum digest_kind kind);
bool digest_equal(const struct digest *a, const struct digest *b);

/* 64 lower-case digits for SHA-256. */
void digest_to_hex(const struct digest *digest, char hex[DIGEST_HEX]);

/* False when the text is not exactly 64 hexadecimal digits. */
bool digest_from_hex(const char *hex, struct digest *out) MUST_CHECK;

#endif
