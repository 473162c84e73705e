/*
 * find - the one router that was meant, from its vendor and model or from what is on its box.
 *
 * Where several fit, the user is asked which one it is. Where none does, the failure says what
 * routers of that vendor usually need, and is not another model's name.
 */
#ifndef FIND_H
#define FIND_H

#include "app/knowledge/knowledge.h"
#include "app/knowledge/search/search.h"
#include "app/ui.h"

struct find_request {
	const struct knowledge *knowledge;
	const struct vendor *vendor; /* whose models alone count; NULL: all */
	struct ui *ui;               /* asked which one it is, where it can be; NULL: nobody is */
};

/* FAIL_USAGE when none fits, or several and there is nobody to ask. */
bool find_router(const struct find_request *request, const char *typed, const struct recipe **out,
                 struct failure *why) MUST_CHECK;

/* "VENDOR MODEL", "VENDOR/MODEL", "VENDOR" alone, or a phrase that may be several words. */
bool find_operands(const struct find_request *request, const struct strings *words,
                   const struct recipe **out, struct failure *why) MUST_CHECK;

/* Whether an answer fits one router or several, of which find_router() then asks which one it is.
 * The vendor's alone count; NULL: all. */
bool find_some(const struct catalog *catalog, const struct vendor *vendor, const char *answer,
               struct failure *why) MUST_CHECK;

/* FAIL_USAGE: no model fits, and what there is instead. */
bool find_nothing(const struct catalog *catalog, const struct vendor *vendor, const char *typed,
                  struct failure *why);

/* What the vendor's routers usually need, for models that are not in the catalogue; or NULL. */
const struct recipe *find_family(const struct vendor *vendor);

#endif
