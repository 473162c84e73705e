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
#include "base/layout.h"

#include <stddef.h>

enum { SECTOR = 512, MIB = 1 << 20, LABEL_MAX = 11 };

/* Fixed, so that equal input gives an equal image; not zero, or Windows writes one. */
enum { PLAN_VOLUME_ID = 0x4d524553 };

struct plan_file {
	const char *name;      /* on the stick */
	const char *directory; /* "/" */
	uint64_t size;
	int fd; /* its content, from offset 0; read by path /dev/fd/N */
};

struct plan_request {
	const struct layout *layout;
	const char *label; /* volume label; up to LABEL_MAX characters */
	const struct plan_file *files;
	size_t file_count;
};

struct plan {
	const struct layout *layout;
	char label[LABEL_MAX + 1]; /* upper case */
	uint64_t partition_start;  /* bytes */
	uint64_t partition_size;
	uint64_t image_size;           /* partition_start + partition_size */
	uint64_t device_size_min;      /* and one MiB to clear at a stick's end */
	const struct plan_file *files; /* the request's */
	size_t file_count;
	const char *warning; /* what may go wrong with old boot loaders, or NULL */
};

bool plan_make(struct plan *out, const struct plan_request *request,
               struct failure *why) MUST_CHECK;

/* The first sector of the stick. Layout: the classic PC boot record, entry 1 only. */
void plan_boot_record(const struct plan *plan, uint8_t sector[SECTOR]);

#endif
