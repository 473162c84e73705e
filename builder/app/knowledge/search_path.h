/*
 * search_path - the folders with recipes of the user's own, in the order they are searched:
 * --catalog DIR, then the user's configuration.
 */
#ifndef SEARCH_PATH_H
#define SEARCH_PATH_H

#include "app/request.h"
#include "catalog/catalog.h"

#include <sys/types.h>

struct search_path {
	struct catalog_place *items;
	size_t count;
	char *own; /* the folder in the user's configuration, or NULL */
};

/* Who runs the program: for sudo, the one who called it. */
struct caller {
	const char *config; /* XDG_CONFIG_HOME, or NULL */
	const char *cache;  /* XDG_CACHE_HOME, or NULL */
	const char *state;  /* XDG_STATE_HOME, or NULL */
	const char *home;   /* or NULL */
	uid_t owner;        /* whose files are read there; FOLDER_ANYBODY: no matter */
	gid_t group;        /* of the owner, unless that is anybody */
};

struct caller caller_here(void);

/* `given` come first: --catalog. */
void search_path_find(struct search_path *out, const struct strings *given,
                      const struct caller *caller);
void search_path_done(struct search_path *search_path);

#endif
