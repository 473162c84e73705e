/*
 * The trailer that some D-Link firmware ends with, after a word of text: -20 MD5 of a salt
 * and all before it, -4 00 C0 FF EE (openwrt/firmware-utils@d21804ad src/sign_dlink_ru.c).
 * The salt is the device's own.
 */
#include "firmware/examine/examine.h"

enum { TRAILER = 20 };

static void parse(struct view file, struct examination *exam)
{
	findings_origin(exam->findings, ORIGIN_VENDOR_LAYOUT);
	findings_check(exam->findings, "MD5", CHECK_UNKNOWN,
	               "only the device knows the salt that goes into it");
	if (file.size >= TRAILER)
		examine_inside(exam, view_part(file, 0, file.size - TRAILER));
}

static const struct format dlink_ru = {
	.id = "dlink-ru",
	.title = "a D-Link image with a salted MD5",
	.rank = RANK_TRAILER,
	.magic = { MAGIC(-4, "\x00\xc0\xff\xee") },
	.parse = parse,
};

FORMATS(dlink_ru, &dlink_ru);
