/* export - the cache and the catalogue in one file, for a computer without a network. */
#ifndef CACHE_EXPORT_H
#define CACHE_EXPORT_H

#include "app/request.h"
#include "app/ui.h"
#include "fetch/store.h"

struct exported {
	uint64_t size; /* bytes, of the file */
	size_t objects;
	size_t catalogue_files;
	size_t not_known_to_be_free; /* each of them was warned of */
};

/* Objects, addresses and the catalogue: see fetch/bundle/bundle.h. */
bool cache_export(const struct store *store, const char *path, const struct request *request,
                  struct ui *ui, struct exported *out, struct failure *why) MUST_CHECK;

#endif
