/*
 * hints - what a manifest leaves out about how a stick was made, read from the stick itself.
 *
 * Each is in several places, some of which may be damaged: every combination is a guess to
 * be tried, the likeliest first.
 */
#ifndef HINTS_H
#define HINTS_H

#include "base/layout.h"
#include "stick/image/plan.h"
#include "stick/proof/tree.h"

struct hint {
	char label[LABEL_MAX + 1];
	uint64_t medium_size; /* as in struct plan_request */
	uint64_t cluster_max;
};

enum { HINTS_MAX = 24 };

struct hints {
	struct hint items[HINTS_MAX];
	size_t count; /* at least one */
};

/* `now`: the stick's tree, or NULL. Fails only when the stick cannot be read. */
bool hints_gather(struct hints *out, struct target *stick, const struct layout *layout,
                  const struct tree *now, struct failure *why) MUST_CHECK;

#endif
