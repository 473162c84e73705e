#include "stick/device/use/swaps.h"

#include "base/mem.h"
#include "stick/device/use/blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* A node may have been removed since; then its name is followed by this. */
#define DELETED " (deleted)"

static dev_t number_of(const struct device_world *world, char *path)
{
	char *deleted;
	struct stat st;

	block_unescape(path);
	deleted = strstr(path, DELETED);
	if (deleted && !deleted[strlen(DELETED)])
		*deleted = '\0';
	/* The kernel swaps there at this moment: it is no path that hangs. */
	if (!deleted && stat(path, &st) == 0)
		return S_ISBLK(st.st_mode) ? st.st_rdev : st.st_dev;
	return block_number_of_path(world, path);
}

void swaps_read(const struct device_world *world, struct swaps *out)
{
	AUTO_FREE char *path = mem_printf("%s/swaps", world->proc);
	FILE *file = fopen(path, "re");
	AUTO_FREE char *line = NULL;
	size_t size = 0;

	*out = (struct swaps){ 0 };
	while (file && getline(&line, &size, file) > 0) {
		line[strcspn(line, " \t\n")] = '\0';
		if (line[0] != '/')
			continue; /* the title */
		out->numbers = mem_grow(out->numbers, out->count, sizeof(*out->numbers));
		out->numbers[out->count++] = number_of(world, line);
	}
	if (file)
		fclose(file);
}

void swaps_done(struct swaps *swaps)
{
	free(swaps->numbers);
	*swaps = (struct swaps){ 0 };
}
