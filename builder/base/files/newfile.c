#include "base/files/newfile.h"

#include "base/files/file.h"
#include "base/files/temporary.h"
#include "base/interrupt.h"
#include "base/mem.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_MODE = 0666 };

/* A mistyped device name must not become a file in /dev. */
static bool check_new_name(const char *path, struct failure *why)
{
	return strncmp(path, "/dev/", 5) != 0 || strncmp(path, "/dev/shm/", 9) == 0 ||
	       fail(why, FAIL_REFUSED,
	            "cannot create the file '%s' in /dev; give a device with --device", path);
}

static bool check_folder(const char *path, struct failure *why)
{
	const char *name = file_name_in(path);
	AUTO_FREE char *folder = mem_printf("%.*s.", (int)(name - path), path);
	struct stat st;

	if (!name[0])
		return fail(why, FAIL_REFUSED, "'%s' is the name of a folder; give a file", path);
	return stat(folder, &st) == 0 ||
	       fail_errno(why, FAIL_IO, "cannot create '%s' in its folder", path);
}

bool newfile_check(const char *path, bool force, struct failure *why)
{
	struct stat st;

	if (lstat(path, &st) < 0)
		return check_new_name(path, why) && check_folder(path, why);
	if (S_ISLNK(st.st_mode) && stat(path, &st) < 0)
		return fail(why, FAIL_REFUSED,
		            "'%s' is a broken symbolic link; remove it or give another file", path);
	if (S_ISBLK(st.st_mode) || S_ISCHR(st.st_mode))
		return fail(why, FAIL_REFUSED,
		            "'%s' is a device; to write to it, use --device '%s'", path, path);
	if (!S_ISREG(st.st_mode))
		return fail(why, FAIL_EXISTS, "'%s' exists and is not a regular file", path);
	if (!force)
		return fail_unless(why, FAIL_EXISTS, "--force",
		                   "'%s' already exists; use --force to replace it", path);
	return true;
}

static void forget_temporary(struct newfile *file)
{
	temporary_release(file->guard);
	file->guard = NULL;
	free(file->temporary);
	file->temporary = NULL;
}

static bool create_temporary(struct newfile *file, struct failure *why)
{
	file->temporary = file_template_next_to(file->place);
	file->guard = temporary_guard(file->temporary, temporary_unlink);
	file->fd = mkostemp(file->temporary, O_CLOEXEC);
	if (file->fd < 0) {
		forget_temporary(file);
		return fail_errno(why, FAIL_IO, "cannot create a temporary file next to '%s'",
		                  file->path);
	}
	temporary_is_made(file->guard);
	/* Network and foreign file systems may not know permissions: then the file has others. */
	if (fchmod(file->fd, file_usual_mode(FILE_MODE)) == 0 || errno == EPERM ||
	    errno == EOPNOTSUPP)
		return true;
	return fail_errno(why, FAIL_IO, "cannot set the permissions of '%s'", file->temporary);
}

/* Of an existing file, and of a new one as it is. */
static bool find_place(struct newfile *file, struct failure *why)
{
	struct stat st;

	if (lstat(file->path, &st) == 0 && S_ISLNK(st.st_mode))
		file->place = realpath(file->path, NULL);
	else
		file->place = mem_strdup(file->path);
	return file->place ||
	       fail_errno(why, FAIL_IO, "cannot follow the symbolic link '%s'", file->path);
}

bool newfile_begin(struct newfile *out, const char *path, bool force, struct failure *why)
{
	*out = (struct newfile){ .path = mem_strdup(path), .fd = -1, .force = force };
	return newfile_check(path, force, why) && find_place(out, why) &&
	       create_temporary(out, why);
}

/* Else a crash may leave the name, and holes behind it. */
static bool flush(const struct newfile *file, struct failure *why)
{
	return fdatasync(file->fd) == 0 || errno == EINVAL /* is kept nowhere, or at once */ ||
	       fail_errno(why, FAIL_IO, "cannot write '%s' to disk", file->path);
}

/* Another program may have truncated or extended it while it had its temporary name. */
static bool check_size(const struct newfile *file, struct failure *why)
{
	struct stat st;

	if (fstat(file->fd, &st) < 0)
		return fail_errno(why, FAIL_IO, "cannot check '%s'", file->temporary);
	return (uint64_t)st.st_size == file->size ||
	       fail(why, FAIL_IO,
	            "'%s' has %lld bytes instead of %llu because another program changed it; start "
	            "again",
	            file->temporary, (long long)st.st_size, (unsigned long long)file->size);
}

/* Without --force nothing is replaced, not even what appeared in the meantime. */
static bool give_name(const struct newfile *file, struct failure *why)
{
	unsigned flags = file->force ? 0 : RENAME_NOREPLACE;

	if (renameat2(AT_FDCWD, file->temporary, AT_FDCWD, file->place, flags) == 0)
		return true;
	/* exFAT, NFS and others cannot promise that: there a last look has to do. */
	if (errno == EEXIST || errno == EINVAL) {
		if (!newfile_check(file->path, file->force, why))
			return false;
		if (rename(file->temporary, file->place) == 0)
			return true;
	}
	return fail_errno(why, FAIL_IO, "cannot rename the finished file to '%s'", file->path);
}

bool newfile_publish(struct newfile *file, struct failure *why)
{
	if (!flush(file, why) || !interrupt_check(why) || !check_size(file, why) ||
	    !give_name(file, why))
		return false;
	forget_temporary(file);
	return true;
}

void newfile_done(struct newfile *file)
{
	if (file->temporary)
		unlink(file->temporary);
	if (file->path)
		mem_auto_close(&file->fd);
	forget_temporary(file);
	free(file->place);
	free(file->path);
	*file = (struct newfile){ 0 };
}

bool newfile_put(const char *path, bool force, const char *text, struct failure *why)
{
	struct newfile file = { 0 };
	bool good = newfile_begin(&file, path, force, why);

	file.size = strlen(text);
	good = good && (file_write(file.fd, text, strlen(text)) ||
	                fail_errno(why, FAIL_IO, "cannot write '%s'", path));
	good = good && newfile_publish(&file, why);
	newfile_done(&file);
	return good;
}
