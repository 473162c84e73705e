/* knowledge - what the program knows before it looks at anything: catalogue and public keys. */
#ifndef KNOWLEDGE_H
#define KNOWLEDGE_H

#include "catalog/catalog.h"
#include "cli/options.h"
#include "firmware/firmware.h"

struct knowledge {
	struct catalog catalog;
	struct keyring keys; /* the vendors' and the --trust ones */
};

bool knowledge_load(struct knowledge *out, const struct options *options,
                    struct failure *why) MUST_CHECK;
void knowledge_done(struct knowledge *knowledge);

/* FAIL_USAGE names what there is instead. */
bool knowledge_vendor(const struct knowledge *knowledge, const char *name,
                      const struct vendor **out, struct failure *why) MUST_CHECK;
bool knowledge_recipe(const struct vendor *vendor, const char *model, const struct recipe **out,
                      struct failure *why) MUST_CHECK;
bool knowledge_layout(const struct knowledge *knowledge, const char *name,
                      const struct layout **out, struct failure *why) MUST_CHECK;

/* "xiaomi/r3g", as manifests name recipes; NULL when the catalogue has no such recipe. */
const struct recipe *knowledge_recipe_named(const struct knowledge *knowledge, const char *name);

/* The model a board code stands for, by any vendor's table: firmware_demand's code_model. */
const char *knowledge_code_model(const void *knowledge, const char *format, const char *code);

#endif
