/* index - the list of all models, by vendor, and what a search in it compares. */
#ifndef GUIDE_INDEX_H
#define GUIDE_INDEX_H

#include "guide/site/site.h"

/*
 * A section for each vendor. Its links are to pages, or, with `inside`, to the cards of the same
 * page.
 */
void index_put(const struct catalog *catalog, bool inside, FILE *to);

/* "1295": all models. */
size_t index_count(const struct catalog *catalog);

#endif
