/*
 * tree - all files and directories of a FAT volume, and the owner of each cluster.
 *
 * Trusts nothing (it is fuzzed): a volume that is damaged gives what can be found.
 */
#ifndef TREE_H
#define TREE_H

#include "base/fatread/fatread.h"
#include "base/fatread/table.h"
#include "stick/image/manifest.h"

struct tree_node {
	char *path; /* "/", "/boot", "/boot/root_uImage" */
	uint64_t size;
	uint32_t first_cluster;
	bool directory;
	bool exclusive;                      /* no other node has a cluster of it */
	bool added;                          /* neither a file of the manifest nor above one */
	const struct manifest_file *promise; /* borrowed; NULL for directories and what was added */
};

struct tree {
	struct table table;
	struct tree_node *nodes; /* the root directory first; each after the directory it is in */
	size_t count;
	uint16_t *owners; /* of the clusters from CLUSTER_FIRST on; see tree_owner() */
	char label[16];   /* in the root directory, or "" */
};

enum { TREE_NONE = 0xffff };

/*
 * FAIL_VERIFY when there is no volume, or one too large to look through. tree_done() frees it
 * and accepts a zeroed one. The manifest must outlive it.
 */
bool tree_grow(struct tree *out, struct target *target, const struct manifest *manifest,
               struct failure *why) MUST_CHECK;
void tree_done(struct tree *tree);

/* The index of the node that has a cluster of the volume, or TREE_NONE. */
static inline size_t tree_owner(const struct tree *tree, uint32_t cluster)
{
	size_t owner = tree->owners[cluster - CLUSTER_FIRST];

	return owner ? owner - 1 : TREE_NONE;
}

#endif
