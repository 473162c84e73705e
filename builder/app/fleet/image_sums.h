/* image_sums - sizes and SHA-256 of a finished image file, as it is and unpacked. */
#ifndef IMAGE_SUMS_H
#define IMAGE_SUMS_H

#include "base/fail.h"

#include <jansson.h>

/*
 * Reads the file and adds "file_size", "file_sha256", "content_size" and "content_sha256" to the
 * object. FAIL_IO.
 */
bool image_sums_add(const char *path, json_t *to, struct failure *why) MUST_CHECK;

#endif
