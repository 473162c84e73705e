#include "stick/image/image.h"

#include "base/fatread/fatread.h"
#include "base/files/file.h"
#include "base/medium/hashing.h"
#include "base/mem.h"
#include "base/proc.h"
#include "stick/image/boot_code.h"
#include "stick/image/space.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ARGUMENTS = 40 };

/*
 * Everything that could change a byte is pinned: mtools reads ~/.mtoolsrc whatever
 * MTOOLSRC says, and converts SOURCE_DATE_EPOCH with the local time zone.
 */
static const char *const tool_environment[] = {
	"LC_ALL=C.UTF-8",
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

/* What mkfs.fat is to make. */
struct shape {
	const struct layout *layout;
	uint64_t size; /* bytes */
	uint64_t cluster_size;
	uint32_t volume_id;
};

/* Every value is given: mkfs.fat takes the missing ones from the device it sees. */
static bool make_file_system(const struct shape *shape, int fd, const char *image,
                             struct failure *why)
{
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
	char from[IMAGE_PATH];
	const char *const argv[] = { "mcopy", "-i", image, from, to, NULL };

	snprintf(from, sizeof(from), "/proc/self/fd/%d", file->fd);
	return run_tool(argv, keep, why);
}

/* Firmware first, label last: early FAT drivers stop at the first match. */
static bool fill_file_system(const struct plan *plan, int fd, const char *image,
                             struct failure *why)
{
	AUTO_FREE char *label = mem_printf("::%s", plan->label);
	const int keep[] = { fd, -1 };
	const char *const argv[] = { "mlabel", "-i", image, label, NULL };

	for (size_t i = 0; i < plan->file_count; i++) {
		if (!make_directories(plan, i, fd, image, why) ||
		    !copy_file(&plan->files[i], fd, image, why))
			return false;
	}
	return run_tool(argv, keep, why);
}

/* Its status is reliable; where code pages are missing it reports that and is still right. */
static void judge_by_fsck(void *context)
{
	struct image *image = context;
	const int keep[] = { image->content_fd, -1 };
	const char *const argv[] = { "fsck.fat", "-n", image->path, NULL };
	const struct proc proc = { .argv = argv, .env = tool_environment, .keep = keep };

	image->sound = proc_run(&proc, &image->unsound);
}

static void hash_used_range(void *context)
{
	struct image *image = context;

	image->hashed = hashing_of(&image->target, image->used, &image->sha256, &image->unhashed);
}

static bool judge_file(struct fatread *fat, const struct plan_file *file, struct image_span *place,
                       struct failure *why)
{
	AUTO_FREE char *path = file_in(file->directory, file->name);
	struct fat_entry entry;

	if (!fatread_find(fat, path, &entry, why)) {
		why->kind = FAIL_TOOL;
		return fail_while(why, "mcopy did not write the file to its place");
	}
	if (entry.size != file->size)
		return fail(why, FAIL_TOOL,
		            "mcopy wrote %" PRIu64 " of the %" PRIu64 " bytes of '%s'", entry.size,
		            file->size, path);
	if (!fatread_place(fat, &entry, &place->from, &place->to))
		*place = (struct image_span){ 0 };
	return true;
}

/* Our reader's opinion; what it cannot find, a boot loader cannot either. */
static bool judge_by_reading(struct image *image, const struct plan *plan, struct failure *why)
{
	struct fatread *fat = NULL;
	bool good;

	if (!fatread_open(&fat, &image->target, why)) {
		why->kind = FAIL_TOOL;
		return false;
	}
	good = fatread_bits(fat) == plan->layout->fat_bits ||
	       fail(why, FAIL_TOOL, "mkfs.fat made FAT%u instead of FAT%d", fatread_bits(fat),
	            (int)plan->layout->fat_bits);
	image->contents = mem_zalloc(plan->file_count, sizeof(*image->contents));
	image->content_count = plan->file_count;
	for (size_t i = 0; good && i < plan->file_count; i++)
		good = judge_file(fat, &plan->files[i], &image->contents[i], why);
	good = good && fatread_used_end(fat, &image->used, why);
	fatread_close(fat);
	return good;
}

static const uint8_t *image_view(const struct target *target, uint64_t offset, size_t size)
{
	const struct image *image = (const struct image *)target;

	if (offset + size <= image->head_size)
		return image->head + offset;
	return offset < image->head_size ? NULL : image->rest + (offset - image->head_size);
}

static bool image_read(struct target *target, uint64_t offset, void *data, size_t size,
                       struct failure *why)
{
	const struct image *image = (struct image *)target;
	size_t head = 0;

	(void)why;
	if (offset < image->head_size) {
		uint64_t left = image->head_size - offset;

		head = size < left ? size : (size_t)left;
		memcpy(data, image->head + offset, head);
		offset += head;
	}
	if (size > head)
		memcpy((uint8_t *)data + head, image->rest + (offset - image->head_size),
		       size - head);
	return true;
}

static const struct target_ops image_ops = { .read = image_read, .view = image_view };

static void name_descriptor(int fd, char path[IMAGE_PATH])
{
	snprintf(path, IMAGE_PATH, "/proc/self/fd/%d", fd);
}

static bool make_empty(const struct shape *shape, int *fd, struct failure *why)
{
	char path[IMAGE_PATH];

	*fd = mem_file(shape->size);
	if (*fd < 0 || ftruncate(*fd, (off_t)shape->size) < 0)
		return fail_errno(why, FAIL_IO, "cannot allocate space for the image");
	name_descriptor(*fd, path);
	if (access(path, F_OK) < 0)
		return fail(
		        why, FAIL_TOOL,
		        "mkfs.fat and mtools reach the image through /proc, which is not mounted "
		        "here; mount it");
	return make_file_system(shape, *fd, path, why);
}

static struct shape usual_shape(const struct layout *layout)
{
	return (struct shape){ layout, layout->partition_size, layout->cluster_size,
		               PLAN_VOLUME_ID };
}

static void make_usual(void *context)
{
	struct image_start *start = context;
	const struct shape shape = usual_shape(start->layout);

	start->made = make_empty(&shape, &start->fd, &start->why);
}

void image_start(struct image_start *out, const struct layout *layout)
{
	*out = (struct image_start){ .fd = -1 };
	if (layout->kind == LAYOUT_RAW || layout->kind == LAYOUT_MBR_FAT_FULL)
		return;
	out->layout = layout;
	job_start_fork_safe(&out->job, make_usual, out);
}

void image_start_done(struct image_start *start)
{
	job_wait(&start->job);
	if (start->layout)
		mem_auto_close(&start->fd);
	*start = (struct image_start){ .fd = -1 };
}

/* The file system that was started is taken when it is the one that the plan needs. */
static bool take_file_system(struct image_start *start, const struct plan *plan, int *fd,
                             struct failure *why)
{
	const struct shape planned = { plan->layout, plan->partition_size, plan->cluster_size,
		                       plan->volume_id };
	const struct shape usual = usual_shape(plan->layout);

	if (start->layout != plan->layout || planned.size != usual.size ||
	    planned.cluster_size != usual.cluster_size || planned.volume_id != usual.volume_id)
		return make_empty(&planned, fd, why);
	job_wait(&start->job);
	*fd = mem_take_fd(&start->fd);
	if (!start->made)
		*why = start->why;
	return start->made;
}

/* The first MiB of what begins at sector 0 itself: a copy that the manifest may change. */
static bool read_head(struct image *image, struct failure *why)
{
	if (file_read_at(image->content_fd, 0, image->head, (size_t)image->head_size) || !errno)
		return true; /* a disk image may end within its last sector */
	return fail_errno(why, FAIL_IO, "cannot read the image");
}

/*
 * What follows the first MiB. `start`: where on the stick the content begins. Private:
 * until Linux 6.7 a shared mapping of sealed memory was refused, even to read.
 */
static bool map_rest(struct image *image, uint64_t start, struct failure *why)
{
	image->map_size = image->target.size - start;
	image->map =
	        mmap(NULL, (size_t)image->map_size, PROT_READ, MAP_PRIVATE, image->content_fd, 0);
	if (image->map == MAP_FAILED) {
		image->map = NULL;
		return fail_errno(why, FAIL_IO, "cannot allocate space for the image");
	}
	image->rest = (const uint8_t *)image->map + (image->head_size - start);
	return true;
}

static bool build_file_system(struct image *image, const struct plan *plan,
                              struct image_start *start, struct failure *why)
{
	if (!take_file_system(start, plan, &image->content_fd, why))
		return false;
	name_descriptor(image->content_fd, image->path);
	if (!fill_file_system(plan, image->content_fd, image->path, why) ||
	    (plan->partition_start == 0 && !read_head(image, why)) ||
	    !map_rest(image, plan->partition_start, why))
		return false;
	if (plan->partition_start) {
		plan_boot_record(plan, image->head);
		if (!boot_code_place(plan, image->head, why))
			return false;
	}
	job_start(&image->fsck, judge_by_fsck, image);
	if (!judge_by_reading(image, plan, why))
		return false;
	if (image->has_manifest)
		job_start(&image->hash, hash_used_range, image);
	return true;
}

/* The bytes are the user's: they are taken as they are. */
static bool take_disk_image(struct image *image, const struct plan *plan, struct failure *why)
{
	image->content_fd = fcntl(plan->files[0].fd, F_DUPFD_CLOEXEC, 0);
	image->used = plan->image_size;
	image->sound = true;
	if (image->content_fd < 0)
		return fail_errno(why, FAIL_IO, "cannot keep the disk image open");
	return read_head(image, why) && map_rest(image, 0, why);
}

bool image_build(struct image *out, const struct plan *plan, struct image_start *start,
                 struct failure *why)
{
	uint64_t head_size = plan->image_size < MIB ? plan->image_size : MIB;

	*out = (struct image){
		.target = { .ops = &image_ops, .name = "the image", .size = plan->image_size },
		.head = mem_pages_now((size_t)head_size),
		.head_size = head_size,
		.content_fd = -1,
		.has_manifest = plan_has_manifest(plan),
	};
	memset(out->head, 0, (size_t)out->head_size);
	return plan->layout->kind == LAYOUT_RAW ? take_disk_image(out, plan, why)
	                                        : build_file_system(out, plan, start, why);
}

static bool seal_with(struct image *image, struct manifest *manifest, struct failure *why)
{
	job_wait(&image->hash);
	if (!image->hashed) {
		*why = image->unhashed;
		return false;
	}
	manifest->sha256 = image->sha256;
	return manifest_write(manifest, image->head + MANIFEST_START, why);
}

bool image_seal(struct image *image, struct manifest *manifest, struct failure *why)
{
	manifest->length = image->used;
	job_wait(&image->fsck);
	if (!image->sound) {
		*why = image->unsound;
		return fail_while(why,
		                  why->kind == FAIL_TOOL
		                          ? "the file system made by mkfs.fat and mtools is faulty"
		                          : "the file system cannot be checked");
	}
	return !image->has_manifest || seal_with(image, manifest, why);
}

void image_close_content(struct image *image)
{
	job_wait(&image->hash);
	job_wait(&image->fsck);
	if (image->map)
		munmap(image->map, (size_t)image->map_size);
	if (image->head)
		mem_auto_close(&image->content_fd);
	image->map = NULL;
	image->content_fd = -1;
	image->target.size = image->head_size;
}

void image_done(struct image *image)
{
	image_close_content(image);
	free(image->contents);
	free(image->head);
	*image = (struct image){ .content_fd = -1 };
}
