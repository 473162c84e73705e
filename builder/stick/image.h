/*
 * image - a plan carried out in memory: boot record, gap, manifest and partition.
 *
 * mkfs.fat and mtools work on a memory file that holds the partition alone and
 * never see a device. They do not report errors reliably, so any word on stderr
 * is a failure, and fsck.fat and our own reader judge what they made.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "base/job.h"
#include "stick/manifest.h"
#include "stick/plan.h"
#include "stick/target.h"

enum { IMAGE_PATH = 32 };

struct image {
	struct target target; /* reads the image; first, so that an image is a target */
	uint8_t *head;        /* everything before the partition */
	uint64_t head_size;
	int partition_fd;         /* the partition, from offset 0; holes are zeros */
	const uint8_t *partition; /* the same, mapped */
	uint64_t partition_size;
	uint64_t used;         /* end of the used range: what must reach a medium */
	char path[IMAGE_PATH]; /* how other programs open the partition */
	struct job fsck;       /* judges beside our own reader */
	bool sound;            /* after the job: its verdict, and why not */
	struct failure unsound;
};

/*
 * A file system of a layout's usual size, made beside other work before it is known
 * whether the plan will want it.
 */
struct image_start {
	struct job job;
	const struct layout *layout; /* NULL: none was started */
	int fd;
	bool made;
	struct failure why;
};

/* mkfs.fat runs until image_build() takes its work, or image_start_done() drops it. */
void image_start(struct image_start *out, const struct layout *layout);
void image_start_done(struct image_start *start);

/*
 * Builds the partition and has it judged. `start` may be a zeroed one. image_done()
 * frees the image; accepts a zeroed one.
 */
bool image_build(struct image *out, const struct plan *plan, struct image_start *start,
                 struct failure *why) MUST_CHECK;

/*
 * Only a sound image is sealed: completes manifest->length and ->sha256 and puts it into the gap.
 * The image is final after that.
 */
bool image_seal(struct image *image, struct manifest *manifest, struct failure *why) MUST_CHECK;

void image_done(struct image *image);

/* A file without a name for up to `size` bytes: in memory, above 512 MiB on disk. */
bool image_scratch_file(uint64_t size, int *out_fd, struct failure *why) MUST_CHECK;

#endif
