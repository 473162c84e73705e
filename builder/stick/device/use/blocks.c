#include "stick/device/use/blocks.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "stick/device/sysfs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

char *block_directory(const struct device_world *world, dev_t number)
{
	AUTO_FREE char *link =
	        mem_printf("%s/dev/block/%u:%u", world->sysfs, major(number), minor(number));

	return realpath(link, NULL);
}

dev_t block_number_of_name(const struct device_world *world, const char *name)
{
	AUTO_FREE char *directory = mem_printf("%s/class/block/%s", world->sysfs, name);

	/* sysfs writes '/' in names as '!'. */
	for (char *mark = directory + strlen(directory) - strlen(name); (mark = strchr(mark, '/'));)
		*mark = '!';
	return sysfs_device_number(directory, "dev");
}

dev_t block_number_of_path(const struct device_world *world, const char *path)
{
	size_t length = strlen(world->dev);
	struct stat node;

	if (path[0] != '/')
		return 0;
	/* Elsewhere a path may lead to a server that does not answer. */
	if (strncmp(path, world->dev, length) == 0 && path[length] == '/' &&
	    stat(path, &node) == 0 && S_ISBLK(node.st_mode))
		return node.st_rdev;
	return block_number_of_name(world, file_name_in(path));
}

void block_path(const struct device_world *world, const char *name, char out[DEVICE_TEXT])
{
	AUTO_FREE char *directory = mem_printf("%s/class/block/%s", world->sysfs, name);
	char mapped[DEVICE_TEXT];

	sysfs_text(directory, "dm/name", mapped, sizeof(mapped));
	if (mapped[0])
		snprintf(out, DEVICE_TEXT, "%s/mapper/%.64s", world->dev, mapped);
	else
		snprintf(out, DEVICE_TEXT, "%s/%.64s", world->dev, name);
	for (char *mark; (mark = strchr(out, '!'));)
		*mark = '/';
}

static bool is_octal(char digit)
{
	return digit >= '0' && digit <= '7';
}

void block_unescape(char *text)
{
	char *to = text;

	while (*text) {
		if (text[0] == '\\' && is_octal(text[1]) && is_octal(text[2]) &&
		    is_octal(text[3])) {
			*to++ = (char)((text[1] - '0') << 6 | (text[2] - '0') << 3 |
			               (text[3] - '0'));
			text += 4;
		} else {
			*to++ = *text++;
		}
	}
	*to = '\0';
}
