/* disk_users - who uses the disks of a made-up world, and what a test says of that. */
#ifndef DISK_USERS_H
#define DISK_USERS_H

#include "device_world.h"

#include <dirent.h>
#include <sys/sysmacros.h>

/* The disk of that name, and who uses it. */
static inline struct disk ask(const struct fake_world *world, const char *name, bool to_write)
{
	const struct device_query query = { .to_write = to_write };
	AUTO_FREE struct disk *disks = NULL;
	struct disk found = { 0 };
	struct failure why;
	size_t count = 0;

	assert_true(device_survey(&world->world, &disks, &count, &why));
	assert_true(device_find_users(&world->world, disks, count, &query, &why));
	for (size_t i = 0; i < count; i++) {
		if (strcmp(disks[i].name, name) == 0)
			found = disks[i];
	}
	assert_string_equal(found.name, name);
	assert_true(found.users_known);
	return found;
}

static inline void assert_has_user(const struct disk *disk, const char *words)
{
	for (size_t i = 0; i < disk->user_count; i++) {
		if (strstr(disk->users[i].text, words))
			return;
	}
	assert_string_equal(disk->user_count ? disk->users[0].text : "", words);
}

static inline void assert_used(const struct fake_world *world, const char *name, const char *words)
{
	struct disk disk = ask(world, name, false);

	assert_has_user(&disk, words);
}

static inline void assert_only_used(const struct fake_world *world, const char *name,
                                    const char *words)
{
	struct disk disk = ask(world, name, false);

	assert_has_user(&disk, words);
	assert_int_equal(disk.user_count, 1);
}

static inline void assert_unused(const struct fake_world *world, const char *name)
{
	struct disk disk = ask(world, name, false);

	assert_string_equal(disk.user_count ? disk.users[0].text : "", "");
}

static inline void mount_here(const struct fake_world *world, const char *lines)
{
	world_file(world, "proc/self/mountinfo", "20 1 0:20 / /proc rw - proc proc rw\n%s", lines);
}

static inline struct fake_world world_with_stick(void)
{
	struct fake_world world = make_world();

	world_stick(&world);
	world_partition(&world, WORLD_STICK, "sdb1", "8:17");
	world_partition(&world, WORLD_STICK, "sdb2", "8:18");
	return world;
}

/* The kernel cannot be asked by number here, so the file's name has to do. */
static inline void put_loop(const struct fake_world *world, const char *name, const char *number,
                            const char *file)
{
	AUTO_FREE char *directory = mem_printf("devices/virtual/block/%s", name);

	world_disk(world, directory, number);
	world_value(world, directory, "loop/backing_file", file);
}

/* Any block device of this computer: only its number is used, to stand for a made-up disk. */
static inline bool any_node(char path[300], char number[32])
{
	DIR *nodes = opendir("/dev");
	const struct dirent *entry;
	bool found = false;

	while (nodes && !found && (entry = readdir(nodes))) {
		struct stat node;

		snprintf(path, 300, "/dev/%s", entry->d_name);
		found = lstat(path, &node) == 0 && S_ISBLK(node.st_mode);
		if (found)
			snprintf(number, 32, "%u:%u", major(node.st_rdev), minor(node.st_rdev));
	}
	if (nodes)
		closedir(nodes);
	return found;
}

/* A world whose stick has the number of a real node, so that what has that open has it open. */
struct real_stick {
	struct fake_world world;
	char node[300];
};

static inline int make_real_stick(void **state)
{
	struct real_stick *stick = mem_zalloc(1, sizeof(*stick));
	char number[32];

	if (!any_node(stick->node, number)) {
		print_message("SKIPPED: there is no block device here to stand for a disk\n");
		free(stick);
		return 0;
	}
	stick->world = make_world();
	world_disk(&stick->world, "devices/usb1/block/sdb", number);
	*state = stick;
	return 0;
}

static inline int leave_real_stick(void **state)
{
	struct real_stick *stick = *state;

	if (stick) {
		leave_world(&stick->world);
		free(stick);
	}
	return 0;
}

static inline struct real_stick *stick_or_skip(void **state)
{
	if (!*state) {
		skip();
		abort(); /* cmocka does not say that skip() never returns */
	}
	return *state;
}

#define REAL(name) cmocka_unit_test_setup_teardown(name, make_real_stick, leave_real_stick)

#endif
