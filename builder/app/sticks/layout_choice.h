/*
 * layout_choice - which layout a stick gets, and why: the recipe's, the one asked for with
 * --layout, or what the boot loader's limits leave.
 */
#ifndef ORDER_LAYOUT_CHOICE_H
#define ORDER_LAYOUT_CHOICE_H

#include "app/knowledge/knowledge.h"

enum { LAYOUT_REMARKS = 4 };

struct layout_choice {
	const struct layout *layout;
	uint64_t cluster_max; /* bytes; 0: any */
	/* What the user should know; owned. */
	char *warnings[LAYOUT_REMARKS];
	size_t warning_count;
};

/* layout_choice_done() accepts a zeroed one. */
bool layout_choose(struct layout_choice *out, const struct knowledge *knowledge,
                   const struct recipe *recipe, const char *asked, struct failure *why) MUST_CHECK;
void layout_choice_done(struct layout_choice *choice);

#endif
