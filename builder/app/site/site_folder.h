/* site_folder - the site of all cards (guide/site/site.h) as a folder, complete or not there. */
#ifndef APP_SITE_FOLDER_H
#define APP_SITE_FOLDER_H

#include "app/knowledge/knowledge.h"

struct site_request {
	const struct knowledge *knowledge; /* the whole catalogue */
	const char *folder;
	const char *base; /* the address at which it will be; NULL: no site map */
	bool force;       /* replaces a site made earlier */
};

/* FAIL_USAGE for a base that is not an address; else as new_folder.h. *count: pages of models. */
bool site_folder_make(const struct site_request *request, size_t *count,
                      struct failure *why) MUST_CHECK;

#endif
