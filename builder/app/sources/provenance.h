/*
 * provenance - where a file came from, and its proof of origin besides a signature of its own.
 */
#ifndef PROVENANCE_H
#define PROVENANCE_H

#include "catalog/recipe.h"
#include "firmware/firmware.h"

/* Proofs of origin, the strongest first. */
enum trust {
	TRUST_PINNED,      /* its SHA-256 is in the catalogue or in a lock file */
	TRUST_SIGNATURE,   /* a known key signed the file, inside or beside it */
	TRUST_SIGNED_SUMS, /* a known key signed a list with its SHA-256 */
	TRUST_USER_SUM,    /* the user gave its SHA-256 */
	TRUST_TLS,         /* it came over https, and nothing more */
	TRUST_MD5_TAIL,    /* the last 20 bits of its MD5 are in its name */
	TRUST_NONE,
};

/* Whether it needs no --accept-unsigned. */
bool trust_suffices(enum trust trust);
/* "pinned-sha256", "vendor-signature", "signed-sums", "user-sha256", "tls", "md5-tail", "none" */
const char *trust_name(enum trust trust);
bool trust_named(const char *name, enum trust *out);
/* "https", "20 bits of an MD5 in its name": for sentences. */
const char *trust_words(enum trust trust);

/* All zeros but the trust: the user gave the file, without a proof of origin. */
struct provenance {
	enum trust trust;
	char *address;          /* public; NULL: the user brought the file */
	char *authenticated_by; /* "OpenWrt's sums, signed by openwrt-24.10"; NULL: the trust's
	                           words */
	char *locked;        /* what a lock file says about its authenticity; NULL: no lock file */
	char *locked_origin; /* and of the file's origin */
	char *locked_model;  /* and of whether it says its model, or NULL */
	char *remarks;       /* of its channel, version and date; NULL: what the download has */
	char *boards;        /* OpenWrt's, that it was chosen for, with blanks between; or NULL */
	const struct known_download *download; /* what the catalogue says of the address, or NULL */
	bool has_sha256;
	struct digest sha256; /* what the file must hold */
};

/* Frees what it owns; accepts one that is all zeros. */
void provenance_done(struct provenance *provenance);

/* What is known of a file before it is fetched: its address, and what the catalogue says of it. */
struct provenance provenance_of_address(const char *address, const struct known_download *download);

/* A digest that the user gave, or NULL. FAIL_FIRMWARE when another one is known already. */
bool provenance_add_digest(struct provenance *provenance, const struct digest *sha256,
                           const char *name, struct failure *why) MUST_CHECK;

/*
 * FAIL_FIRMWARE unless the finished firmware holds what it must, and its metadata names the
 * board it was chosen for.
 */
bool provenance_agrees(const struct provenance *provenance, const struct firmware *firmware,
                       struct failure *why) MUST_CHECK;

/* The better of what its source and its own signature say, of a finished firmware. */
enum trust provenance_trust(const struct provenance *provenance, const struct firmware *firmware);

/* Channel, region and date, as far as they are known: "developer, untested". */
char *provenance_remarks(const struct provenance *provenance);

#endif
