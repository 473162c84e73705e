/*
 * catalog - all vendors, recipes, layouts and public keys the program knows.
 *
 * Directories given by the user come first: a vendor's model found there hides
 * the one the program brought. A broken file there is left out with a warning that
 * names file and JSON pointer; a broken one of the program's is FAIL_CATALOG.
 */
#ifndef CATALOG_H
#define CATALOG_H

#include "base/fail.h"
#include "catalog/folder.h"
#include "catalog/vendor.h"

#include <sys/types.h>

/* A vendor file of the user's that is not part of the catalogue. */
struct catalog_left_out {
	char *vendor; /* whose file it is; owned */
	struct failure why;
};

struct catalog {
	struct vendor *vendors; /* sorted by name */
	size_t vendor_count;
	struct layout *layouts; /* sorted by name */
	size_t layout_count;
	struct vendor_key *keys;
	size_t key_count;
	size_t own_key_count; /* the first of the keys: from the user's folders */
	struct catalog_left_out *left_out;
	size_t left_out_count;
	char **warnings; /* what its files should not be like, for people */
	size_t warning_count;
	bool partial;    /* of the program's own vendors, at most the one asked for was read */
	bool names_only; /* of all of them, what they and their models are called, and no more */
	void *documents; /* what the texts are borrowed from */
};

/* A folder of the user's own with vendor files like those in vendors/. */
struct catalog_place {
	const char *folder;
	uid_t owner;   /* only his files are read; FOLDER_ANYBODY: anybody's */
	bool may_lack; /* it is no mistake when it is not there, or empty, and no failure when it
	                  cannot be read */
};

struct catalog_request {
	const char *data;                   /* the program's own: with vendors/ and templates/ */
	const struct catalog_place *places; /* searched first, in this order */
	size_t place_count;
	/*
	 * The one vendor that is needed; NULL: all. The program's own file of that name is
	 * then read alone, for it takes a tenth of the time, or none where a folder of the
	 * user's has that vendor. Any other name gives the whole catalogue: it may be an alias.
	 */
	const char *vendor;
	/*
	 * Of the program's own vendors only names, aliases, labels and boards, where not one alone
	 * is read: enough for a search, in a third of the time.
	 */
	bool names_only;
};

bool catalog_load(struct catalog *out, const struct catalog_request *request,
                  struct failure *why) MUST_CHECK;

/* Only the keys, which are needed before anything else is. */
bool catalog_load_keys(struct catalog *out, const struct catalog_request *request,
                       struct failure *why) MUST_CHECK;

/* Only the layouts of the program's own data: for callers that read vendor files themselves. */
bool catalog_load_layouts(struct catalog *out, const char *data, struct failure *why) MUST_CHECK;

/*
 * Where the program's own data lies, to be freed: DIR/share/mkrescue-usb or
 * DIR/../share/mkrescue-usb, DIR being the folder of the running executable.
 */
bool catalog_data(char **out, struct failure *why) MUST_CHECK;

void catalog_done(struct catalog *catalog);

/*
 * By name, else by alias; capitals and punctuation do not count. NULL when there is none, or when
 * several models have the alias.
 */
const struct vendor *catalog_vendor(const struct catalog *catalog, const char *name);
const struct recipe *catalog_recipe(const struct vendor *vendor, const char *model);

/* Why a vendor's file of the user's own is left out; NULL when none is. */
const struct failure *catalog_why_left_out(const struct catalog *catalog, const char *vendor);

const struct layout *catalog_layout(const struct catalog *catalog, const char *name);

/*
 * The recipe of this vendor that accepts the format and code, rather one that is built; NULL
 * when none does, or when several routers' do and the code does not decide which it is.
 */
const struct recipe *catalog_recipe_for(const struct vendor *vendor, const char *format,
                                        const char *code);

/* What the vendor calls the model behind a code; NULL when unknown. */
const char *catalog_code_model(const struct vendor *vendor, const char *format, const char *code);

#endif
