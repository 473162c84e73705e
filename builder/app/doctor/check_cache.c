#include "app/doctor/checks.h"
#include "app/knowledge/home.h"
#include "base/mem.h"
#include "base/text/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

/* Bytes: less than two firmware files of the larger kind. */
static const uint64_t little = UINT64_C(200) * 1000 * 1000;

/* The folder, or the nearest one above it that is there: in that one it would be made. */
static char *nearest_folder(const char *path)
{
	AUTO_FREE char *folder = mem_strdup(path);
	struct stat st;

	while (stat(folder, &st) < 0 && (errno == ENOENT || errno == EACCES)) {
		char *slash = strrchr(folder, '/');

		if (slash == folder)
			return mem_strdup("/");
		*slash = '\0';
	}
	return TAKE(folder);
}

static bool may_write(const char *folder)
{
	struct stat st;

	if (stat(folder, &st) < 0)
		return false;
	if (!S_ISDIR(st.st_mode)) {
		errno = ENOTDIR;
		return false;
	}
	return faccessat(AT_FDCWD, folder, W_OK | X_OK, AT_EACCESS) == 0;
}

/* The first folder that the store needs and may not write; NULL when all is well. Owned. */
static char *find_unwritable(const char *path, const char *nearest)
{
	static const char *const inner[] = { "sha256", "parts", "names" };

	if (!may_write(nearest))
		return mem_strdup(nearest);
	if (strcmp(path, nearest) != 0)
		return NULL;
	for (size_t i = 0; i < ARRAY_LEN(inner); i++) {
		AUTO_FREE char *folder = mem_printf("%s/%s", path, inner[i]);

		if (!may_write(folder) && errno != ENOENT)
			return TAKE(folder);
	}
	return NULL;
}

static void check_space(struct checkup *checkup, const char *path, const char *nearest)
{
	const char *later = strcmp(path, nearest) == 0 ? "" : ", created when it is needed";
	struct statvfs space;
	char size[TEXT_SIZE];
	uint64_t bytes;

	if (statvfs(nearest, &space) < 0) {
		checkup_warning(checkup, "cache", NULL, "'%s': %s", path, strerror(errno));
		return;
	}
	bytes = (uint64_t)space.f_bavail * space.f_frsize;
	text_size(size, bytes);
	if (bytes < little)
		checkup_warning(
		        checkup, "cache",
		        "free some space, or set XDG_CACHE_HOME to a folder on a larger disk",
		        "'%s'%s: only %s are free", path, later, size);
	else
		checkup_ok(checkup, "cache", "'%s'%s: %s free", path, later, size);
}

static void check_folder(struct checkup *checkup, const char *path, const struct owner *owner)
{
	AS_OWNER(owner);
	AUTO_FREE char *nearest = nearest_folder(path);
	AUTO_FREE char *unwritable = find_unwritable(path, nearest);

	if (unwritable)
		checkup_warning(checkup, "cache",
		                "make it writable, or set XDG_CACHE_HOME to a writable folder",
		                "cannot write to '%s' (%s); downloads are not possible", unwritable,
		                strerror(errno));
	else
		check_space(checkup, path, nearest);
}

void check_cache(struct checkup *checkup)
{
	struct owner owner;
	AUTO_FREE char *path = home_cache(&owner);

	if (path)
		check_folder(checkup, path, &owner);
	else
		checkup_warning(checkup, "cache", "set XDG_CACHE_HOME to a folder",
		                "no folder is set for it; downloads are not possible");
}
