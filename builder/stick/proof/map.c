#include "stick/proof/map.h"

#include "base/mem.h"

#include <stdlib.h>

enum { SECTOR_SIZE = 512 };

/* Where FAT32's reserved sectors hold what: bytes from the volume's beginning. */
enum { FSINFO_END = 2 * SECTOR_SIZE, BACKUP = 6 * SECTOR_SIZE, BACKUP_END = 8 * SECTOR_SIZE };

/* What follows the last region, up to `end`. */
static void add_until(struct map *map, uint64_t end, enum layer layer, size_t node)
{
	struct region *last = map->count ? &map->regions[map->count - 1] : NULL;
	uint64_t start = last ? last->start + last->size : 0;

	end = end < map->length ? end : map->length;
	if (start >= end)
		return;
	if (last && last->layer == layer && last->node == node) {
		last->size += end - start;
		return;
	}
	map->regions = mem_grow(map->regions, map->count, sizeof(*map->regions));
	map->regions[map->count++] = (struct region){ layer, start, end - start, node };
}

/* Zeros around the manifest. */
static void add_blank(struct map *map, uint64_t end, enum layer layer)
{
	if (end > MANIFEST_START) {
		add_until(map, MANIFEST_START, layer, 0);
		add_until(map, MANIFEST_START + MANIFEST_SIZE, LAYER_MANIFEST, 0);
	}
	add_until(map, end, layer, 0);
}

static void add_reserved(struct map *map, const struct volume *volume)
{
	uint64_t start = volume->start;

	add_until(map, start + SECTOR_SIZE, LAYER_BOOT_SECTOR, 0);
	if (volume->bits == 32) {
		add_until(map, start + FSINFO_END, LAYER_FSINFO, 0);
		add_until(map, start + BACKUP, LAYER_RESERVED, 0);
		add_until(map, start + BACKUP_END, LAYER_BACKUP, 0);
	}
	add_blank(map, volume->table_start, LAYER_RESERVED);
}

static void add_cluster(struct map *map, const struct tree *tree, uint64_t *left, uint32_t cluster)
{
	const struct volume *volume = &tree->table.volume;
	uint64_t start = volume_cluster_start(volume, cluster);
	uint64_t end = start + volume->cluster_size;
	size_t owner = tree_owner(tree, cluster);
	uint64_t used;

	if (owner == TREE_NONE) {
		add_until(map, end, LAYER_UNUSED, 0);
		return;
	}
	if (tree->nodes[owner].directory) {
		add_until(map, end, LAYER_DIRECTORY, owner);
		return;
	}
	used = left[owner] < volume->cluster_size ? left[owner] : volume->cluster_size;
	left[owner] -= used;
	add_until(map, start + used, LAYER_FILE, owner);
	add_until(map, end, LAYER_AFTER_FILE, owner);
}

/* Files of ours lie in one piece; of others the pieces come in the stick's order. */
static void add_clusters(struct map *map, const struct tree *tree)
{
	const struct volume *volume = &tree->table.volume;
	AUTO_FREE uint64_t *left = mem_zalloc(tree->count, sizeof(*left));
	uint64_t used = map->length > volume->data_start ? map->length - volume->data_start : 0;
	uint64_t count = volume_clusters(volume, used);

	for (size_t i = 0; i < tree->count; i++)
		left[i] = tree->nodes[i].size;
	for (uint64_t i = 0; i < count && i < volume->cluster_count; i++)
		add_cluster(map, tree, left, (uint32_t)(CLUSTER_FIRST + i));
}

void map_draw(struct map *out, const struct tree *tree, uint64_t start, uint64_t length)
{
	const struct volume *volume = tree ? &tree->table.volume : NULL;

	*out = (struct map){ .length = length };
	start = volume ? volume->start : start;
	if (start) {
		add_until(out, SECTOR_SIZE, LAYER_BOOT_RECORD, 0);
		add_blank(out, start, LAYER_GAP);
	}
	if (volume) {
		add_reserved(out, volume);
		add_until(out, volume->table_start + volume->table_size, LAYER_FAT_1, 0);
		add_until(out, volume->root_start, LAYER_FAT_2, 0);
		add_until(out, volume->data_start, LAYER_DIRECTORY, 0);
		add_clusters(out, tree);
	}
	add_until(out, length, LAYER_UNKNOWN, 0);
}

void map_done(struct map *map)
{
	free(map->regions);
	*map = (struct map){ 0 };
}

const struct region *map_find(const struct map *map, enum layer layer)
{
	for (size_t i = 0; i < map->count; i++) {
		if (map->regions[i].layer == layer)
			return &map->regions[i];
	}
	return NULL;
}
