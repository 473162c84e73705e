#include "stick/device/sysfs.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { VALUE_MAX = 4096 };

void sysfs_text(const char *directory, const char *file, char *out, size_t size)
{
	AUTO_FREE char *path = mem_printf("%s/%s", directory, file);
	AUTO_CLOSE int fd = open(path, O_RDONLY | O_CLOEXEC);
	char value[VALUE_MAX];
	ssize_t n = fd == -1 ? -1 : read(fd, value, sizeof(value) - 1);

	value[n > 0 ? n : 0] = '\0';
	value[strcspn(value, "\n")] = '\0';
	text_clean(out, size, value);
}

uint64_t sysfs_number(const char *directory, const char *file)
{
	char text[32];

	sysfs_text(directory, file, text, sizeof(text));
	return strtoull(text, NULL, 10);
}

dev_t sysfs_device_number(const char *directory, const char *file)
{
	char text[32];
	char *colon;

	sysfs_text(directory, file, text, sizeof(text));
	colon = strchr(text, ':');
	if (!colon)
		return 0;
	return makedev((unsigned)strtoul(text, NULL, 10), (unsigned)strtoul(colon + 1, NULL, 10));
}

bool sysfs_exists(const char *directory, const char *file)
{
	AUTO_FREE char *path = mem_printf("%s/%s", directory, file);

	return access(path, F_OK) == 0;
}
