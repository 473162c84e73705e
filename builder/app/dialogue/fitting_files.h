/* fitting_files - the files among the user's downloads that are firmware for one router. */
#ifndef FITTING_FILES_H
#define FITTING_FILES_H

#include "app/order/order.h"

struct fitting_file {
	char *path;  /* owned, as the next one */
	char *about; /* "12.3 MB of 2024-05-01" */
};

struct fitting_files {
	struct fitting_file *items; /* the newest first */
	size_t count;
};

/*
 * Looks into the newest files only, and for a few seconds at most. By their headers: whether they
 * are intact is found out when one is chosen.
 */
void fitting_files_find(struct fitting_files *out, const struct order *order, const char *folder,
                        struct progress *progress);
void fitting_files_done(struct fitting_files *files);

#endif
