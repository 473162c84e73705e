/*
 * ucert - the signature that OpenWrt's build puts behind an image.
 *
 * A row of attributes, big endian: 32 bits {1 extended, 7 id, 24 length with this head},
 * padded to 4. Each outer one holds a signature (id 0, usign's text) and perhaps a
 * certificate (id 1); the last one, without certificate, signs the image: all bytes
 * before the record (openwrt/ucert@00b921d8).
 */
#ifndef UCERT_H
#define UCERT_H

#include "firmware/examine/examination.h"

/* `image` is what was signed, `payload` the record's. Speaks into the findings. */
void ucert_check(struct view image, struct view payload, struct examination *exam);

#endif
