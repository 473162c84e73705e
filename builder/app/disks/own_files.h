/* own_files - what this program itself reads and writes: it must not be on a disk it erases. */
#ifndef OWN_FILES_H
#define OWN_FILES_H

#include "app/request.h"
#include "stick/device/device.h"

struct own_files {
	struct device_own_file *items; /* owned */
	size_t count;
	char **paths; /* owned: those that the request does not name */
	size_t path_count;
};

/*
 * Keys, recipes, lock file, card, cache, the folder for temporary files and the program. What the
 * request names is borrowed. own_files_done() it.
 */
void own_files_find(struct own_files *out, const struct request *request);

/* Adds borrowed paths; `what` is "the firmware" or "the image". */
void own_files_add(struct own_files *own, const char *what, const struct strings *paths);

void own_files_done(struct own_files *own);

#endif
