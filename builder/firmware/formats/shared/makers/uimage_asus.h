/*
 * uimage_asus - what ASUS writes where a uImage has its name.
 *
 * 32 four numbers of kernel and file system, 36 product (12), 48 build and 50 extension
 * (little endian), 53 key, 60 A9, 61 offset of the file system (24 bits): version 2.
 * Version 3 has 23 characters of product and a footer in the data: its last 12 bytes are
 * {1 length of its content (24 bits), 4 hash of the footer with this field zero, 6 hash of
 * the content, 8 2A FE D4 14}; the content {0 extension, 4 build} lies before, hashes are
 * NOT the XOR of little endian words (openwrt/firmware-utils@d21804ad src/asusuimage.c).
 */
#ifndef UIMAGE_ASUS_H
#define UIMAGE_ASUS_H

#include "firmware/examine/examine.h"

/* False when the header is not ASUS'. `size` is the uImage header's. */
bool uimage_asus(struct view file, const uint8_t header[64], uint32_t size,
                 struct examination *exam);

#endif
