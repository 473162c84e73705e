#include "base/mem.h"
#include "stick/device/device.h"
#include "stick/device/use/processes.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

enum { NAMES = 256 };

static bool lies_below(const char *link, const char *mount)
{
	char target[PATH_MAX];
	ssize_t n = readlink(link, target, sizeof(target) - 1);
	size_t length = strlen(mount);

	if (n < 0)
		return false;
	target[n] = '\0';
	return strncmp(target, mount, length) == 0 &&
	       (target[length] == '/' || target[length] == '\0');
}

static bool has_file_below(const char *process, const char *mount)
{
	AUTO_FREE char *path = mem_printf("/proc/%s/fd", process);
	DIR *files = opendir(path);
	const struct dirent *file;
	bool found = false;

	while (files && !found && (file = readdir(files))) {
		AUTO_FREE char *link = mem_printf("%s/%s", path, file->d_name);

		found = lies_below(link, mount);
	}
	if (files)
		closedir(files);
	return found;
}

static bool keeps_busy(const char *process, const char *mount)
{
	static const char *const places[] = { "cwd", "root", "exe" };

	for (size_t i = 0; i < ARRAY_LEN(places); i++) {
		AUTO_FREE char *link = mem_printf("/proc/%s/%s", process, places[i]);

		if (lies_below(link, mount))
			return true;
	}
	return has_file_below(process, mount);
}

static void add_name(const char *process, char names[NAMES])
{
	const size_t used = strlen(names);
	char name[PROCESS_NAME];

	if (process_name("/proc", (pid_t)strtol(process, NULL, 10), name))
		snprintf(names + used, NAMES - used, "%s%s (%.10s)", used ? ", " : "", name,
		         process);
}

static void find_users(const char *mount, char names[NAMES])
{
	DIR *processes = opendir("/proc");
	const struct dirent *entry;

	names[0] = '\0';
	while (processes && (entry = readdir(processes))) {
		if (entry->d_name[0] >= '1' && entry->d_name[0] <= '9' &&
		    keeps_busy(entry->d_name, mount))
			add_name(entry->d_name, names);
	}
	if (processes)
		closedir(processes);
}

static bool unmount_one(const char *mount, struct failure *why)
{
	char names[NAMES];

	if (umount2(mount, 0) == 0)
		return true;
	if (errno != EBUSY)
		return fail_errno(why, FAIL_REFUSED, "cannot unmount '%s'", mount);
	find_users(mount, names);
	return fail(why, FAIL_IN_USE, "'%s' is in use%s%s; close that and try again", mount,
	            names[0] ? " by " : "", names);
}

/* Something else may be mounted by now at a place that was seen before the user was asked. */
bool device_unmount(const struct disk *disk, struct failure *why)
{
	const struct device_query query = { .to_write = false };
	AUTO_FREE struct disk *now = mem_zalloc(1, sizeof(*now));

	*now = *disk;
	if (!device_find_users(&device_world_here, now, 1, &query, why))
		return false;
	for (size_t i = 0; i < now->user_count; i++) {
		if (!now->users[i].unmount[0])
			return fail(why, FAIL_MOUNTED, "'%s' must not be written: %s", disk->path,
			            now->users[i].text);
	}
	/* What was mounted last is on top. */
	for (size_t i = now->user_count; i > 0; i--) {
		if (!unmount_one(now->users[i - 1].unmount, why))
			return false;
	}
	return true;
}
