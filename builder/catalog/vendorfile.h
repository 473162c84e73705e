/*
 * vendorfile - one file of vendors/: its shape, and what must hold in it beyond the shape.
 *
 * Untrusted: it may be a user's own or a stranger's. The format is described for
 * people in vendors/README.md and for editors in vendors/schema.json.
 */
#ifndef VENDORFILE_H
#define VENDORFILE_H

#include "base/json.h"
#include "catalog/catalog.h"

#include <sys/types.h>

/*
 * What several models of a vendor share, written once: members of a recipe, but not
 * those that tell models apart.
 */
struct procedure {
	const char *name;
	struct recipe gives;
};

struct vendor_file {
	json_t *document; /* as written; NULL after vendorfile_read() */
	char *texts;
	const char *vendor;
	const char *title;
	const char **aliases;
	size_t alias_count;
	struct board_code *codes;
	size_t code_count;
	struct procedure *procedures;
	size_t procedure_count;
	struct recipe *models;  /* as written: what a shared procedure gives is not filled in */
	struct recipe *recipes; /* as they are meant: filled in, and with the vendor's name */
	size_t model_count;
};

/* Reads, binds and checks a file. `owner` as in folder.h. */
bool vendorfile_read(struct vendor_file *out, const char *path, uid_t owner,
                     struct failure *why) MUST_CHECK;

/*
 * As vendorfile_read(), but tells every problem and keeps what could be read: texts may
 * then be NULL and choices -1. False, with *why, when the file is no JSON at all.
 */
bool vendorfile_examine(struct vendor_file *out, const char *path, uid_t owner,
                        struct json_problems *problems, struct failure *why) MUST_CHECK;

/* The same from text. */
bool vendorfile_examine_text(struct vendor_file *out, const char *text, size_t size,
                             struct json_problems *problems, struct failure *why) MUST_CHECK;

void vendorfile_done(struct vendor_file *file);

/* The one a model names; NULL: none. */
const struct procedure *vendorfile_procedure(const struct vendor_file *file, size_t index);

/* An item of "models" or "procedures" as it stands in the document. */
const json_t *vendorfile_written(const struct vendor_file *file, const char *list, size_t index);

#endif
