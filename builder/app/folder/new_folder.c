#include "app/folder/new_folder.h"

#include "app/folder/previous.h"
#include "base/files/file.h"
#include "base/files/temporary.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Other users read them, whatever the umask is: a TFTP server, a web server. */
enum { FILE_MODE = 0644, FOLDER_MODE = 0755 };

/* A slash at the end is no part of the name. */
static char *path_of(const char *typed)
{
	size_t length = strlen(typed);

	while (length > 1 && typed[length - 1] == '/')
		length--;
	return mem_printf("%.*s", (int)length, typed);
}

bool new_folder_check(struct new_folder *out, const char *path, bool force, struct failure *why)
{
	*out = (struct new_folder){ .path = path_of(path) };
	return previous_may_go(out->path, force, why);
}

static void forget_temporary(struct new_folder *folder)
{
	temporary_release(folder->guard);
	folder->guard = NULL;
	free(folder->temporary);
	folder->temporary = NULL;
}

bool new_folder_begin(struct new_folder *folder, struct failure *why)
{
	char *name = file_template_next_to(folder->path);

	folder->guard = temporary_guard(name, previous_remove);
	if (!mkdtemp(name)) {
		temporary_release(folder->guard);
		folder->guard = NULL;
		free(name);
		(void)fail_errno(why, FAIL_IO, "cannot create a folder next to '%s'", folder->path);
		return false;
	}
	temporary_is_made(folder->guard);
	folder->temporary = name;
	return chmod(name, FOLDER_MODE) == 0 || errno == EPERM || errno == EOPNOTSUPP ||
	       fail_errno(why, FAIL_IO, "setting the mode of '%s'", name);
}

int new_folder_create(const struct new_folder *folder, const char *name, struct failure *why)
{
	AUTO_FREE char *path = mem_printf("%s/%s", folder->temporary, name);
	int fd = -1;

	if (file_make_parents(path, strlen(folder->temporary) + 1, FOLDER_MODE))
		fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		(void)fail_errno(why, FAIL_IO, "cannot create '%s' in the folder", name);
	return fd;
}

bool new_folder_sync(const struct new_folder *folder, struct failure *why)
{
	AUTO_CLOSE int fd = open(folder->temporary, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	return (fd >= 0 && syncfs(fd) == 0) ||
	       fail_errno(why, FAIL_IO, "writing '%s'", folder->path);
}

/* The old folder took the new one's place: it is removed, unless something was put into it. */
static bool let_go(struct new_folder *folder, struct failure *why)
{
	if (previous_may_go(folder->temporary, true, why))
		return true;
	forget_temporary(folder);
	return false;
}

/* An empty folder gives way to a rename; one that is full changes places and is removed. */
bool new_folder_publish(struct new_folder *folder, bool force, struct failure *why)
{
	if (!previous_may_go(folder->path, force, why))
		return false;
	if (rename(folder->temporary, folder->path) == 0) {
		forget_temporary(folder);
		return true;
	}
	if (force && (errno == ENOTEMPTY || errno == EEXIST) &&
	    renameat2(AT_FDCWD, folder->temporary, AT_FDCWD, folder->path, RENAME_EXCHANGE) == 0)
		return let_go(folder, why);
	return fail_errno(why, FAIL_IO, "cannot rename the finished folder to '%s'", folder->path);
}

void new_folder_done(struct new_folder *folder)
{
	if (folder->temporary)
		previous_remove(folder->temporary);
	forget_temporary(folder);
	free(folder->path);
}
