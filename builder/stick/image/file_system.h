/*
 * file_system - a FAT file system in a file, made, filled and checked by mkfs.fat, mtools and
 * fsck.fat.
 *
 * They never see a device. mkfs.fat and mtools do not report errors reliably, so any word on
 * stderr is a failure.
 */
#ifndef FILE_SYSTEM_H
#define FILE_SYSTEM_H

#include "stick/image/plan.h"

/* What mkfs.fat is to make. */
struct file_system {
	const struct layout *layout;
	uint64_t size; /* bytes */
	uint64_t cluster_size;
	uint32_t volume_id;
};

/* From offset 0 of the file, which has that size. The failures of these are FAIL_TOOL. */
bool file_system_make(const struct file_system *shape, int fd, struct failure *why) MUST_CHECK;

/* Puts the plan's files and label into it. */
bool file_system_fill(const struct plan *plan, int fd, struct failure *why) MUST_CHECK;

bool file_system_check(int fd, struct failure *why) MUST_CHECK;

#endif
