/* checklist - what must be at hand and true before the first step, to be ticked. */
#ifndef GUIDE_CHECKLIST_H
#define GUIDE_CHECKLIST_H

#include "guide/guide.h"

struct checklist {
	char **boxes; /* owned, each too */
	size_t box_count;
	const char **special; /* owned; conditions that hold for some devices only */
	size_t special_count;
};

/* checklist_done() frees it. */
void checklist_make(struct checklist *out, const struct guide_card *card);
void checklist_done(struct checklist *checklist);

#endif
