#include "app/cache/unpacked.h"

#include "app/folder/previous.h"
#include "base/files/file.h"
#include "base/files/temporary.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "fetch/storefile.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char *place_in(const struct store *store)
{
	return file_in(store->path, "catalogues");
}

static bool cannot_write(const char *path, struct failure *why)
{
	return fail_errno(why, FAIL_IO, "cannot write '%s'", path);
}

static bool put_file(const char *folder, const struct bundle_file *file, struct failure *why)
{
	AUTO_FREE char *path = file_in(folder, file->path);
	AUTO_CLOSE int fd = -1;

	if (!interrupt_check(why))
		return false;
	if (!file_make_parents(path, strlen(folder) + 1, 0777))
		return cannot_write(path, why);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
	return (fd != -1 && file_write_at(fd, 0, file->data, file->size) && fsync(fd) == 0) ||
	       cannot_write(path, why);
}

static bool put_files(const char *folder, const struct bundle *bundle, struct failure *why)
{
	for (size_t i = 0; i < bundle->file_count; i++) {
		if (!put_file(folder, &bundle->files[i], why))
			return false;
	}
	return true;
}

static bool fill_temporary(char *temporary, const struct temporary *guard, const char *path,
                           const struct bundle *bundle, struct failure *why)
{
	if (!mkdtemp(temporary))
		return cannot_write(temporary, why);
	temporary_is_made(guard);
	if (put_files(temporary, bundle, why)) {
		/* Whoever was faster has put the same there. */
		if (rename(temporary, path) == 0 || errno == ENOTEMPTY || errno == EEXIST) {
			previous_remove(temporary);
			return true;
		}
		cannot_write(path, why);
	}
	previous_remove(temporary);
	return false;
}

static bool fill(const char *path, const struct bundle *bundle, struct failure *why)
{
	AUTO_FREE char *temporary = file_template_next_to(path);
	struct temporary *guard = temporary_guard(temporary, previous_remove);
	const bool filled = fill_temporary(temporary, guard, path, bundle, why);

	temporary_release(guard);
	return filled;
}

bool unpacked_put(const struct store *store, const struct bundle *bundle, char **path,
                  struct failure *why)
{
	AUTO_FREE char *place = place_in(store);
	char hex[DIGEST_HEX];

	AS_OWNER(&store->owner);
	digest_to_hex(&bundle->manifest, hex);
	*path = file_in(place, hex);
	if (mkdir(place, 0700) == -1 && errno != EEXIST)
		return cannot_write(place, why);
	if (storefile_is_link(AT_FDCWD, place))
		return fail(why, FAIL_REFUSED,
		            "'%s' is a symbolic link, which the cache does not follow; remove it",
		            place);
	return faccessat(AT_FDCWD, *path, F_OK, AT_EACCESS) == 0 || fill(*path, bundle, why);
}

struct unpacked_removed unpacked_remove_all(const struct store *store)
{
	struct unpacked_removed removed = { 0 };
	AUTO_FREE char *place = place_in(store);
	char *const starts[] = { place, NULL };

	AS_OWNER(&store->owner);
	FTS *tree = fts_open(starts, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

	for (FTSENT *entry; tree && (entry = fts_read(tree));) {
		if (entry->fts_info == FTS_D && entry->fts_level == 1)
			removed.folders++;
		if (entry->fts_info == FTS_F)
			removed.bytes += (uint64_t)entry->fts_statp->st_size;
	}
	if (tree)
		fts_close(tree);
	previous_remove(place);
	return removed;
}
