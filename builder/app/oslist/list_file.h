/* list_file - os-list.json, as rpi-imager reads it, and the icon that it names. */
#ifndef LIST_FILE_H
#define LIST_FILE_H

#include "catalog/vendor.h"

#include <jansson.h>
#include <stdbool.h>

struct failure;

struct list_item {
	const struct vendor *vendor;
	const struct recipe *recipe;
	const char *board;    /* of one of several boards of the recipe; else NULL */
	char *image;          /* the file's name */
	const json_t *result; /* of the fleet, with image_sums.h; NULL: it is not in the list */
};

struct list_file {
	const char *folder;
	const char *data; /* where the program's own data is */
	const char *base; /* the folder's address */
	bool replace;     /* existing files */
	const struct list_item *items;
	size_t count;
};

/* Each file complete or not there. */
bool list_file_write(const struct list_file *list, struct failure *why)
        __attribute__((warn_unused_result));

#endif
