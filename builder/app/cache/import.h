/* import - what another computer exported, into this one's cache: checked byte for byte. */
#ifndef CACHE_IMPORT_H
#define CACHE_IMPORT_H

#include "app/request.h"
#include "app/ui.h"
#include "fetch/bundle/bundle.h"

struct imported {
	struct bundle bundle;
	size_t objects_new;
	size_t addresses;
	size_t addresses_kept; /* that still stand for another file; each was warned of */
	char *catalogue;       /* owned: where it was unpacked to; NULL: it is this program's */
};

/* On success imported_done() is the caller's. */
bool cache_import(const struct store *store, const char *path, const struct request *request,
                  struct ui *ui, struct imported *out, struct failure *why) MUST_CHECK;

void imported_done(struct imported *imported);

#endif
