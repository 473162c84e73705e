#include "app/disks/own_files.h"

#include "app/knowledge/home.h"
#include "app/knowledge/search_path.h"
#include "app/sources/lock_file.h"
#include "base/mem.h"

#include <limits.h>
#include <stdlib.h>
#include <unistd.h>

static void add(struct own_files *own, const char *what, const char *path)
{
	if (!path || !path[0])
		return;
	own->items = mem_grow(own->items, own->count, sizeof(*own->items));
	own->items[own->count++] = (struct device_own_file){ what, path };
}

void own_files_add(struct own_files *own, const char *what, const struct strings *paths)
{
	for (size_t i = 0; i < paths->count; i++)
		add(own, what, paths->items[i]);
}

/* Takes the path. */
static void add_owned(struct own_files *own, const char *what, char *path)
{
	if (!path)
		return;
	own->paths = mem_grow(own->paths, own->path_count, sizeof(*own->paths));
	own->paths[own->path_count++] = path;
	add(own, what, path);
}

static void add_recipes(struct own_files *own, const struct request *request)
{
	const struct caller caller = caller_here();
	struct search_path folders;

	search_path_find(&folders, &request->router.catalogs, &caller);
	for (size_t i = 0; i < folders.count; i++)
		add_owned(own, "the recipe folder", mem_strdup(folders.items[i].folder));
	search_path_done(&folders);
}

static char *own_program(void)
{
	char path[PATH_MAX];
	ssize_t n = readlink("/proc/self/exe", path, sizeof(path) - 1);

	path[n > 0 ? n : 0] = '\0';
	return n > 0 ? mem_strdup(path) : NULL;
}

void own_files_find(struct own_files *out, const struct request *request)
{
	const char *temporary = getenv("TMPDIR");
	struct owner owner;

	*out = (struct own_files){ 0 };
	own_files_add(out, "the key", &request->firmware.trusted);
	add(out, "the card", request->target.card);
	if (request->firmware.locked)
		add(out, "the lock file", lock_file_path(&request->firmware));
	add_recipes(out, request);
	add_owned(out, "the cache", home_cache(&owner));
	add(out, "the folder for temporary files", temporary ? temporary : "/var/tmp");
	add_owned(out, "this program", own_program());
}

void own_files_done(struct own_files *own)
{
	for (size_t i = 0; i < own->path_count; i++)
		free(own->paths[i]);
	free(own->paths);
	free(own->items);
	*own = (struct own_files){ 0 };
}
