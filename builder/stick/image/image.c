#include "stick/image/image.h"

#include "base/fatread/fatread.h"
#include "base/files/file.h"
#include "base/medium/hashing.h"
#include "base/mem.h"
#include "base/wait.h"
#include "stick/image/boot_code.h"
#include "stick/image/file_system.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { STEP = MIB };

static void judge_by_fsck(void *context)
{
	struct image *image = context;

	image->sound = file_system_check(image->content_fd, &image->unsound);
}

/* Where the step that begins there ends. */
static uint64_t step_end(const struct image *image, uint64_t at)
{
	return image->used - at < STEP ? image->used : at + STEP;
}

/* Every step is announced, also when one has failed: who frees waits for it. */
static void hash_used_range(void *context)
{
	struct image *image = context;
	struct hashing hashing;

	hashing_begin(&hashing, &image->target, NULL, image->used, NULL);
	image->hashed = true;
	for (uint64_t at = 0; at < image->used; at += STEP) {
		image->hashed = image->hashed && hashing_add(&hashing, at, step_end(image, at) - at,
		                                             &image->unhashed);
		sem_post(&image->steps);
	}
	image->sha256 = hashing_end(&hashing);
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
	return offset < image->head_size || !image->rest
	               ? NULL
	               : image->rest + (offset - image->head_size);
}

/* A disk image may end within its last sector. */
static bool read_content(const struct image *image, uint64_t offset, uint8_t *to, size_t size,
                         struct failure *why)
{
	const uint64_t left = image->content_size > offset ? image->content_size - offset : 0;
	const size_t there = left < size ? (size_t)left : size;

	memset(to + there, 0, size - there);
	if (file_read_at(image->content_fd, offset, to, there))
		return true;
	if (errno)
		return fail_errno(why, FAIL_IO, "cannot read the image");
	return fail(why, FAIL_IO, "the image became shorter while it was read");
}

static bool image_read(struct target *target, uint64_t offset, void *data, size_t size,
                       struct failure *why)
{
	const struct image *image = (struct image *)target;
	size_t head = 0;

	if (offset < image->head_size) {
		uint64_t left = image->head_size - offset;

		head = size < left ? size : (size_t)left;
		memcpy(data, image->head + offset, head);
		offset += head;
	}
	if (!image->rest)
		return read_content(image, offset, (uint8_t *)data + head, size - head, why);
	if (size > head)
		memcpy((uint8_t *)data + head, image->rest + (offset - image->head_size),
		       size - head);
	return true;
}

static const struct target_ops image_ops = { .read = image_read, .view = image_view };

static bool make_empty(const struct file_system *shape, int *fd, struct failure *why)
{
	*fd = mem_file(shape->size);
	if (*fd < 0 || ftruncate(*fd, (off_t)shape->size) < 0)
		return fail_errno(why, FAIL_IO, "cannot allocate space for the image");
	return file_system_make(shape, *fd, why);
}

static struct file_system usual_shape(const struct layout *layout)
{
	return (struct file_system){ layout, layout->partition_size, layout->cluster_size,
		                     PLAN_VOLUME_ID };
}

static void make_usual(void *context)
{
	struct image_start *start = context;
	const struct file_system shape = usual_shape(start->layout);

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
	const struct file_system planned = { plan->layout, plan->partition_size, plan->cluster_size,
		                             plan->volume_id };
	const struct file_system usual = usual_shape(plan->layout);

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
	return read_content(image, 0, image->head, (size_t)image->head_size, why);
}

/*
 * What follows the first MiB. Private: until Linux 6.7 a shared mapping of sealed memory was
 * refused, even to read.
 */
static bool map_rest(struct image *image, struct failure *why)
{
	image->map_size = image->target.size - image->content_start;
	image->map =
	        mmap(NULL, (size_t)image->map_size, PROT_READ, MAP_PRIVATE, image->content_fd, 0);
	if (image->map == MAP_FAILED) {
		image->map = NULL;
		return fail_errno(why, FAIL_IO, "cannot allocate space for the image");
	}
	image->rest = (const uint8_t *)image->map + (image->head_size - image->content_start);
	return true;
}

static bool build_file_system(struct image *image, const struct plan *plan,
                              struct image_start *start, struct failure *why)
{
	if (!take_file_system(start, plan, &image->content_fd, why))
		return false;
	image->content_size = plan->partition_size;
	image->content_start = plan->partition_start;
	if (!file_system_fill(plan, image->content_fd, why) ||
	    (plan->partition_start == 0 && !read_head(image, why)) || !map_rest(image, why))
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

/* The bytes are the user's: they are taken as they are, from a file that may still be theirs. */
static bool take_disk_image(struct image *image, const struct plan *plan, struct failure *why)
{
	image->content_fd = fcntl(plan->files[0].fd, F_DUPFD_CLOEXEC, 0);
	image->content_size = plan->files[0].size;
	image->used = plan->image_size;
	image->sound = true;
	if (image->content_fd < 0)
		return fail_errno(why, FAIL_IO, "cannot keep the disk image open");
	return read_head(image, why);
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
	sem_init(&out->steps, 0, 0);
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

/* Of the files, what lies in [from, to) of the stick. What cannot be freed is freed in the end. */
static void free_part(const struct image *image, uint64_t from, uint64_t to)
{
	for (size_t i = 0; i < image->content_count; i++) {
		const struct image_span *span = &image->contents[i];
		const uint64_t begin = span->from > from ? span->from : from;
		const uint64_t end = span->to < to ? span->to : to;

		if (begin < end)
			(void)fallocate(
			        image->content_fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE,
			        (off_t)(begin - image->content_start), (off_t)(end - begin));
	}
}

static void free_behind_digest(void *context)
{
	struct image *image = context;

	for (uint64_t at = 0; at < image->used; at += STEP) {
		wait_posted(&image->steps);
		free_part(image, at, step_end(image, at));
	}
}

void image_free_files(struct image *image)
{
	if (image->has_manifest)
		job_start(&image->freeing, free_behind_digest, image);
}

void image_done(struct image *image)
{
	job_wait(&image->hash);
	job_wait(&image->fsck);
	job_wait(&image->freeing);
	if (image->map)
		munmap(image->map, (size_t)image->map_size);
	if (image->head) {
		sem_destroy(&image->steps);
		mem_auto_close(&image->content_fd);
	}
	free(image->contents);
	free(image->head);
	*image = (struct image){ .content_fd = -1 };
}
