/*
 * volume - where a FAT volume lies on a target, and how it is divided.
 *
 * Offsets and sizes are bytes; offsets count from the target's first byte.
 * Everything in a struct volume has been checked to lie within the target.
 */
#ifndef VOLUME_H
#define VOLUME_H

#include "base/medium/target.h"

enum { CLUSTER_FIRST = 2 };

struct volume {
	struct target *target;
	uint64_t start;      /* of its boot sector */
	unsigned bits;       /* 12, 16 or 32: the number of clusters alone decides */
	uint64_t table_size; /* of one FAT */
	uint64_t table_start;
	uint64_t root_size; /* FAT12 and FAT16: a root directory outside the clusters */
	uint64_t root_start;
	uint64_t data_start; /* of cluster CLUSTER_FIRST */
	uint64_t cluster_size;
	uint32_t cluster_count;
	uint32_t root_cluster; /* FAT32, else 0 */
};

/* FAIL_VERIFY says why there is no volume that a boot loader could read. */
bool volume_open(struct volume *out, struct target *target, struct failure *why) MUST_CHECK;

static inline bool volume_has_cluster(const struct volume *volume, uint32_t cluster)
{
	return cluster >= CLUSTER_FIRST && cluster - CLUSTER_FIRST < volume->cluster_count;
}

static inline uint64_t volume_cluster_start(const struct volume *volume, uint32_t cluster)
{
	return volume->data_start + (uint64_t)(cluster - CLUSTER_FIRST) * volume->cluster_size;
}

/* How many clusters a file of `size` bytes has. */
static inline uint64_t volume_clusters(const struct volume *volume, uint64_t size)
{
	return size / volume->cluster_size + (size % volume->cluster_size != 0);
}

#endif
