/*
 * fwtool - what OpenWrt puts behind an image: metadata in JSON, and a signature.
 *
 * Records of 16 bytes stand at the very end of the file, each behind its
 * payload: "FWx0", CRC-32 without the final inversion of all bytes before the
 * record, type, size of payload and record (openwrt/fwtool@8f7fe925). They are
 * peeled from the end. A cut file has none, so one that is there proves the end.
 */
#ifndef FWTOOL_H
#define FWTOOL_H

#include "firmware/firmware.h"

/* The file without its records. */
struct bytes fwtool_peel(struct bytes file);

/*
 * What the records say (boards, version, origin) goes into *out, which is called
 * complete when there is at least one.
 */
void fwtool_parse(struct bytes file, struct findings *out);

/* The checksum of every record. */
void fwtool_check(struct bytes file, struct findings *out);

#endif
