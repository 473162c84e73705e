/*
 * fwtool - the records that OpenWrt's fwtool appends to images, big endian.
 *
 * At the very end: 4 "FWx0", 4 CRC-32 without the final inversion over everything before
 * this record, 1 type (0 signature, 1 metadata), 3 zero, 4 length of payload and record.
 * The payload lies before the record; records stack (openwrt/fwtool@8f7fe925 fwimage.h).
 */
#ifndef FWTOOL_H
#define FWTOOL_H

#include "firmware/examine/examination.h"

/* The file without its records. What they say goes into the findings; sums are registered. */
struct view fwtool_peel(struct view file, struct examination *exam);

/* The same without looking: where the file ends that the records were appended to. */
uint64_t fwtool_end(struct view file);

#endif
