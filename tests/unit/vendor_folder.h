/* vendor_folder - a folder of vendor files under /tmp, for tests. */
#ifndef VENDOR_FOLDER_H
#define VENDOR_FOLDER_H

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "test.h"

static inline void write_file(const char *folder, const char *name, const char *text)
{
	AUTO_FREE char *path = mem_printf("%s/%s", folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static inline char *make_empty_folder(void)
{
	char *folder = mem_strdup("/tmp/catalog-XXXXXX");

	assert_non_null(mkdtemp(folder));
	return folder;
}

/* A folder of the user's own with one vendor file. */
static inline char *make_folder(const char *text)
{
	char *folder = make_empty_folder();

	write_file(folder, "mine.json", text);
	return folder;
}

static inline void drop_file(const char *folder, const char *name)
{
	AUTO_FREE char *path = mem_printf("%s/%s", folder, name);

	unlink(path);
}

static inline void drop_folder(char *folder)
{
	drop_file(folder, "mine.json");
	rmdir(folder);
	free(folder);
}

#endif
