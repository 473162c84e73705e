/*
 * catalog - all vendors, recipes, layouts and public keys the program knows.
 *
 * Directories given by the user come first: a vendor's model found there hides
 * the one the program brought. A broken file is FAIL_CATALOG and names file and
 * JSON pointer.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "base/fail.h"
#include "catalog/recipe.h"

/* A public key a vendor's routers check with. */
struct vendor_key {
	const char *name; /* "xiaomi-system" */
	const char *use;  /* "system" signs rescue images, "unit" files bound to one router */
	const char *file; /* beside the vendor file: "keys/xiaomi-system.pem" */
	char *pem;        /* its text */
};

/* What a board code in a firmware file means, for models in and outside the catalogue. */
struct board_code {
	const char *format; /* "xiaomi-hdr1" */
	const char *code;   /* "13" */
	const char *model;  /* "R3G", as the vendor writes it */
};

struct vendor {
	const char *name; /* "xiaomi": what --vendor takes */
	const char *title;
	const char **aliases;
	size_t alias_count;
	struct vendor_key *keys;
	size_t key_count;
	struct board_code *codes;
	size_t code_count;
	struct recipe *recipes;
	size_t recipe_count;
};

struct catalog {
	struct vendor *vendors; /* sorted by name */
	size_t vendor_count;
	struct layout *layouts; /* sorted by name */
	size_t layout_count;
	void *documents; /* what the texts are borrowed from */
};

/*
 * `extra` are directories from --catalog, searched first, each with vendor
 * files like those in vendors/. The program's own data is found beside the
 * running executable: DIR/share/mkrescue-usb or DIR/../share/mkrescue-usb.
 */
bool catalog_load(struct catalog *out, const char *const *extra, size_t extra_count,
                  struct failure *why) MUST_CHECK;

/* As catalog_load() with `data`/vendors and `data`/templates for the program's own data. */
bool catalog_load_from(struct catalog *out, const char *data, const char *const *extra,
                       size_t extra_count, struct failure *why) MUST_CHECK;

void catalog_done(struct catalog *catalog);

/*
 * Where the program's own data lies, to be freed: DIR/share/mkrescue-usb or
 * DIR/../share/mkrescue-usb, DIR being where the running executable is.
 */
bool catalog_data(char **out, struct failure *why) MUST_CHECK;

/* By name or alias, in any case; NULL when there is none. */
const struct vendor *catalog_vendor(const struct catalog *catalog, const char *name);
const struct recipe *catalog_recipe(const struct vendor *vendor, const char *model);
const struct layout *catalog_layout(const struct catalog *catalog, const char *name);

/* The recipe of this vendor that accepts the format and code; NULL when none does. */
const struct recipe *catalog_recipe_for(const struct vendor *vendor, const char *format,
                                        const char *code);

/* What the vendor calls the model behind a code; NULL when unknown. */
const char *catalog_code_model(const struct vendor *vendor, const char *format, const char *code);

#endif
