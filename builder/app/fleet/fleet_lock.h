/*
 * fleet_lock - fleet.lock.json: the lock files of a whole fleet in one, each by its image's name.
 *
 * What it says of one router is text here; lock_file.h reads and checks it where it is used.
 */
#ifndef FLEET_LOCK_H
#define FLEET_LOCK_H

#include "app/request.h"

#include <jansson.h>

/* --lock-file, or "fleet.lock.json" beside "fleet.json". Owned. */
char *fleet_lock_path(const struct request *request);

/* FAIL_USAGE when it is not one. json_decref() it. */
bool fleet_lock_read(const char *path, json_t **out, struct failure *why) MUST_CHECK;

/* The lock file of one image, owned; FAIL_VERIFY: it is not locked. */
bool fleet_lock_text(const json_t *lock, const char *path, const char *image, char **out,
                     struct failure *why) MUST_CHECK;

/* An empty one, to be filled by fleet_lock_add(). */
json_t *fleet_lock_new(void);
/* Replaces what it said of this image. Takes `one`. */
void fleet_lock_add(json_t *lock, const char *image, json_t *one);

#endif
