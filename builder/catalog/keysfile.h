/*
 * keysfile - keys.json in a folder of vendor files: public keys, as figures.
 *
 * Untrusted like the vendor files. Whether a figure makes a valid key is decided where the key is
 * built.
 */
#ifndef KEYSFILE_H
#define KEYSFILE_H

#include "base/json.h"
#include "catalog/vendor.h"

struct keys_file {
	json_t *document; /* NULL: there is no such file, and no keys */
	struct vendor_key *keys;
	size_t key_count;
};

/* `folder`/keys.json; that it is missing is no failure. */
bool keysfile_read(struct keys_file *out, const char *folder, uid_t owner,
                   struct failure *why) MUST_CHECK;

/* The same, reporting every problem; false when it is not JSON at all. */
bool keysfile_examine(struct keys_file *out, const char *folder, uid_t owner,
                      struct json_problems *problems, struct failure *why) MUST_CHECK;

void keysfile_done(struct keys_file *file);

#endif
