#include "app/doctor/packages.h"

#include "base/files/file.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdbool.h>
#include <string.h>

enum { RELEASE_MAX = 16384 };

/* Whether one of the blank-separated words of ID or ID_LIKE is this one. */
static bool has_word(const char *value, size_t length, const char *word)
{
	static const char between[] = " \t\"'";
	const char *end = value + length;

	while (value < end) {
		size_t size = strcspn(value, " \t\"'\n");

		if (size == strlen(word) && strncmp(value, word, size) == 0)
			return true;
		value += size;
		value += strspn(value, between);
		if (*value == '\n')
			break;
	}
	return false;
}

static bool is_debian(const char *os_release)
{
	static const char *const names[] = { "ID=", "ID_LIKE=" };

	for (const char *line = os_release; *line; line += strspn(line, "\n")) {
		const size_t length = strcspn(line, "\n");

		for (size_t i = 0; i < ARRAY_LEN(names); i++) {
			const size_t name = strlen(names[i]);

			if (strncmp(line, names[i], name) == 0 &&
			    has_word(line + name, length - name, "debian"))
				return true;
		}
		line += length;
	}
	return false;
}

char *packages_advice(const char *os_release, const char *packages)
{
	if (os_release && is_debian(os_release))
		return mem_printf("install: apt install %s", packages);
	return mem_printf("install what your system calls '%s'", packages);
}

static char *read_release(const char *path)
{
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	AUTO_FREE char *text = mem_zalloc(RELEASE_MAX + 1, 1);

	/* One that is shorter ends early, which is no mistake: the rest is zero. */
	if (fd < 0)
		return NULL;
	(void)file_read_at(fd, 0, text, RELEASE_MAX);
	return TAKE(text);
}

char *packages_advice_here(const char *packages)
{
	AUTO_FREE char *text = read_release("/etc/os-release");

	if (!text)
		text = read_release("/usr/lib/os-release");
	return packages_advice(text, packages);
}
