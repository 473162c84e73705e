#include "stick/device/use/sentence.h"

#include "base/mem.h"
#include "stick/device/sysfs.h"

#include <stdio.h>
#include <string.h>

enum { CHAIN = 192 };

/* " through /dev/loop2, /dev/loop3": the devices between the disk and the user, lowest first. */
static void write_chain(const struct stack *stack, size_t level, char out[CHAIN])
{
	enum level_kind above_kind = LEVEL_DISK;
	char above[CHAIN] = "";

	out[0] = '\0';
	for (; stack->levels[level].on != level; level = stack->levels[level].on) {
		const struct level *here = &stack->levels[level];
		bool implied = above_kind == LEVEL_PARTITION; /* by the name of its partition */

		above_kind = here->kind;
		if (implied)
			continue;
		snprintf(out, CHAIN, "%.60s%s%s%.100s", here->path,
		         here->kind == LEVEL_SAME_FILE ? " (the same file)" : "",
		         above[0] ? ", " : "", above);
		memcpy(above, out, CHAIN);
	}
	if (above[0])
		snprintf(out, CHAIN, " through %.*s", CHAIN - 10, above);
}

/* Why the user of a device matters that is behind the disk. */
static void write_reason(const struct stack *stack, size_t level, char out[CHAIN])
{
	out[0] = '\0';
	if (stack->levels[stack_base(stack, level)].kind == LEVEL_BACKING)
		snprintf(out, CHAIN, ", and '%.40s' is backed by it", stack->levels[0].path);
}

static const char *base_path(const struct stack *stack, size_t level)
{
	return stack->levels[stack_base(stack, level)].path;
}

void sentence_mount(const struct stack *stack, size_t level, const char *path, const char *where,
                    char out[USER_TEXT])
{
	char chain[CHAIN];
	char reason[CHAIN];

	write_chain(stack, level, chain);
	write_reason(stack, level, reason);
	snprintf(out, USER_TEXT, "'%.40s' is mounted on %.90s%.120s%.64s%.40s",
	         base_path(stack, level), path, chain, where, reason);
}

void sentence_swap(const struct stack *stack, size_t level, char out[USER_TEXT])
{
	char chain[CHAIN];

	write_chain(stack, level, chain);
	snprintf(out, USER_TEXT, "'%.60s' is swap space in use%.120s", base_path(stack, level),
	         chain);
}

/* Prefixes of the UUIDs that users of the device mapper give. */
static const struct {
	const char *prefix;
	const char *words;
} mapped[] = {
	{ "LVM-", "LVM" },     { "CRYPT-", "encrypted" }, { "mpath-", "multipath" },
	{ "DMRAID-", "RAID" }, { "part", "a partition" }, { "stratis-", "Stratis" },
};

static const char *holder_words(const struct device_world *world, const char *name)
{
	AUTO_FREE char *directory = mem_printf("%s/class/block/%s", world->sysfs, name);
	char uuid[DEVICE_TEXT];

	if (strncmp(name, "md", 2) == 0)
		return "RAID";
	if (strncmp(name, "bcache", 6) == 0 || strncmp(name, "drbd", 4) == 0)
		return name[0] == 'b' ? "bcache" : "DRBD";
	sysfs_text(directory, "dm/uuid", uuid, sizeof(uuid));
	for (size_t i = 0; i < ARRAY_LEN(mapped); i++) {
		if (strncmp(uuid, mapped[i].prefix, strlen(mapped[i].prefix)) == 0)
			return mapped[i].words;
	}
	return "LUKS, LVM or RAID";
}

void sentence_stacked(const struct device_world *world, const struct stack *stack, size_t level,
                      char out[USER_TEXT])
{
	const struct level *here = &stack->levels[level];
	const char *base = base_path(stack, level);
	char chain[CHAIN];
	char reason[CHAIN];

	write_chain(stack, here->on, chain);
	write_reason(stack, level, reason);
	switch (here->kind) {
	case LEVEL_SAME_FILE:
		snprintf(out, USER_TEXT, "%.60s has the same backing file as '%.60s'", here->path,
		         stack->levels[here->on].path);
		break;
	case LEVEL_LOOP:
		snprintf(out, USER_TEXT, "%.60s is backed by '%.60s'%.120s%.60s", here->path, base,
		         chain, reason);
		break;
	case LEVEL_SWAP:
		snprintf(out, USER_TEXT, "%.60s is backed by '%.60s'%.120s", here->path, base,
		         chain);
		break;
	default:
		snprintf(out, USER_TEXT, "%.60s (%s) is built on '%.60s'%.120s%.60s", here->path,
		         holder_words(world, here->name), base, chain, reason);
	}
}

void sentence_opener(const struct stack *stack, size_t level, const struct opener *opener,
                     const char *name, const char *file, char out[USER_TEXT])
{
	const char *path = stack->levels[level].path;
	const char *held = opener->writes ? "open for writing" : "locked";
	char chain[CHAIN];
	char reason[CHAIN];

	write_chain(stack, level, chain);
	write_reason(stack, level, reason);
	if (file)
		snprintf(out, USER_TEXT, "%s (%d) has '%.100s', the backing file of '%.40s', %s",
		         name, (int)opener->pid, file, path, held);
	else if (chain[0])
		snprintf(out, USER_TEXT, "%s (%d) has '%.60s', which is built on '%.60s', %s", name,
		         (int)opener->pid, path, base_path(stack, level), held);
	else
		snprintf(out, USER_TEXT, "%s (%d) has '%.60s' %s%.60s", name, (int)opener->pid,
		         path, held, reason);
}
