/*
 * keyring - the public keys a signature is tried against.
 *
 * Vendor keys come with the catalogue; trusted ones from --trust. A key is tried
 * only by formats that know its algorithm.
 */
#ifndef KEYRING_H
#define KEYRING_H

#include "base/bytes.h"
#include "base/codec/usign.h"
#include "base/digest.h"
#include "base/fail.h"

enum key_class { KEY_VENDOR, KEY_TRUSTED };

struct public_key {
	char *name;
	char *use; /* "system", "unit"; NULL for trusted keys: every use */
	enum key_class class;
	bool is_ed25519;
	uint8_t usign_id[USIGN_ID]; /* what usign's signatures name the key by; zeros: unknown */
	void *evp;                  /* EVP_PKEY */
};

struct process_limits;
struct sandbox_pool;

struct keyring {
	struct public_key *keys;
	size_t count;
	bool sandboxed; /* files that they are tried on are examined in the sandbox */
	const struct process_limits *sandbox_limits; /* borrowed; NULL: the usual ones */
	struct sandbox_pool *pool; /* borrowed; NULL: each process is forked from this program */
	struct progress
	        *progress; /* hears that the sandbox is waited for; borrowed, NULL: nobody */
};

/* PEM "PUBLIC KEY" text: RSA of 1024 to 8192 bits, or Ed25519. Copies everything. */
bool keyring_add_pem(struct keyring *keyring, enum key_class class, const char *name,
                     const char *use, const char *pem, struct failure *why) MUST_CHECK;

/* A vendor's key that is given as figures. */
struct key_figures {
	const char *name;
	const char *use;
	const char *modulus; /* RSA: hexadecimal, big endian; NULL: it is an Ed25519 key */
	uint64_t exponent;
	const char *key;      /* Ed25519: hexadecimal */
	const char *usign_id; /* hexadecimal, or NULL */
};

bool keyring_add_figures(struct keyring *keyring, const struct key_figures *figures,
                         struct failure *why) MUST_CHECK;

/*
 * --trust FILE, PEM or usign's two lines; FAIL_USAGE when it is not a public key. The
 * name is the file's last part.
 */
bool keyring_add_file(struct keyring *keyring, const char *path, struct failure *why) MUST_CHECK;

/* A key in usign's form, as a trusted one. False when its bytes are no key. */
bool keyring_add_usign(struct keyring *keyring, const char *name,
                       const struct usign *usign) MUST_CHECK;

/* The same keys, and the processes that know them, for one more user. */
void keyring_share(struct keyring *out, const struct keyring *keyring);

void keyring_done(struct keyring *keyring);

enum rsa_opening {
	RSA_CLOSED, /* this key did not make the signature */
	RSA_SHA1,   /* opened: PKCS#1 v1.5 padding around a SHA-1 DigestInfo */
	RSA_SHA256,
};

/* Opens a PKCS#1 v1.5 signature (RFC 8017, 8.2.2) and hands out the digest that was signed. */
enum rsa_opening public_key_open(const struct public_key *key, struct bytes signature,
                                 struct digest *signed_digest);

/*
 * An Ed25519 signature (RFC 8032) over a whole message; false for keys of another kind.
 * The algorithm needs the message in one piece.
 */
bool public_key_verifies(const struct public_key *key, struct bytes message,
                         const uint8_t signature[ED25519_SIGNATURE]);

#endif
