#include "cli/output/log.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "cli/output/command_line.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* A pipe would be waited for, a device written to. */
static int open_file(const char *path, struct failure *why)
{
	const int fd =
	        open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0666);
	struct stat status;

	if (fd < 0) {
		fail_errno(why, FAIL_IO, "cannot open the log '%s'", path);
		return -1;
	}
	if (fstat(fd, &status) == 0 && S_ISREG(status.st_mode))
		return fd;
	close(fd);
	fail(why, FAIL_USAGE, "'%s' is not a regular file; --log needs one", path);
	return -1;
}

bool log_open(FILE **out, const char *path, const struct strings *typed, struct failure *why)
{
	AUTO_FREE char *command = command_line(typed, "");
	const int fd = open_file(path, why);

	*out = fd >= 0 ? fdopen(fd, "a") : NULL;
	if (fd >= 0 && !*out) {
		close(fd);
		return fail_errno(why, FAIL_IO, "cannot open the log '%s'", path);
	}
	log_line(*out, "version", MKRESCUE_VERSION);
	log_line(*out, "command", command ? command : "(not shown)");
	return *out;
}

void log_line(FILE *log, const char *kind, const char *text)
{
	const size_t size = strlen(text) + 1;
	AUTO_FREE char *clean = NULL;
	char stamp[sizeof("2026-01-02T03:04:05Z")] = "";
	const time_t now = time(NULL);
	struct tm utc;

	if (!log)
		return;
	clean = mem_zalloc(1, size);
	text_clean(clean, size, text);
	if (gmtime_r(&now, &utc))
		strftime(stamp, sizeof(stamp), "%Y-%m-%dT%H:%M:%SZ", &utc);
	fprintf(log, "%s %s: %s\n", stamp, kind, clean);
	fflush(log);
}

bool log_close(FILE *log, const char *path, struct failure *why)
{
	bool good;

	if (!log)
		return true;
	good = !ferror(log);
	if (fclose(log) != 0)
		good = false;
	return good || fail(why, FAIL_IO, "cannot write all of the log '%s'", path);
}
