#include "catalog/folder.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int is_data_file(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return dot && strcmp(dot, ".json") == 0 && entry->d_name[0] != '.' &&
	       strcmp(entry->d_name, "schema.json") != 0 && strcmp(entry->d_name, "keys.json") != 0;
}

bool folder_read(struct folder *out, const char *path, struct failure *why)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_data_file, alphasort);

	*out = (struct folder){ 0 };
	if (count < 0)
		return fail_errno(why, FAIL_CATALOG, "cannot read the catalogue '%s'", path);
	out->paths = mem_zalloc((size_t)count + 1, sizeof(*out->paths));
	for (int i = 0; i < count; i++) {
		out->paths[out->count++] = mem_printf("%s/%s", path, entries[i]->d_name);
		free(entries[i]);
	}
	free(entries);
	if (count > 0)
		return true;
	folder_done(out);
	return fail(why, FAIL_CATALOG, "there is no .json file in '%s'", path);
}

bool folder_is_empty(const char *path)
{
	struct dirent **entries = NULL;
	int count = scandir(path, &entries, is_data_file, alphasort);

	for (int i = 0; i < count; i++)
		free(entries[i]);
	free(entries);
	return count == 0 || (count < 0 && errno == ENOENT);
}

void folder_done(struct folder *folder)
{
	for (size_t i = 0; i < folder->count; i++)
		free(folder->paths[i]);
	free(folder->paths);
	*folder = (struct folder){ 0 };
}

/* Some devices act on being opened: what it is comes first, and again once it is open. */
int folder_open(const char *path, uid_t owner, struct failure *why)
{
	AUTO_CLOSE int fd = -1;
	struct stat file;

	if (stat(path, &file) == 0 && !S_ISREG(file.st_mode)) {
		fail(why, FAIL_CATALOG, "'%s' is not a regular file", path);
		return -1;
	}
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd == -1 || fstat(fd, &file) == -1)
		fail_errno(why, FAIL_CATALOG, "cannot read '%s'", path);
	else if (!S_ISREG(file.st_mode))
		fail(why, FAIL_CATALOG, "'%s' was replaced while it was opened; start again", path);
	else if (owner != FOLDER_ANYBODY && file.st_uid != owner)
		fail(why, FAIL_CATALOG,
		     "'%s' belongs to another user and is not read; change its owner with 'chown'",
		     path);
	else
		return mem_take_fd(&fd);
	return -1;
}
