/*
 * image - a plan carried out in memory: boot record, gap, manifest and partition,
 * or a whole-disk image as it is.
 *
 * mkfs.fat and mtools work on a memory file that holds the file system alone;
 * fsck.fat and our own reader judge what they made.
 */
#ifndef IMAGE_H
#define IMAGE_H

#include "base/job.h"
#include "base/medium/target.h"
#include "stick/image/manifest.h"
#include "stick/image/plan.h"

#include <semaphore.h>

/* Bytes [from, to). */
struct image_span {
	uint64_t from;
	uint64_t to;
};

struct image {
	struct target target; /* reads the image; first, so that an image is a target */
	uint8_t *head;        /* the first MiB */
	uint64_t head_size;
	int content_fd; /* the file system or disk image, from offset 0; holes are zeros */
	uint64_t content_size;
	uint64_t content_start; /* where on the stick it begins */
	void *map;              /* the file system */
	const uint8_t *rest; /* what of it follows the first MiB; NULL: it is read from the file */
	uint64_t map_size;
	bool has_manifest;
	uint64_t used;               /* end of the used range: what must reach a medium */
	struct image_span *contents; /* of the plan's files; empty: not in one piece. Owned */
	size_t content_count;
	struct job fsck; /* checks in parallel with our own reader */
	bool sound;      /* after the job: its verdict, and why not */
	struct failure unsound;
	struct job hash;      /* begins as soon as only the manifest is missing */
	bool hashed;          /* after the job: whether there is a digest, and why not */
	struct digest sha256; /* of the used range without a manifest */
	struct failure unhashed;
	sem_t steps;        /* of the digest, that are done */
	struct job freeing; /* of what the digest has behind it */
};

/*
 * A file system of a layout's usual size, made in parallel with other work before it is known
 * whether the plan needs it.
 */
struct image_start {
	struct job job;
	const struct layout *layout; /* NULL: none was started */
	int fd;
	bool made;
	struct failure why;
};

/*
 * Only for a layout whose size is known beforehand; does nothing for the others.
 * mkfs.fat runs until image_build() takes its work, or image_start_done() drops it.
 */
void image_start(struct image_start *out, const struct layout *layout);
void image_start_done(struct image_start *start);

/*
 * Builds the partition and has it judged. `start` may be a zeroed one. *out must stay where
 * it is: fsck.fat and the digest still run in parallel. image_done()
 * frees it; accepts a zeroed one.
 */
bool image_build(struct image *out, const struct plan *plan, struct image_start *start,
                 struct failure *why) MUST_CHECK;

/*
 * Only a sound image is sealed: completes manifest->length and, where the layout has space for
 * it, ->sha256, and puts it there. The image is final after that.
 */
bool image_seal(struct image *image, struct manifest *manifest, struct failure *why) MUST_CHECK;

/*
 * After image_build(). The files in it are needed no more: their memory is freed in parallel, each
 * part once it has been hashed. What is not in a file can still be read; image_done() waits.
 */
void image_free_files(struct image *image);

void image_done(struct image *image);

#endif
