#include "cli/output/log.h"

#include "base/mem.h"
#include "base/text/text.h"
#include "cli/output/command_line.h"
#include "cli/output/log_place.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

/* "2026-01-02T03:04:05Z version: " */
static bool begins_like_log(const char *path)
{
	static const char like[] = "0000-00-00T00:00:00Z version: ";
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	char start[sizeof(like) - 1];

	if (fd == -1 || pread(fd, start, sizeof(start), 0) != (ssize_t)sizeof(start))
		return false;
	for (size_t i = 0; i < sizeof(start); i++) {
		if (like[i] == '0' ? !isdigit((unsigned char)start[i]) : start[i] != like[i])
			return false;
	}
	return true;
}

/* A pipe would be waited for, a device written to, and firmware would be spoiled. */
static bool may_append(int fd, const char *path, struct failure *why)
{
	struct stat status;

	if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
		return fail(why, FAIL_USAGE, "'%s' is not a regular file; --log needs one", path);
	return status.st_size == 0 || begins_like_log(path) ||
	       fail(why, FAIL_EXISTS,
	            "'%s' exists and is not a log of this program; give another file to --log",
	            path);
}

/* A link may name a file that was not there. */
static void remove_new(const char *path)
{
	AUTO_FREE char *place = realpath(path, NULL);

	if (place)
		unlink(place);
}

/* The files of a run are compared once the log is there: then links and cases do not matter. */
static int open_file(const struct options *options, struct failure *why)
{
	const int flags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
	const char *path = options->log;
	int fd = open(path, flags);
	const bool is_new = fd < 0 && errno == ENOENT;

	if (is_new)
		fd = open(path, flags | O_CREAT, 0666);
	if (fd < 0) {
		fail_errno(why, FAIL_IO, "cannot open the log '%s'", path);
		return -1;
	}
	if (may_append(fd, path, why) && log_place_check(options, why))
		return fd;
	close(fd);
	if (is_new)
		remove_new(path);
	return -1;
}

bool log_open(FILE **out, const struct options *options, struct failure *why)
{
	AUTO_FREE char *command = command_line(&options->typed, "");
	const char *path = options->log;
	const int fd = open_file(options, why);

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

bool log_close(FILE *log, struct failure *why)
{
	bool good;

	if (!log)
		return true;
	good = !ferror(log);
	if (fclose(log) != 0)
		good = false;
	return good || fail(why, FAIL_IO, "cannot write all of the log that --log names");
}
