/* export_files - the files of the catalogue, the program's and the user's, as an export has them.
 */
#ifndef CACHE_EXPORT_FILES_H
#define CACHE_EXPORT_FILES_H

#include "app/knowledge/search_path.h"
#include "fetch/bundle/bundle.h"

/* What the folders are called in an export; the user's own are "own-1", "own-2" ... */
#define CATALOGUE_VENDORS "vendors"
#define CATALOGUE_TEMPLATES "templates"

/*
 * Adds them to the bundle: vendors/ and templates/ of the program's own data, and the
 * user's places in the order they are searched. Fails with FAIL_CATALOG and FAIL_IO.
 */
bool catalogue_add(struct bundle *bundle, const char *data, const struct search_path *search_path,
                   struct failure *why) MUST_CHECK;

/* Whether both bundles have the same files. */
bool catalogue_equal(const struct bundle *a, const struct bundle *b);

#endif
