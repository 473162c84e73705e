/* knowledge - what the program knows before it looks at anything: catalogue and public keys. */
#ifndef KNOWLEDGE_H
#define KNOWLEDGE_H

#include "app/knowledge/boards.h"
#include "app/knowledge/search_path.h"
#include "app/request.h"
#include "app/ui.h"
#include "catalog/catalog.h"
#include "firmware/firmware.h"

/* Single vendors, each read when it was needed. */
struct catalog_parts {
	struct catalog **items;
	size_t count;
};

struct knowledge {
	struct catalog catalog; /* perhaps only the part that the options name a vendor of */
	struct keyring keys;    /* the vendors' and the --trust ones */
	char *data;             /* where the program's own data lies */
	struct search_path search_path;
	struct catalog *whole;       /* everything, once it was needed */
	struct catalog_parts *parts; /* single vendors, where only names are known of the others */
	struct board_list *boards;   /* OpenWrt's, once they were needed */
	size_t told;                 /* of the catalogue's warnings */
};

bool knowledge_load(struct knowledge *out, const struct request *request,
                    struct failure *why) MUST_CHECK;
/* Without the keys, for who only reads about routers: OpenSSL needs a while for its first key. */
bool knowledge_load_recipes(struct knowledge *out, const struct request *request,
                            struct failure *why) MUST_CHECK;
/* What that left out. FAIL_USAGE for a file of --trust that is no key. */
bool knowledge_add_keys(struct knowledge *knowledge, const struct request *request,
                        struct failure *why) MUST_CHECK;
/* As far as a search needs it, quickly; what knowledge_whole_recipe() gives is complete. */
bool knowledge_load_names(struct knowledge *out, const struct request *request,
                          struct failure *why) MUST_CHECK;
/* Only the keys; the catalogue follows by knowledge_complete(). */
bool knowledge_load_keys(struct knowledge *out, const struct request *request,
                         struct failure *why) MUST_CHECK;
bool knowledge_complete(const struct knowledge *knowledge, struct failure *why) MUST_CHECK;

/* A key of the catalogue becomes one that signatures are tried with. */
bool knowledge_add_key(struct keyring *keys, const struct vendor_key *key,
                       struct failure *why) MUST_CHECK;

/* What there is to warn of in the vendor files that were read; each is said once. */
void knowledge_warn(struct knowledge *knowledge, struct ui *ui);

void knowledge_done(struct knowledge *knowledge);

/* All vendors, read now if need be: for what is beyond the vendor the options name. */
const struct catalog *knowledge_everything(const struct knowledge *knowledge);

/* What names are searched in: all vendors, perhaps only their names. */
const struct catalog *knowledge_names(const struct knowledge *knowledge);

/* With all its members, where perhaps only its names are known. FAIL_CATALOG. */
bool knowledge_whole_recipe(const struct knowledge *knowledge, const struct recipe *named,
                            const struct recipe **out, struct failure *why) MUST_CHECK;

/* FAIL_USAGE names what may have been meant instead. */
bool knowledge_vendor(const struct knowledge *knowledge, const char *name,
                      const struct vendor **out, struct failure *why) MUST_CHECK;
bool knowledge_layout(const struct knowledge *knowledge, const char *name,
                      const struct layout **out, struct failure *why) MUST_CHECK;

/* "xiaomi/r3g", as manifests name recipes; NULL when the catalogue has no such recipe. */
const struct recipe *knowledge_recipe_named(const struct knowledge *knowledge, const char *name);

/*
 * The model a board code stands for, by any vendor's table: firmware_demand's code_model.
 * A code may end with a revision, behind a blank, that the table leaves out.
 */
const char *knowledge_code_model(const void *knowledge, const char *format, const char *code);

/* OpenWrt's devices, read now if need be; FAIL_CATALOG. */
bool knowledge_boards(const struct knowledge *knowledge, const struct board_list **out,
                      struct failure *why) MUST_CHECK;

#endif
