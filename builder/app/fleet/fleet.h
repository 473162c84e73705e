/*
 * fleet - the images of many routers at once, each proven as build() proves it, or one lock file
 * for all of them.
 *
 * One that fails does not stop the others. The failure is then that of the first in the file's
 * order, and names all of them.
 */
#ifndef FLEET_H
#define FLEET_H

#include "app/request.h"
#include "app/ui.h"

/* request->fleet is a fleet file; the images go into request->target.output_dir. */
bool fleet_build(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

/* Writes the fleet's lock file, or leaves it as it is when one router cannot be locked. */
bool fleet_lock(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
