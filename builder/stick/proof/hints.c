#include "stick/proof/hints.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <string.h>

enum {
	LABEL_AT_FAT32 = 71, /* in the boot sector */
	LABEL_AT_FAT16 = 43,
	SECTORS_A_CLUSTER = 13,
	TOTAL_SECTORS = 32,
	RECORD_SECTORS = 458, /* of the first partition, in the boot record */
	BACKUP_SECTOR = 6,
	PLACES = 4,
};

/* Different values, in the order in which they are tried. */
struct numbers {
	uint64_t items[2 * PLACES];
	size_t count;
};

struct labels {
	char items[PLACES][LABEL_MAX + 1];
	size_t count;
};

/* Zeros when the stick ends before it. */
static bool read_sector(struct target *stick, uint64_t at, uint8_t *sector, struct failure *why)
{
	memset(sector, 0, SECTOR);
	return at + SECTOR > stick->size || target_read(stick, at, sector, SECTOR, why);
}

static void add_number(struct numbers *numbers, uint64_t value)
{
	for (size_t i = 0; i < numbers->count; i++) {
		if (numbers->items[i] == value)
			return;
	}
	if (numbers->count < ARRAY_LEN(numbers->items))
		numbers->items[numbers->count++] = value;
}

/* A hint found twice comes before one found once. */
static void add_label(struct labels *labels, const char *from, size_t length)
{
	char label[LABEL_MAX + 1] = "";

	while (length && from[length - 1] == ' ')
		length--;
	memcpy(label, from, length);
	for (size_t i = 0; i < labels->count; i++) {
		if (strcmp(labels->items[i], label) == 0) {
			memcpy(labels->items[i], labels->items[0], sizeof(label));
			memcpy(labels->items[0], label, sizeof(label));
			return;
		}
	}
	memcpy(labels->items[labels->count++], label, sizeof(label));
}

/* A cluster size of the layout, or a smaller one where the loader takes no larger. */
static void add_cluster(struct numbers *clusters, const struct layout *layout,
                        const uint8_t *boot_sector)
{
	uint64_t size = (uint64_t)boot_sector[SECTORS_A_CLUSTER] * SECTOR;
	bool sensible = size && (size & (size - 1)) == 0;

	if (sensible && size < layout->cluster_size)
		add_number(clusters, size);
	for (size = layout->cluster_size / 2; !sensible && size >= SECTOR; size /= 2)
		add_number(clusters, size);
}

/* A layout as large as the stick; 0 is for an image file, which has no stick. */
static void add_medium(struct numbers *media, const struct layout *layout, uint32_t sectors)
{
	if (sectors)
		add_number(media, layout->partition_start + (uint64_t)sectors * SECTOR + MIB);
}

static void combine(struct hints *out, const struct numbers *media, const struct numbers *clusters,
                    const struct labels *labels)
{
	size_t count = media->count * clusters->count * labels->count;

	*out = (struct hints){ .count = count < HINTS_MAX ? count : HINTS_MAX };
	for (size_t i = 0; i < out->count; i++) {
		struct hint *hint = &out->items[i];
		size_t rest = i / labels->count;

		memcpy(hint->label, labels->items[i % labels->count], sizeof(hint->label));
		hint->cluster_max = clusters->items[rest % clusters->count];
		hint->medium_size = media->items[rest / clusters->count];
	}
}

bool hints_gather(struct hints *out, struct target *stick, const struct layout *layout,
                  const struct tree *now, struct failure *why)
{
	AUTO_FREE uint8_t *sectors = mem_pages((size_t)3 * SECTOR);
	uint8_t *record = sectors, *boot = sectors + SECTOR, *backup = boot + SECTOR;
	size_t label = layout->fat_bits == 32 ? LABEL_AT_FAT32 : LABEL_AT_FAT16;
	struct numbers media = { 0 };
	struct numbers clusters = { { 0 }, 1 };
	struct labels labels = { 0 };

	if (!read_sector(stick, 0, record, why) ||
	    !read_sector(stick, layout->partition_start, boot, why) ||
	    !read_sector(stick, layout->partition_start + (uint64_t)BACKUP_SECTOR * SECTOR, backup,
	                 why))
		return false;
	if (layout->kind == LAYOUT_MBR_FAT_FULL) {
		add_medium(&media, layout, get_le32(record + RECORD_SECTORS));
		add_medium(&media, layout, get_le32(boot + TOTAL_SECTORS));
		add_medium(&media, layout, get_le32(backup + TOTAL_SECTORS));
	}
	add_number(&media, 0);
	add_cluster(&clusters, layout, boot);
	add_label(&labels, (const char *)boot + label, LABEL_MAX);
	if (layout->fat_bits == 32) {
		add_cluster(&clusters, layout, backup);
		add_label(&labels, (const char *)backup + label, LABEL_MAX);
	}
	if (now)
		add_label(&labels, now->label, strlen(now->label));
	combine(out, &media, &clusters, &labels);
	return true;
}
