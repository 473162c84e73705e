#include "base/fatread/table.h"

#include "base/bytes.h"
#include "base/mem.h"

#include <inttypes.h>
#include <stdlib.h>

/* A FAT12 is smaller than that: entries never straddle two windows. */
enum { WINDOW = 64 << 10 };

enum { CLUSTER_FREE = 0, CLUSTER_BAD = 0x0ffffff7 };

void table_begin(struct table *out, const struct volume *volume)
{
	*out = (struct table){ .volume = *volume, .window = mem_pages(WINDOW) };
}

void table_done(struct table *table)
{
	free(table->window);
	*table = (struct table){ 0 };
}

static bool load_window(struct table *table, uint64_t offset, struct failure *why)
{
	const struct volume *volume = &table->volume;
	uint64_t start = offset - offset % WINDOW;
	uint64_t left = volume->table_size - start;
	uint64_t size = left < WINDOW ? left : WINDOW;

	if (table->window_size && table->window_start == start)
		return true;
	table->window_size = 0;
	if (!target_read(volume->target, volume->table_start + start, table->window, (size_t)size,
	                 why))
		return false;
	table->window_start = start;
	table->window_size = size;
	return true;
}

/* The special values of FAT12 and FAT16 become those of FAT32. */
static uint32_t widen(uint32_t value, uint32_t bad)
{
	return value >= bad ? value | (CLUSTER_BAD & ~bad) : value;
}

static uint32_t decode(const uint8_t *at, unsigned bits, uint32_t cluster)
{
	switch (bits) {
	case 12: return widen(cluster & 1 ? get_le16(at) >> 4 : get_le16(at) & 0xfffu, 0xff7);
	case 16: return widen(get_le16(at), 0xfff7);
	default: return get_le32(at) & 0x0fffffff;
	}
}

/* A cluster's entry; the volume has the cluster. */
static bool get_entry(struct table *table, uint32_t cluster, uint32_t *value, struct failure *why)
{
	unsigned bits = table->volume.bits;
	uint64_t offset = (uint64_t)cluster * bits / 8;

	if (!load_window(table, offset, why))
		return false;
	*value = decode(table->window + (offset - table->window_start), bits, cluster);
	return true;
}

static bool broken(const struct table *table, uint32_t cluster, const char *how,
                   struct failure *why)
{
	return fail(why, FAIL_VERIFY,
	            "the file system on '%s' is damaged: cluster %" PRIu32 " of a chain %s",
	            table->volume.target->name, cluster, how);
}

bool table_next(struct table *table, uint32_t cluster, uint32_t *next, struct failure *why)
{
	uint32_t value;

	if (!volume_has_cluster(&table->volume, cluster))
		return broken(table, cluster, "is outside the volume", why);
	if (!get_entry(table, cluster, &value, why))
		return false;
	if (value == CLUSTER_FREE)
		return broken(table, cluster, "is marked free", why);
	if (value == CLUSTER_BAD)
		return broken(table, cluster, "is marked bad", why);
	if (value < CHAIN_END && !volume_has_cluster(&table->volume, value))
		return broken(table, cluster, "leads out of the volume", why);
	*next = value < CHAIN_END ? value : CHAIN_END;
	return true;
}

bool table_run(struct table *table, uint32_t first, uint64_t most, struct run *out,
               struct failure *why)
{
	*out = (struct run){ .first = first, .count = 1 };
	if (!table_next(table, first, &out->next, why))
		return false;
	while (out->count < most && out->next == first + out->count) {
		if (!table_next(table, first + out->count, &out->next, why))
			return false;
		out->count++;
	}
	return true;
}

static bool must_be_written(uint32_t value)
{
	return value != CLUSTER_FREE && value != CLUSTER_BAD;
}

bool table_used_end(struct table *table, uint64_t *end, struct failure *why)
{
	const struct volume *volume = &table->volume;
	uint32_t cluster = volume->cluster_count + CLUSTER_FIRST;
	uint32_t value = CLUSTER_FREE;

	*end = volume->data_start;
	while (cluster > CLUSTER_FIRST && !must_be_written(value)) {
		if (!get_entry(table, --cluster, &value, why))
			return false;
	}
	if (must_be_written(value))
		*end = volume_cluster_start(volume, cluster) + volume->cluster_size;
	return true;
}
