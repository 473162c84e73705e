/* left_out - files of the user's own that cannot be read stop nothing: each is a warning. */
#ifndef LEFT_OUT_H
#define LEFT_OUT_H

#include "catalog/catalog.h"

/* Keeps a warning. */
void catalog_warn(struct catalog *catalog, const char *fmt, ...) PRINTF_LIKE(2, 3);

/* A vendor file, or keys.json: warns, and remembers for which vendor it was. */
void left_out_vendor(struct catalog *catalog, const char *path, uid_t owner,
                     const struct failure *why);
void left_out_keys(struct catalog *catalog, const struct failure *why);

/* All of a folder. */
void left_out_folder(struct catalog *catalog, const struct failure *why);

void left_out_done(struct catalog *catalog);

#endif
