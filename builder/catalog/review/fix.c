#include "catalog/review/fix.h"

#include "base/files/file.h"
#include "base/files/newfile.h"
#include "base/mem.h"
#include "catalog/folder.h"
#include "catalog/vendorfile/upgrade.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* New files next to the old ones, until all of them are there. */
struct fix {
	const struct fix_request *request;
	struct newfile *files;
	size_t file_count;
};

/* Passes on what is said about one file. */
struct remarks {
	struct json_problems problems;
	const struct fix_request *request;
	const char *path;
};

static void pass_on(struct json_problems *problems, const char *pointer, const char *text)
{
	const struct remarks *remarks = (struct remarks *)problems;

	remarks->request->remark(remarks->request->context, remarks->path, pointer, text);
}

static bool may_replace(const char *path, const struct stat *old, struct failure *why)
{
	if (S_ISLNK(old->st_mode))
		return fail(why, FAIL_REFUSED,
		            "'%s' is a symbolic link; use --fix on the folder of the file that it "
		            "points to",
		            path);
	return access(path, W_OK) == 0 ||
	       fail_errno(why, FAIL_REFUSED, "cannot rewrite '%s'", path);
}

/* The new file belongs to the same user, with the same permissions. */
static bool keep_rights(const struct newfile *file, const struct stat *old, struct failure *why)
{
	struct stat new;

	if (fstat(file->fd, &new) == 0 &&
	    ((new.st_uid == old->st_uid &&new.st_gid == old->st_gid) ||
	     fchown(file->fd, old->st_uid, old->st_gid) == 0) &&
	    ((new.st_mode & 0777) == (old->st_mode & 0777) ||
	     fchmod(file->fd, old->st_mode & 0777) == 0))
		return true;
	return fail_errno(why, FAIL_IO, "cannot keep the owner and permissions of '%s'",
	                  file->path);
}

static bool prepare(struct fix *fix, const char *path, const json_t *document, struct failure *why)
{
	AUTO_FREE char *text = json_text(document);
	struct newfile *file;
	struct stat old;

	if (lstat(path, &old) != 0)
		return fail_errno(why, FAIL_CATALOG, "cannot read '%s'", path);
	if (!may_replace(path, &old, why))
		return false;
	fix->files = mem_grow(fix->files, fix->file_count, sizeof(*fix->files));
	file = &fix->files[fix->file_count++];
	if (!newfile_begin(file, path, true, why) || !keep_rights(file, &old, why))
		return false;
	file->size = text ? strlen(text) : 0;
	return (text && file_write_at(file->fd, 0, text, strlen(text))) ||
	       fail_errno(why, FAIL_IO, "writing '%s'", path);
}

/* Whether it is a vendor file whose text is not what this program would write for it. */
static bool is_untidy(int fd, const json_t *document)
{
	AUTO_FREE char *tidy = json_text(document);
	AUTO_FREE char *text = NULL;
	struct stat file;
	size_t size;

	if (!tidy || !json_object_get(document, "models") || fstat(fd, &file) != 0)
		return false;
	size = strlen(tidy);
	text = mem_zalloc(1, size + 1);
	return (uint64_t)file.st_size != size || !file_read_at(fd, 0, text, size) ||
	       memcmp(text, tidy, size) != 0;
}

static bool look_at(struct fix *fix, const char *path, struct failure *why)
{
	AUTO_CLOSE int fd = folder_open(path, FOLDER_ANYBODY, why);
	struct remarks remarks = { { pass_on, 0 }, fix->request, path };
	bool good = true;
	json_t *document;
	json_t *upgraded;

	if (fd == -1 || !json_read_fd(fd, path, FAIL_CATALOG, &document, why))
		return false;
	if (upgrade_is_needed(document)) {
		upgraded = upgrade_document(document, &remarks.problems);
		good = prepare(fix, path, upgraded, why);
		json_decref(upgraded);
	} else if (is_untidy(fd, document)) {
		good = prepare(fix, path, document, why);
	}
	json_decref(document);
	return good;
}

static bool publish(struct fix *fix, struct failure *why)
{
	for (size_t i = 0; i < fix->file_count; i++) {
		if (!newfile_publish(&fix->files[i], why))
			return false;
		fix->request->rewritten(fix->request->context, fix->files[i].path);
	}
	return true;
}

bool fix_run(const struct fix_request *request, struct failure *why)
{
	struct fix fix = { .request = request };
	struct folder folder;
	bool good = folder_read(&folder, request->folder, why);

	for (size_t i = 0; good && i < folder.count; i++)
		good = look_at(&fix, folder.paths[i], why);
	good = good && publish(&fix, why);
	for (size_t i = 0; i < fix.file_count; i++)
		newfile_done(&fix.files[i]);
	free(fix.files);
	folder_done(&folder);
	return good;
}
