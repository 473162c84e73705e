/* catalog_source - the addresses in the catalogue, for files that the user does not give. */
#ifndef CATALOG_SOURCE_H
#define CATALOG_SOURCE_H

#include "app/sources/supply.h"

/* Whether the catalogue has an address of a file for this recipe; developer builds may count. */
bool catalog_source_knows(const struct recipe *recipe, bool with_developer);

/*
 * Every file of the recipe that the catalogue has an address of, and what is published beside
 * it where it belongs on the medium. Stable builds come first, developer builds only with
 * --accept-developer. The SHA-256, or NULL, is what the user says of the first file. FAIL_USAGE
 * says when nothing is known, and what to do; FAIL_NETWORK and FAIL_FIRMWARE name every address
 * that was tried.
 */
bool catalog_source_fetch(struct supply *supply, const struct recipe *recipe,
                          const struct digest *sha256, struct supplies *out,
                          struct failure *why) MUST_CHECK;

#endif
