/* own_path - whether a file or folder that this program needs is on a disk. Private to device. */
#ifndef OWN_PATH_H
#define OWN_PATH_H

#include "stick/device/use/kernel_view.h"
#include "stick/device/use/stack.h"

/*
 * Compares mounts, not device numbers alone: btrfs gives files numbers that no device has. A
 * path that does not exist yet counts as the folder it will be in.
 */
bool own_path_is_on(const struct stack *stack, const struct kernel_view *view, const char *path);

#endif
