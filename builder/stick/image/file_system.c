#include "stick/image/file_system.h"

#include "base/files/file.h"
#include "base/mem.h"
#include "base/proc.h"
#include "stick/image/space.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { ARGUMENTS = 40, PATH = 32 };

/*
 * Everything that could change a byte is pinned: mtools reads ~/.mtoolsrc whatever
 * MTOOLSRC says, and converts SOURCE_DATE_EPOCH with the local time zone.
 */
static const char *const tool_environment[] = {
	"LC_CTYPE=C.UTF-8", /* alone: each category is a file that every tool reads */
	"TZ=UTC0",
	"HOME=/nonexistent",
	"SOURCE_DATE_EPOCH=315532800",
	"MTOOLSRC=/dev/null",
	"MTOOLS_SKIP_CHECK=0",
	"MTOOLS_FAT_COMPATIBILITY=0",
	"MTOOLS_LOWER_CASE=0",
	"MTOOLS_NO_VFAT=0",
	"MTOOLS_NAME_NUMERIC_TAIL=1",
	"MTOOLS_DOTTED_DIR=0",
	"DEFAULT_CODEPAGE=437",
	NULL,
};

static bool run_tool(const char *const *argv, const int *keep, struct failure *why)
{
	const struct proc proc = {
		.argv = argv,
		.env = tool_environment,
		.keep = keep,
		.silent = true,
	};

	return proc_run(&proc, why);
}

/* How other programs open a file that is open here. */
static void name_descriptor(int fd, char path[PATH])
{
	snprintf(path, PATH, "/proc/self/fd/%d", fd);
}

/* Every value is given: mkfs.fat takes the missing ones from the device it sees. */
bool file_system_make(const struct file_system *shape, int fd, struct failure *why)
{
	char image[PATH];
	const struct layout *layout = shape->layout;
	const int keep[] = { fd, -1 };
	char id[9], bits[8], cluster[8], reserved[8], hidden[24], root[24];
	const char *argv[ARGUMENTS] = {
		"mkfs.fat", "--invariant", "-i", id,     "-F",      bits,
		"-s",       cluster,       "-S", "512",  "-R",      reserved,
		"-f",       "2",           "-M", "0xF8", "-D",      "0x80",
		"-g",       "64/32",       "-h", hidden, "--mbr=n", "--codepage=437",
	};
	const size_t table = 22;
	size_t count = 24;

	snprintf(id, sizeof(id), "%08" PRIX32, shape->volume_id);
	snprintf(bits, sizeof(bits), "%d", (int)layout->fat_bits);
	snprintf(cluster, sizeof(cluster), "%d", (int)(shape->cluster_size / SECTOR));
	snprintf(reserved, sizeof(reserved), "%d", (int)layout->reserved_sectors);
	snprintf(hidden, sizeof(hidden), "%" PRIu64, layout->partition_start / SECTOR);
	snprintf(root, sizeof(root), "%" PRIu64, layout->root_entries);
	if (layout->kind == LAYOUT_SUPERFLOPPY)
		argv[table] = "--mbr=y";
	if (layout->root_entries) {
		argv[count++] = "-r";
		argv[count++] = root;
	}
	argv[count] = image;
	name_descriptor(fd, image);
	if (access(image, F_OK) < 0)
		return fail(
		        why, FAIL_TOOL,
		        "mkfs.fat and mtools reach the image through /proc, which is not mounted "
		        "here; mount it");
	return run_tool(argv, keep, why);
}

static bool make_directory(const char *directory, size_t length, int fd, const char *image,
                           struct failure *why)
{
	AUTO_FREE char *to = mem_printf("::%.*s", (int)length, directory);
	const int keep[] = { fd, -1 };
	const char *const argv[] = { "mmd", "-i", image, to, NULL };

	return run_tool(argv, keep, why);
}

/* Those that no earlier file of the plan brought, the upper ones first. */
static bool make_directories(const struct plan *plan, size_t index, int fd, const char *image,
                             struct failure *why)
{
	const char *directory = plan->files[index].directory;
	size_t end = space_next_directory(directory, 0);

	for (; end; end = space_next_directory(directory, end)) {
		if (space_directory_is_new(plan->files, index, end) &&
		    !make_directory(directory, end, fd, image, why))
			return false;
	}
	return true;
}

static bool copy_file(const struct plan_file *file, int fd, const char *image, struct failure *why)
{
	AUTO_FREE char *path = file_in(file->directory, file->name);
	AUTO_FREE char *to = mem_printf("::%s", path);
	const int keep[] = { fd, file->fd, -1 };
	char from[PATH];
	const char *const argv[] = { "mcopy", "-i", image, from, to, NULL };

	name_descriptor(file->fd, from);
	return run_tool(argv, keep, why);
}

/* Firmware first, label last: early FAT drivers stop at the first match. */
bool file_system_fill(const struct plan *plan, int fd, struct failure *why)
{
	char image[PATH];
	AUTO_FREE char *label = mem_printf("::%s", plan->label);
	const int keep[] = { fd, -1 };
	const char *const argv[] = { "mlabel", "-i", image, label, NULL };

	name_descriptor(fd, image);
	for (size_t i = 0; i < plan->file_count; i++) {
		if (!make_directories(plan, i, fd, image, why) ||
		    !copy_file(&plan->files[i], fd, image, why))
			return false;
	}
	return run_tool(argv, keep, why);
}

/* Its status is reliable; where code pages are missing it reports that and is still right. */
bool file_system_check(int fd, struct failure *why)
{
	const int keep[] = { fd, -1 };
	char path[PATH];
	const char *const argv[] = { "fsck.fat", "-n", path, NULL };
	const struct proc proc = { .argv = argv, .env = tool_environment, .keep = keep };

	name_descriptor(fd, path);
	return proc_run(&proc, why);
}
