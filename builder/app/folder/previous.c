#include "app/folder/previous.h"

#include "base/digest.h"
#include "base/files/file.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <fts.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* One file below `path`, in a walk that changes nothing. */
typedef bool each_file(const char *path, const char *file, struct failure *why);

static bool walk(const char *path, each_file *each, struct failure *why)
{
	AUTO_FREE char *start = mem_strdup(path);
	char *const starts[] = { start, NULL };
	FTS *tree = fts_open(starts, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
	bool good = tree != NULL;

	for (FTSENT *entry; good && (entry = fts_read(tree));) {
		if (entry->fts_info != FTS_D && entry->fts_info != FTS_DP)
			good = each(path, entry->fts_path + strlen(path) + 1, why);
	}
	if (tree)
		fts_close(tree);
	return good;
}

/* "HEX  NAME": whether a line of SHA256SUMS is about the file. */
static bool is_line_of(const char *line, const char *file)
{
	const size_t digits = DIGEST_HEX - 1;

	return strspn(line, "0123456789abcdef") == digits && strncmp(line + digits, "  ", 2) == 0 &&
	       strcmp(line + digits + 2, file) == 0;
}

/* NULL for anything but a regular file, which may be read without end. */
static FILE *open_sums(const char *name)
{
	AUTO_CLOSE int fd = open(name, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat file;

	if (fd == -1 || fstat(fd, &file) == -1 || !S_ISREG(file.st_mode))
		return NULL;
	return fdopen(mem_take_fd(&fd), "r");
}

static bool is_listed(const char *path, const char *file)
{
	AUTO_FREE char *name = mem_printf("%s/" FOLDER_SUMS, path);
	AUTO_FREE char *line = NULL;
	FILE *sums = open_sums(name);
	size_t size = 0;
	bool found = false;

	while (sums && !found && getline(&line, &size, sums) > 0) {
		line[strcspn(line, "\n")] = '\0';
		found = is_line_of(line, file);
	}
	if (sums)
		fclose(sums);
	return found;
}

static bool is_ours(const char *path, const char *file, struct failure *why)
{
	static const char *const added[] = { FOLDER_SUMS, FOLDER_PAGE, FOLDER_CARD, FOLDER_SETTINGS,
		                             FOLDER_SERVE };

	for (size_t i = 0; i < ARRAY_LEN(added); i++) {
		if (strcmp(file, added[i]) == 0)
			return true;
	}
	if (is_listed(path, file))
		return true;
	return fail(why, FAIL_EXISTS,
	            "'%s' contains '%s', which mkrescue-usb did not create; choose another folder",
	            path, file);
}

static bool no_file(const char *path, const char *file, struct failure *why)
{
	(void)file;
	return fail_unless(why, FAIL_EXISTS, "--force",
	                   "'%s' exists and is not empty; use --force to replace it", path);
}

bool previous_may_go(const char *path, bool force, struct failure *why)
{
	const char *name = file_name_in(path);
	struct stat st;

	if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || !name[0])
		return fail(why, FAIL_REFUSED, "'%s' is not a valid name for a new folder", path);
	if (lstat(path, &st) < 0)
		return errno == ENOENT || fail_errno(why, FAIL_IO, "cannot access '%s'", path);
	if (S_ISLNK(st.st_mode))
		return fail(why, FAIL_REFUSED,
		            "'%s' is a symbolic link; give the folder that it leads to", path);
	if (!S_ISDIR(st.st_mode))
		return fail(why, FAIL_EXISTS, "'%s' exists and is not a folder", path);
	return walk(path, force ? is_ours : no_file, why);
}

void previous_remove(const char *path)
{
	/* Also for want of memory: nothing here ends the program. */
	char *const starts[] = { (char *)(uintptr_t)path, NULL };
	FTS *tree = fts_open(starts, FTS_PHYSICAL | FTS_NOCHDIR, NULL);

	for (FTSENT *entry; tree && (entry = fts_read(tree));) {
		if (entry->fts_info == FTS_DP)
			rmdir(entry->fts_path);
		else if (entry->fts_info != FTS_D)
			unlink(entry->fts_path);
	}
	if (tree)
		fts_close(tree);
}
