/*
 * guide - what to do at the router: as text, as JSON, and as a card of one HTML page.
 *
 * Nothing here decides anything. What comes from a vendor file is untrusted: it is
 * cleaned for the terminal and escaped for the page.
 */
#ifndef GUIDE_H
#define GUIDE_H

#include "base/digest.h"
#include "base/fail.h"
#include "catalog/recipe.h"

#include <jansson.h>
#include <stdio.h>

/* Everything known: files, conditions, addresses, steps, gotchas, confidence, sources. */
void guide_everything(const struct recipe *recipe, FILE *to);

/* A file as it was really made. */
struct guide_file {
	const char *name;
	uint64_t size; /* bytes */
	struct digest sha256;
};

/* What a worried person needs at the router, in order, and nothing else. */
struct guide_card {
	const struct recipe *recipe;
	const char *file; /* the first file's name on this computer; NULL: the recipe's */
	const struct guide_file *made; /* beside a build; none: not made yet */
	size_t made_count;
	const char *anchor; /* begins the steps' ids on a page with several cards; NULL: one card */
};

/*
 * The end of the card: addresses, steps at the router, what its lights mean, what comes
 * after, and what failure looks like.
 */
void guide_steps(const struct guide_card *card, FILE *to);

void guide_card_text(const struct guide_card *card, FILE *to);

/* One self-contained page. FAIL_CATALOG when its template is broken. */
bool guide_card_html(const struct guide_card *card, FILE *to, struct failure *why) MUST_CHECK;

/* Always the same members; null or [] where nothing is known. A new reference. */
json_t *guide_json(const struct recipe *recipe);

#endif
