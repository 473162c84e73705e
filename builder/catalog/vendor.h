/*
 * vendor - what the catalogue knows of one vendor: its models, its board codes, its public keys.
 *
 * Borrowed from the catalogue like the recipes.
 */
#ifndef VENDOR_H
#define VENDOR_H

#include "catalog/recipe.h"

/* A public key that firmware is signed with: RSA or Ed25519, as figures. */
struct vendor_key {
	const char *name;   /* "xiaomi-system" */
	const char *use;    /* "system" signs rescue images, "unit" files bound to one router ... */
	const char *source; /* who says so */
	const char *modulus; /* of an RSA key, hexadecimal; else NULL */
	uint64_t exponent;
	const char *key;      /* an Ed25519 key, hexadecimal; else NULL */
	const char *usign_id; /* of an Ed25519 key that OpenWrt uses, or NULL */
};

/* What a board code in a firmware file means, for models in and outside the catalogue. */
struct board_code {
	const char *format; /* "xiaomi-hdr1" */
	const char *code;   /* "13" */
	const char *model;  /* "R3G", as the vendor writes it */
};

struct vendor {
	const char *name; /* "xiaomi": what --vendor takes */
	const char *title;
	const char **aliases;
	size_t alias_count;
	struct board_code *codes;
	size_t code_count;
	struct recipe *recipes;
	size_t recipe_count;
	bool borrows_recipes; /* from a file of which only names were read */
};

#endif
