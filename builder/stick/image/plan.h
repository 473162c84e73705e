/*
 * plan - decides what the stick will look like.
 *
 * Pure arithmetic: it opens no file and no device, so --dry-run prints a plan
 * and the tests check it without privileges. Everything after this module only
 * carries the plan out.
 */
#ifndef PLAN_H
#define PLAN_H

#include "base/fail.h"
#include "base/files/file_lease.h"
#include "base/layout.h"
#include "base/units.h"

#include <stddef.h>

enum { LABEL_MAX = 11 };

/* Fixed, so that equal input gives an equal image; not zero, or Windows writes one. */
enum { PLAN_VOLUME_ID = 0x4d524553 };

struct plan_file {
	const char *name;      /* on the stick */
	const char *directory; /* "/", "/boot", "/boot/grub" */
	uint64_t size;
	int fd; /* its content, from offset 0; read by path /proc/self/fd/N */
	const struct file_lease *lease; /* of fd; NULL: none */
};

struct plan_request {
	const struct layout *layout;
	const char *label; /* volume label; up to LABEL_MAX characters */
	/* In the order in which they are written; a raw layout takes one, the disk image. */
	const struct plan_file *files;
	size_t file_count;
	uint64_t medium_size; /* bytes of the stick; 0: not known, for an image file */
	uint64_t cluster_max; /* bytes the boot loader takes; 0: any */
	uint32_t volume_id;   /* of the file system; 0: PLAN_VOLUME_ID */
};

enum { PLAN_WARNINGS = 2 };

struct plan {
	const struct layout *layout;
	char label[LABEL_MAX + 1]; /* upper case */
	uint64_t partition_start;  /* bytes; 0 in a superfloppy */
	uint64_t partition_size;   /* 0 in a raw layout */
	uint64_t cluster_size;
	uint32_t volume_id;
	uint64_t image_size;           /* whole sectors */
	uint64_t device_size_min;      /* and one MiB to clear at a stick's end */
	const struct plan_file *files; /* the request's */
	size_t file_count;
	const char *warnings[PLAN_WARNINGS]; /* what the user should know; NULL: nothing */
};

bool plan_make(struct plan *out, const struct plan_request *request,
               struct failure *why) MUST_CHECK;

/* Whether the layout has space for a manifest: a raw one has none. */
bool plan_has_manifest(const struct plan *plan);

/* The first sector of a partitioned stick. Layout: the classic PC boot record, entry 1 only. */
void plan_boot_record(const struct plan *plan, uint8_t sector[SECTOR]);

#endif
