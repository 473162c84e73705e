/* lock - writes down exactly what would be built, for build with request.firmware.locked. */
#ifndef APP_LOCK_H
#define APP_LOCK_H

#include "app/request.h"
#include "app/ui.h"

#include <jansson.h>

/* Checks everything as build() does, and sends EVENT_LOCKED. */
bool lock_recipe(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

/* The same, but writes nothing and sends no event: *out is the lock file, a new reference. */
bool lock_make(const struct request *request, struct ui *ui, json_t **out,
               struct failure *why) MUST_CHECK;

#endif
