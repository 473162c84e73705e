#include "stick/device/use/members.h"

#include "base/mem.h"
#include "stick/device/sysfs.h"

#include <glob.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Below /sys/fs, a folder for each mounted file system: where its block devices are. */
static const struct {
	const char *type;
	const char *devices; /* links to their directories */
} kinds[] = {
	{ "btrfs", "btrfs/*/devices/*" },
	{ "bcachefs", "bcachefs/*/dev-*/block" },
};

/* The folder's name identifies the file system: the first part of the path behind the type. */
static size_t group_of(const struct members *members, char **paths, size_t i, size_t common)
{
	size_t length = common + strcspn(paths[i] + common, "/") + 1;

	if (i > 0 && strncmp(paths[i], paths[i - 1], length) == 0)
		return members->items[members->count - 1].group;
	return members->count ? members->items[members->count - 1].group + 1 : 0;
}

static void read_kind(const struct device_world *world, size_t kind, struct members *out)
{
	AUTO_FREE char *pattern = mem_printf("%s/fs/%s", world->sysfs, kinds[kind].devices);
	size_t common = strlen(world->sysfs) + strlen("/fs/") + strlen(kinds[kind].type) + 1;
	glob_t found;

	if (glob(pattern, 0, NULL, &found) != 0)
		return; /* nothing of the kind is mounted */
	for (size_t i = 0; i < found.gl_pathc; i++) {
		struct member member = {
			.number = sysfs_device_number(found.gl_pathv[i], "dev"),
			.group = group_of(out, found.gl_pathv, i, common),
		};

		snprintf(member.type, sizeof(member.type), "%s", kinds[kind].type);
		out->items = mem_grow(out->items, out->count, sizeof(*out->items));
		out->items[out->count++] = member;
	}
	globfree(&found);
}

void members_read(const struct device_world *world, struct members *out)
{
	*out = (struct members){ 0 };
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++)
		read_kind(world, i, out);
}

static const struct member *find(const struct members *members, dev_t number)
{
	for (size_t i = 0; i < members->count && number; i++) {
		if (members->items[i].number == number)
			return &members->items[i];
	}
	return NULL;
}

bool members_together(const struct members *members, dev_t a, dev_t b)
{
	const struct member *first = find(members, a);
	const struct member *second = find(members, b);

	return first && second && first->group == second->group;
}

const char *members_type(const struct members *members, dev_t number)
{
	const struct member *member = find(members, number);

	return member ? member->type : NULL;
}

void members_done(struct members *members)
{
	free(members->items);
	*members = (struct members){ 0 };
}
