/*
 * keyring - the public keys a signature is tried against.
 *
 * Vendor keys come with the catalogue; trusted ones from --trust. A key is tried
 * only by formats that know its algorithm.
 */
#ifndef KEYRING_H
#define KEYRING_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fail.h"

enum key_class { KEY_VENDOR, KEY_TRUSTED };

struct public_key {
	char *name;
	char *use; /* "system", "unit"; NULL for trusted keys: every use */
	enum key_class class;
	void *evp; /* EVP_PKEY */
};

struct keyring {
	struct public_key *keys;
	size_t count;
};

/* PEM "PUBLIC KEY" text, RSA of 1024 to 8192 bits. Copies everything. */
bool keyring_add_pem(struct keyring *keyring, enum key_class class, const char *name,
                     const char *use, const char *pem, struct failure *why) MUST_CHECK;

/* --trust FILE; FAIL_USAGE when it is not a public key. The name is the file's last part. */
bool keyring_add_file(struct keyring *keyring, const char *path, struct failure *why) MUST_CHECK;

void keyring_done(struct keyring *keyring);

enum rsa_opening {
	RSA_CLOSED, /* this key did not make the signature */
	RSA_SHA1,   /* opened: PKCS#1 v1.5 padding around a SHA-1 DigestInfo */
	RSA_SHA256,
};

/* Opens a PKCS#1 v1.5 signature (RFC 8017, 8.2.2) and hands out the digest that was signed. */
enum rsa_opening public_key_open(const struct public_key *key, struct bytes signature,
                                 struct digest *signed_digest);

#endif
