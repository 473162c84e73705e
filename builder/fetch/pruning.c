/* Removes from a store what is of no use, beside programs that fill it. */
#include "base/mem.h"
#include "fetch/part.h"
#include "fetch/store.h"
#include "fetch/storefile.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static bool has_note(const struct store *store, const struct digest *sha256, bool *out,
                     struct failure *why)
{
	struct store_notes notes;
	size_t count;

	if (!store_notes(store, &notes, why))
		return false;
	*out = store_notes_of(&notes, sha256, &count) != NULL;
	store_notes_done(&notes);
	return true;
}

/* Whoever fetches holds the object until its address is noted: the notes are read after that. */
static bool may_go(const struct store *store, const struct store_entry *entry, int fd, bool all,
                   bool *out, struct failure *why)
{
	bool noted = false;

	*out = storefile_is_free(fd);
	if (*out && !all && !has_note(store, &entry->sha256, &noted, why))
		return false;
	*out = *out && !noted;
	return true;
}

static bool remove_object(const struct store *store, const struct store_entry *entry,
                          struct store_pruning *pruning, struct failure *why)
{
	char path[STORE_OBJECT];
	char hex[DIGEST_HEX];
	AUTO_CLOSE int fd = -1;
	bool goes = true;

	AS_OWNER(&store->owner);
	digest_to_hex(&entry->sha256, hex);
	storefile_object(path, hex);
	fd = storefile_open_object(store->objects, path);
	if (fd != -1 && !may_go(store, entry, fd, pruning->all, &goes, why))
		return false;
	if (!goes)
		return true;
	if (unlinkat(store->objects, path, 0) == -1)
		return errno == ENOENT ||
		       fail_errno(why, FAIL_IO, "cannot remove '%s/sha256/%s'", store->path, path);
	pruning->removed++;
	pruning->freed += entry->size;
	return true;
}

static bool remove_objects(const struct store *store, struct store_pruning *pruning,
                           struct failure *why)
{
	AUTO_FREE struct store_entry *list = NULL;
	struct store_notes notes;
	size_t count;
	size_t ignored;
	bool good = true;

	if (!store_list(store, &list, &count, why) || !store_notes(store, &notes, why))
		return false;
	for (size_t i = 0; good && i < count; i++) {
		if (pruning->all || !store_notes_of(&notes, &list[i].sha256, &ignored))
			good = remove_object(store, &list[i], pruning, why);
	}
	store_notes_done(&notes);
	return good;
}

static bool leads_nowhere(const struct store *store, int fd)
{
	char hex[DIGEST_HEX] = "";
	char path[STORE_OBJECT];

	/* What is empty is about to be written. */
	if (pread(fd, hex, DIGEST_HEX - 1, 0) == 0)
		return false;
	storefile_object(path, hex);
	return faccessat(store->objects, path, F_OK, AT_EACCESS) == -1;
}

static void prune_note(const struct store *store, const char *file)
{
	AUTO_CLOSE int fd = storefile_open(store->names, file, O_RDONLY);

	if (fd != -1 && storefile_is_free(fd) && leads_nowhere(store, fd))
		unlinkat(store->names, file, 0);
}

/* Notes about objects that are gone. */
static void prune_names(const struct store *store)
{
	AS_OWNER(&store->owner);
	DIR *names = storefile_read_folder(store->names);
	const struct dirent *entry;

	while (names && (entry = readdir(names)) != NULL) {
		if (storefile_is_name(entry->d_name, ""))
			prune_note(store, entry->d_name);
	}
	if (names)
		closedir(names);
}

bool store_prune(const struct store *store, struct store_pruning *pruning, struct failure *why)
{
	AUTO_CLOSE int objects = openat(store->objects, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	pruning->removed = 0;
	pruning->freed = part_clean(store, true);
	if (objects != -1 && !storefile_is_free(objects))
		return true; /* another program holds the store */
	if (!remove_objects(store, pruning, why))
		return false;
	prune_names(store);
	return true;
}
