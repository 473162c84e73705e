/* recipe_draft - a vendor file for one router, from a person's answers to ten questions. */
#ifndef RECIPE_DRAFT_H
#define RECIPE_DRAFT_H

#include "app/ui.h"

struct recipe_draft {
	const char *folder;
	bool force; /* replaces an existing file */
	struct ui *ui;
};

/*
 * Asks, and writes DIR/VENDOR.json, which check-catalog accepts; *path is its name, owned. A maker
 * that the catalogue has keeps the name that it has there. FAIL_EXISTS without `force`,
 * FAIL_INCOMPLETE without a terminal, FAIL_INTERRUPTED, FAIL_CATALOG when the answers make no
 * valid file.
 */
bool recipe_draft(const struct recipe_draft *wanted, char **path, struct failure *why) MUST_CHECK;

#endif
