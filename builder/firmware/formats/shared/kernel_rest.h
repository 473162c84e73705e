/*
 * kernel_rest - what follows a kernel whose container says where the kernel ends, but not
 * where the file does: filler, a root file system, and what some vendors end the file with.
 */
#ifndef KERNEL_REST_H
#define KERNEL_REST_H

#include "firmware/examine/examine.h"

/* `end` is where the kernel's container ends in the file. */
void kernel_rest(struct view file, uint64_t end, struct examination *exam);

#endif
