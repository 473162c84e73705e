/*
 * xiaomi_segments - what an HDR1 or HDR2 image brings, and where it would go.
 *
 * A table of offsets, zero for none, leads to the segments. A segment: 0 0xBABE,
 * 4 flash address (all ones: decided by name or mtd), 8 size of the data, 12 mtd
 * number, 16 name, 48 data (openwrt/firmware-utils@d21804ad src/xiaomifw.c).
 */
#ifndef XIAOMI_SEGMENTS_H
#define XIAOMI_SEGMENTS_H

#include "firmware/examine/findings.h"
#include "firmware/examine/source.h"

enum { XIAOMI_SLOTS_MIN = 8 };

/*
 * Lists the segments of the table at `table`, which has XIAOMI_SLOTS_MIN entries at
 * least; segments must lie before `end`. Warns when nothing would be flashed.
 */
void xiaomi_segments_parse(struct view file, uint32_t table, uint32_t end, struct findings *out);

/*
 * The version, and what the file calls its model, from the segment that has them.
 * The latter is free text of the builder: to be shown, never to be trusted.
 */
void xiaomi_version_parse(struct view file, struct findings *out, char *hardware, size_t size);

#endif
