/*
 * fleet - the images of many routers at once, each proven as build() proves it, or one lock file
 * for all of them.
 *
 * One that fails does not stop the others. The failure is then that of the first in the file's
 * order, and names all of them.
 */
#ifndef FLEET_H
#define FLEET_H

#include "app/fleet/fleet_outcome.h"
#include "app/request.h"
#include "app/ui.h"

/* request->fleet is a fleet file; the images go into request->target.output_dir. */
bool fleet_build(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

/* What else is made of the images, while their outcomes are there. */
struct fleet_use {
	bool (*use)(void *context, const struct fleet_outcome *outcomes, size_t count,
	            struct failure *why);
	void *context;
};

/*
 * The same of a fleet file that was made here, `images`, which it takes; each result also has the
 * members of image_sums.h. Its own failure comes before that of an image.
 */
bool fleet_build_list(json_t *images, const struct request *request, const struct fleet_use *use,
                      struct ui *ui, struct failure *why) MUST_CHECK;

/* Writes the fleet's lock file, or leaves it as it is when one router cannot be locked. */
bool fleet_lock(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
