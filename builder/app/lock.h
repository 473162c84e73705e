/* lock - writes down exactly what would be built, for build with request.firmware.locked. */
#ifndef APP_LOCK_H
#define APP_LOCK_H

#include "app/request.h"
#include "app/ui.h"

/* Checks everything as build() does, and sends EVENT_LOCKED. */
bool lock_recipe(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
