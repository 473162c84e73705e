/*
 * directory - the entries of one directory, with their long names put together.
 */
#ifndef DIRECTORY_H
#define DIRECTORY_H

#include "base/fatread/fatread.h"
#include "base/fatread/table.h"

struct directory_visitor {
	bool (*visit)(void *context, const struct fat_entry *entry, struct failure *why);
	void *context;
};

/* As fatread_list(), for the directory at a cluster, or, at 0, the fixed root of FAT12/16. */
bool directory_read(struct table *table, uint32_t cluster, const struct directory_visitor *visitor,
                    struct failure *why) MUST_CHECK;

#endif
