#include "stick/proof/difference.h"

#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MOST = 256 };

void differences_add(struct differences *list, struct difference difference)
{
	list->harmless = list->harmless && difference.harmless;
	if (list->count == MOST) {
		free(difference.what);
		list->left_out++;
		return;
	}
	list->items = mem_grow(list->items, list->count, sizeof(*list->items));
	list->items[list->count++] = difference;
}

void differences_done(struct differences *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].what);
	free(list->items);
	*list = (struct differences){ 0 };
}

static const struct {
	const char *key;
	const char *title;
} layers[] = {
	[LAYER_BOOT_RECORD] = { "boot-record", "the boot record" },
	[LAYER_GAP] = { "gap", "the gap before the partition" },
	[LAYER_MANIFEST] = { "manifest", "the manifest" },
	[LAYER_BOOT_SECTOR] = { "boot-sector", "the file system's boot sector" },
	[LAYER_BACKUP] = { "backup-sectors", "the backup of boot sector and FSInfo" },
	[LAYER_FSINFO] = { "fsinfo", "FSInfo" },
	[LAYER_RESERVED] = { "reserved-sectors", "the reserved sectors" },
	[LAYER_FAT_1] = { "fat-1", "FAT 1" },
	[LAYER_FAT_2] = { "fat-2", "FAT 2" },
	[LAYER_DIRECTORY] = { "directory", "a directory" },
	[LAYER_FILE] = { "file", "a file" },
	[LAYER_AFTER_FILE] = { "after-file", "the space after the end of a file" },
	[LAYER_UNUSED] = { "unused-clusters", "the unused clusters" },
	[LAYER_UNKNOWN] = { "unknown", "an unknown place" },
	[LAYER_END] = { "end", "the end" },
};

const char *layer_key(enum layer layer)
{
	return layers[layer].key;
}

const char *layer_title(enum layer layer)
{
	return layers[layer].title;
}

char *difference_text(const struct difference *difference)
{
	const char *title = layer_title(difference->layer);
	uint64_t first = difference->offset;
	uint64_t length = difference->length;

	if (length <= 1)
		return mem_printf("%s, byte %" PRIu64 ": %s", title, first, difference->what);
	return mem_printf("%s, bytes %" PRIu64 " to %" PRIu64 ": %s", title, first,
	                  first + length - 1, difference->what);
}
