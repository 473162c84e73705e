#include "stick/device/use/processes.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GENERATIONS = 64 };

bool processes_visit(const char *proc, void (*visit)(const struct process *process, void *context),
                     void *context)
{
	DIR *all = opendir(proc);
	const struct dirent *entry;

	if (!all)
		return false;
	while ((entry = readdir(all))) {
		struct process process = { .pid = (pid_t)strtol(entry->d_name, NULL, 10) };

		if (process.pid <= 0 || process.pid == getpid())
			continue;
		process.folder =
		        openat(dirfd(all), entry->d_name, O_PATH | O_DIRECTORY | O_CLOEXEC);
		if (process.folder == -1)
			continue; /* it has ended */
		visit(&process, context);
		close(process.folder);
	}
	closedir(all);
	return true;
}

/* The first bytes of /proc/PID/FILE as text; false when it has ended. */
static bool read_text(const char *proc, pid_t pid, const char *file, char *out, size_t size)
{
	AUTO_FREE char *path = mem_printf("%s/%d/%s", proc, (int)pid, file);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd == -1 ? -1 : read(fd, out, size - 1);

	out[n > 0 ? n : 0] = '\0';
	return n > 0;
}

bool process_name(const char *proc, pid_t pid, char out[PROCESS_NAME])
{
	char text[PROCESS_NAME];
	const bool found = read_text(proc, pid, "comm", text, sizeof(text));

	if (!found)
		snprintf(text, sizeof(text), "?");
	text[strcspn(text, "\n")] = '\0';
	text_clean(out, PROCESS_NAME, text);
	return found;
}

/* "4711 (name) S 1 ...": a name may hold anything, so the last bracket counts. */
static pid_t parent_of(const char *proc, pid_t pid)
{
	char text[256];
	const char *bracket;

	if (!read_text(proc, pid, "stat", text, sizeof(text)))
		return 0;
	bracket = strrchr(text, ')');
	return bracket && strlen(bracket) > 4 ? (pid_t)strtol(bracket + 4, NULL, 10) : 0;
}

bool process_is_ours(const char *proc, pid_t pid)
{
	for (int i = 0; i < GENERATIONS && pid > 1; i++) {
		if (pid == getpid())
			return true;
		pid = parent_of(proc, pid);
	}
	return false;
}
