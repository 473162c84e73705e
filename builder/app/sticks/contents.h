/* contents - what the stick is planned to hold, and what its manifest says of it. */
#ifndef ORDER_CONTENTS_H
#define ORDER_CONTENTS_H

#include "app/order/inputs.h"
#include "stick/image/manifest.h"
#include "stick/image/plan.h"

struct contents {
	struct plan_file *planned; /* for plan_make(); owned */
	struct manifest manifest;
	struct manifest_file *listed; /* owned, with the texts below */
	char **texts;
	size_t text_count;
};

/* The files after files_transform(), in their order. contents_done() accepts a zeroed one. */
void contents_plan(struct contents *out, const struct inputs *inputs);

/* After files_check(): completes the manifest, all but length and SHA-256 of the range. */
void contents_promise(struct contents *contents, const struct inputs *inputs,
                      const struct layout *layout);

void contents_done(struct contents *contents);

#endif
