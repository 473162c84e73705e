/*
 * named - formats recognised by name only: this version knows none of their checksums.
 *
 * Metadata of OpenWrt at the end, where a file has it, still says whose and for
 * which board the file is, and its checksum covers the whole of it.
 */
#ifndef NAMED_H
#define NAMED_H

#include "firmware/firmware.h"

void named_parse(struct bytes file, struct findings *out);
void named_check(struct bytes file, const struct keyring *keys, struct findings *out);

#endif
