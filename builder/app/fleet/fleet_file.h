/*
 * fleet_file - fleet.json: many routers, each with what its image is made of.
 *
 * The file is the user's own, and is checked like any other. Names of files in it are relative to
 * its folder.
 */
#ifndef FLEET_FILE_H
#define FLEET_FILE_H

#include "app/request.h"

#include <jansson.h>

struct fleet_entry {
	const char *vendor;
	const char *model;
	const char *image;       /* the image's file name: "xiaomi-r3g.img" */
	struct strings firmware; /* as behind --firmware */
	struct strings sha256;
	const char *layout;     /* NULL: the recipe's */
	struct strings accepts; /* "unsigned", "unstated-model", "unproven", "developer" */
};

struct fleet {
	struct fleet_entry *entries;
	size_t count;
	size_t selected; /* the first of them: fleet_select() */
	/* What the texts are borrowed from: */
	void *document;
	char **texts;
	size_t text_count;
};

/* FAIL_USAGE names the place of what is wrong. fleet_done() it. */
bool fleet_read(struct fleet *out, const char *path, struct failure *why) MUST_CHECK;
/* The same of a document that was made, which it takes; `path` is for messages. */
bool fleet_take(struct fleet *out, json_t *json, const char *path, struct failure *why) MUST_CHECK;
/* Accepts a zeroed one. */
void fleet_done(struct fleet *fleet);

/* Puts the routers of this vendor and model first; NULL: any. FAIL_USAGE where there is none. */
bool fleet_select(struct fleet *fleet, const struct request_router *router,
                  struct failure *why) MUST_CHECK;

/* "xiaomi/r3g"; owned. */
char *fleet_router(const struct fleet_entry *entry);

/* One router's request: the fleet's, with what its entry says. Borrows from both. */
struct request fleet_request(const struct fleet_entry *entry, const struct request *fleet);

#endif
