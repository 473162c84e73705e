#include "app/cache/export_files.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static int has_ending(const struct dirent *entry)
{
	const char *dot = strrchr(entry->d_name, '.');

	return entry->d_name[0] != '.' && dot &&
	       (strcmp(dot, ".json") == 0 || strcmp(dot, ".html") == 0 || strcmp(dot, ".css") == 0);
}

static bool add_file(struct bundle *bundle, const char *path, const char *name, uid_t owner,
                     struct failure *why)
{
	AUTO_CLOSE int fd = folder_open(path, owner, why);
	AUTO_FREE uint8_t *data = NULL;
	struct stat file;

	if (fd == -1)
		return false;
	if (fstat(fd, &file) == -1 || file.st_size > BUNDLE_FILE_MAX)
		return fail(why, FAIL_CATALOG, "'%s' is too large", path);
	data = mem_zalloc(1, (size_t)file.st_size + 1);
	if (!file_read_at(fd, 0, data, (size_t)file.st_size))
		return errno ? fail_errno(why, FAIL_IO, "cannot read '%s'", path)
		             : fail(why, FAIL_IO, "'%s' was truncated while it was being read",
		                    path);
	bundle_add_file(bundle, name, TAKE(data), (uint64_t)file.st_size);
	return true;
}

/* The files of one folder; `name` is what the folder is called in the bundle. */
static bool add_folder(struct bundle *bundle, const char *folder, const char *name, uid_t owner,
                       struct failure *why)
{
	struct dirent **entries = NULL;
	int count = scandir(folder, &entries, has_ending, alphasort);
	bool good = count >= 0 || fail_errno(why, FAIL_CATALOG, "cannot read '%s'", folder);

	for (int i = 0; i < count; i++) {
		AUTO_FREE char *path = file_in(folder, entries[i]->d_name);
		AUTO_FREE char *inside = file_in(name, entries[i]->d_name);

		good = good && add_file(bundle, path, inside, owner, why);
		free(entries[i]);
	}
	free(entries);
	return good;
}

static bool add_own(struct bundle *bundle, const char *data, struct failure *why)
{
	static const char *const folders[] = { CATALOGUE_VENDORS, CATALOGUE_TEMPLATES "/guide",
		                               CATALOGUE_TEMPLATES "/layouts" };

	for (size_t i = 0; i < ARRAY_LEN(folders); i++) {
		AUTO_FREE char *folder = file_in(data, folders[i]);

		if (!add_folder(bundle, folder, folders[i], FOLDER_ANYBODY, why))
			return false;
	}
	return true;
}

bool catalogue_add(struct bundle *bundle, const char *data, const struct search_path *search_path,
                   struct failure *why)
{
	if (!add_own(bundle, data, why))
		return false;
	for (size_t i = 0; i < search_path->count; i++) {
		const struct catalog_place *place = &search_path->items[i];
		AUTO_FREE char *name = mem_printf("own-%zu", i + 1);

		if (place->may_lack && folder_is_empty(place->folder))
			continue;
		if (!add_folder(bundle, place->folder, name, place->owner, why))
			return false;
	}
	bundle_sort_files(bundle);
	return true;
}

bool catalogue_equal(const struct bundle *a, const struct bundle *b)
{
	if (a->file_count != b->file_count)
		return false;
	for (size_t i = 0; i < a->file_count; i++) {
		if (strcmp(a->files[i].path, b->files[i].path) != 0 ||
		    !digest_equal(&a->files[i].sha256, &b->files[i].sha256))
			return false;
	}
	return true;
}
