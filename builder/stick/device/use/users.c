/* device_find_users(): puts together what the other files here find. */
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "stick/device/sysfs.h"
#include "stick/device/use/blocks.h"
#include "stick/device/use/kernel_view.h"
#include "stick/device/use/node.h"
#include "stick/device/use/own_path.h"
#include "stick/device/use/sentence.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Mount points of the system: what is mounted there must never be written. */
static const char *const system_paths[] = { "/",     "/boot", "/boot/efi", "/boot/firmware",
	                                    "/home", "/usr",  "/var",      "/nix" };

/* The search for one disk's users; mounts come last, there may be many. */
struct search {
	const struct device_world *world;
	const struct kernel_view *view;
	struct disk *disk;
	struct stack stack;
	struct node_check *check;
	struct disk_user mounts[USER_MAX];
	size_t mount_count;
};

static void PRINTF_LIKE(2, 3) add(struct search *search, const char *fmt, ...)
{
	struct disk *disk = search->disk;
	char text[USER_TEXT];
	va_list args;

	if (disk->user_count == USER_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	disk->users[disk->user_count] = (struct disk_user){ 0 };
	text_clean(disk->users[disk->user_count++].text, USER_TEXT, text);
}

static bool is_media(const char *path)
{
	return strncmp(path, "/media/", 7) == 0 || strncmp(path, "/run/media/", 11) == 0;
}

/* The last entry stands for all further mounts, which cannot be unmounted. */
static void add_mount(struct search *search, const char *text, const char *unmount)
{
	struct disk_user *user = &search->mounts[search->mount_count];

	if (search->mount_count == USER_MAX)
		return;
	*user = (struct disk_user){ .mount = true };
	search->mount_count++;
	if (search->mount_count == USER_MAX) {
		snprintf(user->text, USER_TEXT, "it has more mounts than can be listed here");
		return;
	}
	text_clean(user->text, USER_TEXT, text);
	if (strlen(unmount) < sizeof(user->unmount))
		snprintf(user->unmount, sizeof(user->unmount), "%s", unmount);
}

/* The level that a mount is on, be it as one device of several; stack.count: none. */
static size_t level_of(const struct search *search, const struct mounted *mounted)
{
	const struct stack *stack = &search->stack;
	size_t level = stack_find(stack, mounted->number);

	if (level == stack->count)
		level = stack_find(stack, mounted->source);
	for (size_t i = 0; level == stack->count && i < stack->count; i++) {
		if (members_together(&search->view->members, mounted->source,
		                     stack->levels[i].number))
			level = i;
	}
	return level;
}

/* The same mount, seen from another root or in a copied namespace. */
static bool is_repeated(const struct mounts *mounts, size_t index)
{
	const struct mounted *here = &mounts->items[index];

	for (size_t i = 0; i < index; i++) {
		const struct mounted *before = &mounts->items[i];

		if (before->id == here->id ||
		    (before->ns && here->ns && before->number == here->number &&
		     strcmp(before->path, here->path) == 0))
			return true;
	}
	return false;
}

static bool is_system(const char *path)
{
	for (size_t i = 0; i < ARRAY_LEN(system_paths); i++) {
		if (strcmp(path, system_paths[i]) == 0)
			return true;
	}
	return false;
}

/* Of the system disk that is enough: dozens of loop devices may use files on it. */
static void find_system(struct search *search)
{
	const struct mounts *mounts = &search->view->mounts;
	size_t found = mounts->count;

	for (size_t i = mounts->count; i > 0; i--) {
		const struct mounted *mounted = &mounts->items[i - 1];

		if (mounted->ns == 0 && is_system(mounted->path) &&
		    level_of(search, mounted) < search->stack.count)
			found = i - 1;
	}
	if (found == mounts->count)
		return;
	add(search, "it is this computer's system disk ('%s' is on it)", mounts->items[found].path);
	for (size_t i = 0; i < search->stack.count; i++) {
		if (stack_has_loop(&search->stack, i))
			search->stack.levels[i].ignored = true;
	}
}

static void note_mount(struct search *search, const struct mounted *mounted, size_t level)
{
	const struct mounts *mounts = &search->view->mounts;
	const struct stack *stack = &search->stack;
	dev_t number = stack->levels[level].number;
	bool alone = mounted->number == number || mounted->source == number;
	bool undoable = alone && stack->levels[level].kind == LEVEL_DISK && mounted->ns == 0 &&
	                is_media(mounted->path);
	pid_t pid = mounts->namespaces[mounted->ns].pid;
	char where[PROCESS_NAME + 64] = "";
	char text[USER_TEXT];
	char name[PROCESS_NAME];

	if (mounted->ns) {
		process_name(search->world->proc, pid, name);
		snprintf(where, sizeof(where), " for %s (%d), in another mount namespace", name,
		         (int)pid);
	} else if (!alone) {
		snprintf(where, sizeof(where), " with other disks (%s)", mounted->type);
	}
	sentence_mount(stack, level, mounted->path, where, text);
	add_mount(search, text, undoable ? mounted->path : "");
}

static void find_mounts(struct search *search)
{
	const struct mounts *mounts = &search->view->mounts;

	for (size_t i = 0; i < mounts->count; i++) {
		const struct mounted *mounted = &mounts->items[i];
		size_t level = level_of(search, mounted);

		if (level == search->stack.count)
			continue;
		stack_mark_reported(&search->stack, level);
		if (mounts_is_copy(mounts, mounted) || is_repeated(mounts, i) ||
		    search->stack.levels[level].ignored)
			continue;
		note_mount(search, mounted, level);
	}
}

static void find_swap(struct search *search)
{
	const struct swaps *swaps = &search->view->swaps;

	for (size_t i = 0; i < swaps->count; i++) {
		size_t level = stack_find(&search->stack, swaps->numbers[i]);
		char text[USER_TEXT];

		if (level == search->stack.count)
			continue;
		stack_mark_reported(&search->stack, level);
		sentence_swap(&search->stack, level, text);
		add(search, "%s", text);
	}
}

/* A mounted file system of several devices of which no mount was found. */
static void find_members(struct search *search)
{
	for (size_t i = 0; i < search->stack.count; i++) {
		const struct level *level = &search->stack.levels[i];
		const char *type = members_type(&search->view->members, level->number);

		if (!type || level->reported)
			continue;
		stack_mark_reported(&search->stack, i);
		add(search, "'%.60s' is part of a mounted %s file system", level->path, type);
	}
}

/* bcache registers a disk before it builds anything on it. */
static bool is_registered(const struct search *search, const struct level *level)
{
	AUTO_FREE char *directory = block_directory(search->world, level->number);

	return level->kind == LEVEL_DISK && directory && sysfs_exists(directory, "bcache");
}

/* From the top: a device below was reported with the one above it. */
static void find_stacked(struct search *search)
{
	for (size_t i = search->stack.count; i > 0; i--) {
		const struct level *level = &search->stack.levels[i - 1];
		char text[USER_TEXT];

		if (level->reported || level->ignored)
			continue;
		if (is_registered(search, level))
			add(search, "'%.60s' is registered with bcache", level->path);
		if (level->kind == LEVEL_DISK || level->kind == LEVEL_PARTITION ||
		    level->kind == LEVEL_BACKING)
			continue;
		stack_mark_reported(&search->stack, i - 1);
		sentence_stacked(search->world, &search->stack, i - 1, text);
		add(search, "%s", text);
	}
	if (search->stack.cut_off)
		add(search, "more devices are built on it than this program can check");
}

/* The level that is open, or a loop device whose file is; the count: none. */
static size_t level_opened(const struct search *search, const struct opener *opener,
                           const struct loop **file)
{
	const struct stack *stack = &search->stack;

	*file = NULL;
	if (opener->number)
		return stack_find(stack, opener->number);
	for (size_t i = 0; i < stack->count; i++) {
		const struct loop *loop = loops_find(&search->view->loops, stack->levels[i].number);

		if (loop && loops_on_file(loop, opener->file_system, opener->inode)) {
			*file = loop;
			return i;
		}
	}
	return stack->count;
}

/* udev locks a disk for moments while it probes it; device_open() waits for that. */
static bool is_udev_probe(const struct opener *opener, const char *name)
{
	return !opener->writes &&
	       (strcmp(name, "systemd-udevd") == 0 || strcmp(name, "(udev-worker)") == 0);
}

static bool has_same(const struct search *search, size_t index)
{
	const struct opener *items = search->view->openers.items;

	for (size_t i = 0; i < index; i++) {
		if (items[i].pid == items[index].pid && items[i].number == items[index].number &&
		    items[i].inode == items[index].inode &&
		    items[i].writes >= items[index].writes && items[i].locks >= items[index].locks)
			return true;
	}
	return false;
}

static void find_openers(struct search *search)
{
	const struct openers *openers = &search->view->openers;

	for (size_t i = 0; i < openers->count; i++) {
		const struct opener *opener = &openers->items[i];
		const struct loop *file;
		size_t level = level_opened(search, opener, &file);
		char name[PROCESS_NAME];
		char text[USER_TEXT];

		if (level == search->stack.count || (!opener->writes && !opener->locks) ||
		    search->stack.levels[level].ignored || has_same(search, i) ||
		    process_is_ours(search->world->proc, opener->pid))
			continue;
		process_name(search->world->proc, opener->pid, name);
		if (is_udev_probe(opener, name))
			continue;
		stack_mark_reported(&search->stack, level);
		sentence_opener(&search->stack, level, opener, name, file ? file->file : NULL,
		                text);
		add(search, "%s", text);
	}
}

/* Any program that has the disk open, if only to read: probably the exclusive one. */
static void name_holder(const struct search *search, char out[PROCESS_NAME + 32])
{
	const struct openers *openers = &search->view->openers;
	char name[PROCESS_NAME];

	out[0] = '\0';
	for (size_t i = 0; i < openers->count && !out[0]; i++) {
		const struct opener *opener = &openers->items[i];

		if (!opener->number ||
		    stack_find(&search->stack, opener->number) == search->stack.count ||
		    process_is_ours(search->world->proc, opener->pid))
			continue;
		process_name(search->world->proc, opener->pid, name);
		snprintf(out, PROCESS_NAME + 32, "; %s (%d) has it open", name, (int)opener->pid);
	}
}

static void note_answer(struct search *search, const struct node_state *answer)
{
	const char *path = search->disk->path;
	char holder[PROCESS_NAME + 32];

	if (answer->unresponsive)
		add(search, "'%.60s' does not respond", path);
	if (search->disk->user_count || search->mount_count)
		return; /* that explains it */
	name_holder(search, holder);
	if (answer->locked)
		add(search, "another program holds a lock on '%.60s'%s", path, holder);
	else if (answer->held)
		add(search, "'%.60s' is in exclusive use%s", path,
		    holder[0] ? holder : ", and the kernel does not show by what");
}

static void find_own_files(struct search *search, const struct device_query *query)
{
	for (size_t i = 0; i < query->own_file_count; i++) {
		const struct device_own_file *need = &query->own_files[i];

		if (own_path_is_on(&search->stack, search->view, need->path))
			add(search, "%s '%.100s' is on it", need->what, need->path);
	}
}

static unsigned unchecked_of(const struct search *search, const struct node_state *answer,
                             const struct device_query *query)
{
	const struct kernel_view *view = search->view;

	return (answer->denied ? UNCHECKED_OPEN : 0U) |
	       (view->processes_unchecked ? UNCHECKED_PROGRAMS : 0U) |
	       (view->in_container ? UNCHECKED_CONTAINER : 0U) |
	       (view->loops.unchecked ? UNCHECKED_LOOPS : 0U) |
	       (query->to_write ? 0U : UNCHECKED_EXCLUSIVE);
}

static void finish(struct search *search, const struct device_query *query)
{
	const struct node_state answer = node_check_finish(search->check, query->progress);
	struct disk *disk = search->disk;

	find_system(search);
	find_mounts(search);
	if (!disk->user_count)
		find_own_files(search, query);
	find_swap(search);
	find_members(search);
	find_openers(search);
	find_stacked(search);
	note_answer(search, &answer);
	disk->unchecked = unchecked_of(search, &answer, query);
	for (size_t i = 0; i < search->mount_count && disk->user_count < USER_MAX; i++)
		disk->users[disk->user_count++] = search->mounts[i];
	disk->users_known = true;
	stack_done(&search->stack);
}

bool device_find_users(const struct device_world *world, struct disk *disks, size_t count,
                       const struct device_query *query, struct failure *why)
{
	AUTO_FREE struct search *searches = mem_zalloc(count + 1, sizeof(*searches));
	struct kernel_view view;

	if (!kernel_view_read(world, &view, why))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct search *search = &searches[i];

		*search = (struct search){ .world = world, .view = &view, .disk = &disks[i] };
		disks[i].user_count = 0;
		stack_build(world, &disks[i], &view.loops, &search->stack);
		search->check = node_check_start(world, &disks[i], &search->stack, query->to_write);
	}
	for (size_t i = 0; i < count; i++)
		finish(&searches[i], query);
	kernel_view_done(&view);
	return interrupt_check(why);
}
