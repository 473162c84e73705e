/*
 * boot_code - what an old BIOS starts: GRUB's boot record and, behind it in the gap before the
 * partition, GRUB's core. Both are files of the rescue PC's bundle, and stay on the stick as such,
 * so that the image can be made again from its files.
 */
#ifndef BOOT_CODE_H
#define BOOT_CODE_H

#include "stick/image/plan.h"

/* Whether a file of this path is one of the two. */
bool boot_code_is(const char *path);

/*
 * Into the first MiB of the image, around the table of partitions and in front of the manifest;
 * nothing where the plan does not have both files. FAIL_FIRMWARE when they are too large.
 */
bool boot_code_place(const struct plan *plan, uint8_t *head, struct failure *why) MUST_CHECK;

#endif
