/*
 * site - the cards of all models as pages of a site that needs no server, and no script to be read.
 *
 * The names of files in it are those that its links have.
 */
#ifndef GUIDE_SITE_H
#define GUIDE_SITE_H

#include "catalog/catalog.h"

#include <stdio.h>

#define SITE_INDEX "index.html"
#define SITE_WHOLE "all.html" /* every card in one file */
#define SITE_MAP "sitemap.xml"

struct card_site {
	const struct catalog *catalog; /* the whole one */
	const char *data;              /* where the program's own data is */
};

/* "xiaomi/r3g.html"; owned. */
char *site_page_name(const struct recipe *recipe);

/* The card of one model, with links back. FAIL_CATALOG when a template is broken, as all do. */
bool site_page(const struct card_site *site, const struct vendor *vendor,
               const struct recipe *recipe, FILE *to, struct failure *why) MUST_CHECK;

/* All models, with a search. */
bool site_index(const struct card_site *site, FILE *to, struct failure *why) MUST_CHECK;

/* The same and every card, in one file. */
bool site_whole(const struct card_site *site, FILE *to, struct failure *why) MUST_CHECK;

/* For search engines; `base` is the address of the site's folder, which ends with a slash. */
void site_map(const struct card_site *site, const char *base, FILE *to);

/* The files that the pages share; NULL ends the list. */
extern const char *const site_shared[];
bool site_shared_put(const struct card_site *site, size_t index, FILE *to,
                     struct failure *why) MUST_CHECK;

#endif
