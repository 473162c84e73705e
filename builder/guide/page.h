/* page - a card in a template: what belongs at each of its places. */
#ifndef GUIDE_PAGE_H
#define GUIDE_PAGE_H

#include "guide/guide.h"
#include "guide/html.h"

/*
 * What is around a card differs: `body` is the template of the card itself, for the place {{body}}.
 * Places that a card does not have are left to `others`. FAIL_CATALOG names the template's file.
 */
bool page_fill(const struct guide_card *card, const char *template, const char *body,
               const struct html_filler *others, FILE *to, struct failure *why) MUST_CHECK;

#endif
