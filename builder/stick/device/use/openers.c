#include "stick/device/use/openers.h"

#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

static bool is_backing_file(const struct loops *loops, dev_t file_system, uint64_t inode)
{
	for (size_t i = 0; i < loops->count; i++) {
		if (loops_on_file(&loops->items[i], file_system, inode))
			return true;
	}
	return false;
}

/* Of the thousands of files that are open hardly one is of interest: details come later. */
static bool is_of_interest(const struct statx *st, const struct loops *loops, struct opener *out)
{
	if (S_ISBLK(st->stx_mode)) {
		out->number = makedev(st->stx_rdev_major, st->stx_rdev_minor);
		return true;
	}
	out->file_system = makedev(st->stx_dev_major, st->stx_dev_minor);
	out->inode = st->stx_ino;
	return S_ISREG(st->stx_mode) && is_backing_file(loops, out->file_system, out->inode);
}

/* See proc_pid_fdinfo(5): "flags:" in octal, and a "lock:" for each lock held through it. */
static void read_details(int folder, const char *name, struct opener *opener)
{
	AUTO_FREE char *path = mem_printf("fdinfo/%s", name);
	int fd = openat(folder, path, O_RDONLY | O_CLOEXEC);
	FILE *file = fd == -1 ? NULL : fdopen(fd, "re");
	char line[256];

	opener->writes = true; /* unless its flags can be read */
	while (file && fgets(line, sizeof(line), file)) {
		if (strncmp(line, "flags:", 6) == 0)
			opener->writes = (strtoul(line + 6, NULL, 8) & O_ACCMODE) != O_RDONLY;
		opener->locks = opener->locks || strncmp(line, "lock:", 5) == 0;
	}
	if (file)
		fclose(file);
}

/* A process that has ended, or a file that was closed meanwhile, uses nothing. */
static bool may_be_asked(void)
{
	return errno != EACCES && errno != EPERM;
}

static bool add_file(const struct process *process, int files, const char *name,
                     const struct loops *loops, struct openers *openers)
{
	struct opener opener = { .pid = process->pid };
	struct statx st;

	/* From the kernel's cache: a file server that is gone is not waited for. */
	if (statx(files, name, AT_STATX_DONT_SYNC, STATX_TYPE | STATX_INO, &st) < 0)
		return may_be_asked();
	if (!is_of_interest(&st, loops, &opener))
		return true;
	read_details(process->folder, name, &opener);
	openers->items = mem_grow(openers->items, openers->count, sizeof(*openers->items));
	openers->items[openers->count++] = opener;
	return true;
}

bool openers_add(const struct process *process, const struct loops *loops, struct openers *openers)
{
	int folder = openat(process->folder, "fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *files = folder == -1 ? NULL : fdopendir(folder);
	const struct dirent *file;
	bool asked = true;

	if (!files)
		return may_be_asked();
	while (asked && (file = readdir(files)))
		asked = file->d_name[0] == '.' ||
		        add_file(process, dirfd(files), file->d_name, loops, openers);
	closedir(files);
	return asked;
}

void openers_done(struct openers *openers)
{
	free(openers->items);
	*openers = (struct openers){ 0 };
}
