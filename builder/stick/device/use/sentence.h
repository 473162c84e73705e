/* sentence - the sentences that name a user of a disk. Private to device. */
#ifndef SENTENCE_H
#define SENTENCE_H

#include "stick/device/use/openers.h"
#include "stick/device/use/stack.h"

/* Each fills in one sentence; `level` is the one in use. */

/* "'/dev/sdb1' is mounted on /srv through /dev/loop3"; `where` follows, or is empty. */
void sentence_mount(const struct stack *stack, size_t level, const char *path, const char *where,
                    char out[USER_TEXT]);

/* "'/dev/sdb1' is swap space in use" */
void sentence_swap(const struct stack *stack, size_t level, char out[USER_TEXT]);

/* "/dev/mapper/home (LVM) is built on '/dev/sdb1'" */
void sentence_stacked(const struct device_world *world, const struct stack *stack, size_t level,
                      char out[USER_TEXT]);

/* "qemu-system-x86 (4711) has '/dev/sdb' open for writing"; `file` when it is not the disk. */
void sentence_opener(const struct stack *stack, size_t level, const struct opener *opener,
                     const char *name, const char *file, char out[USER_TEXT]);

#endif
