#include "stick/device/use/stack.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "stick/device/sysfs.h"
#include "stick/device/use/blocks.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS_MAX = 512 };

/* The parameters of building a stack. */
struct building {
	const struct device_world *world;
	const struct loops *loops;
	struct stack *stack;
};

static int is_entry(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* Each device once, so that a circle ends. */
static bool is_known(const struct stack *stack, dev_t number, const char *name)
{
	for (size_t i = 0; i < stack->count; i++) {
		if (number ? stack->levels[i].number == number
		           : strcmp(stack->levels[i].name, name) == 0)
			return true;
	}
	return false;
}

static void add(const struct building *building, enum level_kind kind, size_t on, dev_t number,
                const char *name)
{
	struct stack *stack = building->stack;
	struct level *level;

	if (is_known(stack, number, name))
		return;
	stack->cut_off = stack->cut_off || stack->count == LEVELS_MAX;
	if (stack->cut_off)
		return;
	stack->levels = mem_grow(stack->levels, stack->count, sizeof(*stack->levels));
	level = &stack->levels[stack->count];
	*level = (struct level){
		.number = number,
		.kind = kind,
		.on = kind == LEVEL_DISK || kind == LEVEL_BACKING ? stack->count : on,
	};
	snprintf(level->name, sizeof(level->name), "%.31s", name);
	block_path(building->world, name, level->path);
	stack->count++;
}

static void add_partitions(const struct building *building, size_t on, const char *directory)
{
	enum level_kind kind = building->stack->levels[on].kind;
	AUTO_FREE struct dirent **entries = NULL;
	int count = scandir(directory, &entries, is_entry, versionsort);

	if (kind != LEVEL_DISK && kind != LEVEL_BACKING)
		kind = LEVEL_PARTITION;
	for (int i = 0; i < count; i++) {
		AUTO_FREE char *inner = mem_printf("%s/%s", directory, entries[i]->d_name);

		if (sysfs_exists(inner, "partition"))
			add(building, kind, on, sysfs_device_number(inner, "dev"),
			    entries[i]->d_name);
		free(entries[i]);
	}
}

static void add_holders(const struct building *building, size_t on, const char *directory)
{
	AUTO_FREE char *holders = mem_printf("%s/holders", directory);
	AUTO_FREE struct dirent **entries = NULL;
	int count = scandir(holders, &entries, is_entry, versionsort);

	for (int i = 0; i < count; i++) {
		add(building, LEVEL_HOLDER, on,
		    block_number_of_name(building->world, entries[i]->d_name), entries[i]->d_name);
		free(entries[i]);
	}
}

static void add_loops(const struct building *building, size_t on)
{
	dev_t number = building->stack->levels[on].number;
	const struct loop *own = loops_find(building->loops, number);

	for (size_t i = 0; i < building->loops->count; i++) {
		const struct loop *loop = &building->loops->items[i];

		if (loop->disk ? loop->disk == number : loop->file_system == number)
			add(building, LEVEL_LOOP, on, loop->number, loop->name);
		else if (own && loops_share_file(own, loop))
			add(building, LEVEL_SAME_FILE, on, loop->number, loop->name);
	}
}

/* "backing_dev" of zram: a path, or "none". */
static void add_compressed_swap(const struct building *building, size_t on)
{
	AUTO_FREE char *all = mem_printf("%s/block", building->world->sysfs);
	AUTO_FREE struct dirent **entries = NULL;
	int count = scandir(all, &entries, is_entry, versionsort);

	for (int i = 0; i < count; i++) {
		AUTO_FREE char *directory = mem_printf("%s/%s", all, entries[i]->d_name);
		char path[DEVICE_PATH] = "";

		if (strncmp(entries[i]->d_name, "zram", 4) == 0)
			sysfs_text(directory, "backing_dev", path, sizeof(path));
		if (path[0] == '/' && block_number_of_path(building->world, path) ==
		                              building->stack->levels[on].number)
			add(building, LEVEL_SWAP, on, sysfs_device_number(directory, "dev"),
			    entries[i]->d_name);
		free(entries[i]);
	}
}

static void add_what_is_on(const struct building *building, size_t on)
{
	AUTO_FREE char *directory =
	        block_directory(building->world, building->stack->levels[on].number);

	if (directory) {
		add_partitions(building, on, directory);
		add_holders(building, on, directory);
	}
	add_loops(building, on);
	add_compressed_swap(building, on);
}

/* A loop device on a block device has no bytes of its own: users of that one use these. */
static void add_what_is_below(const struct building *building, dev_t number)
{
	const struct loop *loop = loops_find(building->loops, number);

	for (size_t i = 0; loop && loop->disk && i < building->loops->count; i++) {
		AUTO_FREE char *directory = block_directory(building->world, loop->disk);

		add(building, LEVEL_BACKING, 0, loop->disk,
		    directory ? file_name_in(directory) : "");
		loop = loops_find(building->loops, loop->disk);
	}
}

void stack_build(const struct device_world *world, const struct disk *disk,
                 const struct loops *loops, struct stack *out)
{
	const struct building building = { world, loops, out };

	*out = (struct stack){ 0 };
	add(&building, LEVEL_DISK, 0, disk->number, disk->name);
	/* By the path that was named: in a container the kernel's name may lead nowhere. */
	snprintf(out->levels[0].path, sizeof(out->levels[0].path), "%.*s",
	         (int)sizeof(out->levels[0].path) - 1, disk->path);
	add_what_is_below(&building, disk->number);
	for (size_t i = 0; i < out->count; i++)
		add_what_is_on(&building, i);
}

size_t stack_find(const struct stack *stack, dev_t number)
{
	size_t i = 0;

	while (i < stack->count && (!number || stack->levels[i].number != number))
		i++;
	return i;
}

size_t stack_base(const struct stack *stack, size_t level)
{
	while (stack->levels[level].on != level)
		level = stack->levels[level].on;
	return level;
}

bool stack_has_loop(const struct stack *stack, size_t level)
{
	for (; stack->levels[level].on != level; level = stack->levels[level].on) {
		if (stack->levels[level].kind == LEVEL_LOOP ||
		    stack->levels[level].kind == LEVEL_SAME_FILE)
			return true;
	}
	return false;
}

void stack_mark_reported(struct stack *stack, size_t level)
{
	while (!stack->levels[level].reported) {
		stack->levels[level].reported = true;
		level = stack->levels[level].on;
	}
}

void stack_done(struct stack *stack)
{
	free(stack->levels);
	*stack = (struct stack){ 0 };
}
