/*
 * tplink_meta - what TP-Link's newer containers say about themselves: for which models
 * they are, and which version, and the checksum that they share.
 *
 * openwrt/firmware-utils@d21804ad src/tplink-safeloader.c
 */
#ifndef TPLINK_META_H
#define TPLINK_META_H

#include "firmware/examine/examine.h"

enum { TPLINK_MD5_SIZE = 16, TPLINK_SUMMED_FROM = 0x14 };

/*
 * "SupportList:", then a model a line: "CPE210(TP-LINK|UN|N300-2):1.0", or
 * "{product_name:Archer C7,product_ver:5.0.0,special_id:45550000}", which also gives the
 * code "Archer C7 5.0.0".
 */
void tplink_add_boards(struct view list, struct findings *out);

/* "soft_ver:7.0.0", or numbers: ff, version in three bytes, date yyyymmdd, revision. */
void tplink_add_version(struct view version, struct findings *out);

/* Of everything from TPLINK_SUMMED_FROM on, after a salt. */
struct sum *tplink_check_md5(struct view image, const uint8_t stored[TPLINK_MD5_SIZE],
                             struct examination *exam);

#endif
