/* sysfs - the kernel's one-value files. Private to device. */
#ifndef SYSFS_H
#define SYSFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* The value of DIRECTORY/FILE, cleaned for a terminal; empty when there is none. */
void sysfs_text(const char *directory, const char *file, char *out, size_t size);

/* 0 when there is none. */
uint64_t sysfs_number(const char *directory, const char *file);

/* "8:16" as a device number; 0 when there is none. */
dev_t sysfs_device_number(const char *directory, const char *file);

bool sysfs_exists(const char *directory, const char *file);

#endif
