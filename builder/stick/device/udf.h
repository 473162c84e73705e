/*
 * udf - whether a UDF file system is empty. Private to device.
 *
 * By the counts that it keeps of its own files and folders, once it was closed properly:
 * ECMA-167, 3rd edition, parts 3/7.2, 3/10.6 and 3/10.10, and OSTA UDF 2.60, 2.2.6.4.
 */
#ifndef UDF_H
#define UDF_H

#include <stdbool.h>
#include <stdint.h>

/* `start` is the file system's first byte. False when that is not certain. */
bool udf_is_empty(int fd, uint64_t start);

#endif
