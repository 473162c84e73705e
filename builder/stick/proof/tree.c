#include "stick/proof/tree.h"

#include "base/fatread/directory.h"
#include "base/files/file.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	NODES_MAX = 4096,
	CLUSTERS_MAX = 1 << 26, /* a table of as many owners */
	PATH_MOST = 2048,
};

/* Damage ends what is looked at; only a stick that cannot be read ends the looking. */
static bool is_damage(const struct failure *why)
{
	return why->kind == FAIL_VERIFY;
}

static bool is_promised_directory(const char *path, const struct manifest *manifest)
{
	size_t length = strlen(path);

	for (size_t i = 0; i < manifest->file_count; i++) {
		const char *file = manifest->files[i].path;

		if (strncmp(file, path, length) == 0 && file[length] == '/')
			return true;
	}
	return false;
}

static const struct manifest_file *promise_of(const char *path, const struct manifest *manifest)
{
	for (size_t i = 0; i < manifest->file_count; i++) {
		if (strcmp(manifest->files[i].path, path) == 0)
			return &manifest->files[i];
	}
	return NULL;
}

/* A chain that meets another one, or itself, ends there. */
static bool own_chain(struct tree *tree, size_t index, struct failure *why)
{
	const struct volume *volume = &tree->table.volume;
	uint32_t cluster = tree->nodes[index].first_cluster;

	while (volume_has_cluster(volume, cluster)) {
		uint16_t *owner = &tree->owners[cluster - CLUSTER_FIRST];

		if (*owner) {
			tree->nodes[index].exclusive = false;
			return true;
		}
		*owner = (uint16_t)(index + 1);
		if (!table_next(&tree->table, cluster, &cluster, why))
			return is_damage(why);
	}
	return true;
}

/* One directory on its way into the tree. */
struct growth {
	struct tree *tree;
	const struct manifest *manifest;
	size_t directory; /* its node */
};

static bool add_node(struct growth *growth, struct tree_node node, struct failure *why)
{
	struct tree *tree = growth->tree;

	node.exclusive = true;
	if (!node.directory)
		node.promise = promise_of(node.path, growth->manifest);
	node.added = !node.promise && tree->count &&
	             !(node.directory && is_promised_directory(node.path, growth->manifest));
	tree->nodes = mem_grow(tree->nodes, tree->count, sizeof(*tree->nodes));
	tree->nodes[tree->count++] = node;
	return own_chain(tree, tree->count - 1, why);
}

static bool take_entry(void *context, const struct fat_entry *entry, struct failure *why)
{
	struct growth *growth = context;
	struct tree *tree = growth->tree;
	const char *above = tree->nodes[growth->directory].path;

	if (entry->label) {
		if (growth->directory == 0)
			snprintf(tree->label, sizeof(tree->label), "%s", entry->short_name);
		return true;
	}
	if (tree->count == NODES_MAX || strlen(above) > PATH_MOST)
		return true;
	return add_node(growth,
	                (struct tree_node){
	                        .path = file_in(above, entry->name),
	                        .size = entry->size,
	                        .first_cluster = entry->first_cluster,
	                        .directory = entry->directory,
	                },
	                why);
}

/* Only the root directory of FAT12 and FAT16 is outside the clusters. */
static bool may_be_read(const struct tree *tree, size_t index)
{
	const struct tree_node *node = &tree->nodes[index];

	return node->directory && node->exclusive &&
	       (index == 0 || volume_has_cluster(&tree->table.volume, node->first_cluster));
}

static bool grow(struct tree *tree, const struct manifest *manifest, struct failure *why)
{
	struct growth growth = { .tree = tree, .manifest = manifest };
	const struct directory_visitor visitor = { take_entry, &growth };
	const struct tree_node root = {
		.path = mem_strdup("/"),
		.directory = true,
		.first_cluster = tree->table.volume.root_cluster,
	};

	if (!add_node(&growth, root, why))
		return false;
	for (; growth.directory < tree->count; growth.directory++) {
		if (may_be_read(tree, growth.directory) &&
		    !directory_read(&tree->table, tree->nodes[growth.directory].first_cluster,
		                    &visitor, why) &&
		    !is_damage(why))
			return false;
	}
	return true;
}

bool tree_grow(struct tree *out, struct target *target, const struct manifest *manifest,
               struct failure *why)
{
	struct volume volume;

	*out = (struct tree){ 0 };
	if (!volume_open(&volume, target, why))
		return false;
	if (volume.cluster_count > CLUSTERS_MAX)
		return fail(why, FAIL_VERIFY, "the file system on '%s' has too many clusters",
		            target->name);
	table_begin(&out->table, &volume);
	out->owners = mem_zalloc(volume.cluster_count, sizeof(*out->owners));
	return grow(out, manifest, why);
}

void tree_done(struct tree *tree)
{
	for (size_t i = 0; i < tree->count; i++)
		free(tree->nodes[i].path);
	free(tree->nodes);
	free(tree->owners);
	table_done(&tree->table);
	*tree = (struct tree){ 0 };
}
