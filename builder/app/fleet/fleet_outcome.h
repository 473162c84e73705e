/* fleet_outcome - how it went with one router of a fleet. */
#ifndef FLEET_OUTCOME_H
#define FLEET_OUTCOME_H

#include "base/fail.h"

#include <jansson.h>

struct fleet_outcome {
	char *router;     /* "xiaomi/r3g" */
	const char *path; /* the image, or the lock file */
	/*
	 * As the result of a build says it: recipe, target, layout, image_size, length, sha256,
	 * files. NULL when it failed.
	 */
	json_t *result;
	json_t *lock; /* its lock file, or NULL */
	bool is_good;
	struct failure why; /* when it is not */
};

#endif
