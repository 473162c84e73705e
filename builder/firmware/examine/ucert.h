/*
 * ucert - the signature that OpenWrt's build puts behind an image, and its certificates.
 *
 * A row of attributes, big endian: 32 bits {1 extended, 7 id, 24 length with this head},
 * padded to 4. Each outer one holds a signature (id 0, usign's text) and perhaps a
 * certificate (id 1), which it signs: a table "ucert" with certtype (1 gives a key its right,
 * 2 takes it away), validfrom, expiresat and pubkey. The first one is signed by a root, each
 * further one, and at last the image, by the key of the one before. The last one, without
 * certificate, signs the image: all bytes before the record (openwrt/ucert@00b921d8).
 *
 * A signature is valid when the key that made it is known itself, or when a known key
 * certifies it by a chain that holds now.
 */
#ifndef UCERT_H
#define UCERT_H

#include "firmware/examine/examination.h"

/* `image` is what was signed, `payload` the record's. Speaks into the findings. */
void ucert_check(struct view image, struct view payload, struct examination *exam);

#endif
