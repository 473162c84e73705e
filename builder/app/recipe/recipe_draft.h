/* recipe_draft - a vendor file for one router, from a person's answers to ten questions. */
#ifndef RECIPE_DRAFT_H
#define RECIPE_DRAFT_H

#include "app/ui.h"

/*
 * Asks, and writes DIR/VENDOR.json, which check-catalog accepts; *path is its name, owned. An
 * existing file is only replaced with `force`: FAIL_EXISTS. FAIL_INCOMPLETE without a terminal,
 * FAIL_INTERRUPTED, FAIL_CATALOG when the answers make no valid file.
 */
bool recipe_draft(const char *folder, bool force, struct ui *ui, char **path,
                  struct failure *why) MUST_CHECK;

#endif
