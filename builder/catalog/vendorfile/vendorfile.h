/*
 * vendorfile - one file of vendors/: its shape, and what must hold in it beyond the shape.
 *
 * Untrusted: it may be a user's own or come from anywhere. The format is described for
 * people in vendors/README.md and for editors in vendors/schema.json.
 */
#ifndef VENDORFILE_H
#define VENDORFILE_H

#include "catalog/folder.h"
#include "catalog/vendorfile/vendordocument.h"

struct vendorfile_request {
	uid_t owner;                  /* as in folder.h */
	bool names_only;              /* what vendor and models are called; the rest unchecked */
	struct json_written *written; /* memory for files: zeroed, or of an earlier call */
};

/* Reads, binds and checks a file. */
bool vendorfile_read(struct vendor_file *out, const char *path,
                     const struct vendorfile_request *request, struct failure *why) MUST_CHECK;

/*
 * As vendorfile_read(), but reports every problem and keeps what could be read: texts may
 * then be NULL, and choices the first one. False, with *why, when the file is no JSON at all.
 */
bool vendorfile_examine(struct vendor_file *out, const char *path, uid_t owner,
                        struct json_problems *problems, struct failure *why) MUST_CHECK;

/* The same from text. */
bool vendorfile_examine_text(struct vendor_file *out, const char *text, size_t size,
                             struct json_problems *problems, struct failure *why) MUST_CHECK;

/*
 * From text that ends with NUL, is written to, and must be kept: many times as quickly as the
 * others. False, with nothing to free, where these would find a problem, or upgrade the file.
 */
bool vendorfile_read_text(struct vendor_file *out, char *text) MUST_CHECK;

void vendorfile_done(struct vendor_file *file);

/* How one file of a folder was read: `file` where it is good, else `why`. */
struct vendor_outcome {
	struct vendor_file file;
	bool good;
	struct failure why;
};

/* One for every path of the folder, to be freed; the files are the caller's. */
struct vendor_outcome *vendorfiles_read(const struct folder *folder, uid_t owner, bool names_only);

#endif
