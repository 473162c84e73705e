/*
 * sources - where a recipe's files come from when nobody brought them: the addresses in the
 * catalogue, an address that was typed, OpenWrt's server.
 */
#ifndef SOURCES_H
#define SOURCES_H

#include "app/sources/supply.h"

/* Files that were fetched, each with its place. */
struct sourced {
	struct sourced_file {
		const struct wanted_file *wanted; /* NULL: nobody knows yet */
		struct supplied supplied;
	} * files;
	size_t count;
};

/* Takes the file over. */
void sourced_add(struct sourced *sourced, const struct wanted_file *wanted,
                 struct supplied *supplied);
/* Accepts a zeroed one. */
void sourced_done(struct sourced *sourced);

/* Whether the catalogue has an address of a file for this recipe; developer builds may count. */
bool sources_known(const struct recipe *recipe, bool with_developer);

/*
 * Every file of the recipe that the catalogue has an address of, and what is published beside
 * it where it belongs on the medium. Stable builds come first, developer builds only with
 * --accept-developer. The SHA-256, or NULL, is what the user says of the first file. FAIL_USAGE
 * says when nothing is known, and what to do; FAIL_NETWORK and FAIL_FIRMWARE tell of every address
 * that was tried.
 */
bool sources_fetch_known(struct supply *supply, const struct recipe *recipe,
                         const struct digest *sha256, struct sourced *out,
                         struct failure *why) MUST_CHECK;

/* A word of the command line that is an address, and what goes with it. */
struct source_word {
	const char *text;                 /* "https://..." or "openwrt:24.10.2" */
	const struct digest *sha256;      /* as the user gave it, or NULL */
	const struct recipe *recipe;      /* NULL: not known yet */
	const struct wanted_file *wanted; /* NULL: not known */
};

bool sources_is_address(const char *word);

bool sources_fetch_address(struct supply *supply, const struct source_word *word,
                           struct sourced *out, struct failure *why) MUST_CHECK;

#endif
