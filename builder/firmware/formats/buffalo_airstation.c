/*
 * What Buffalo's U-Boot takes by TFTP from others than Buffalo: 0 "# Airstation Public Fmt1",
 * filled with zeros to 32 bytes, then the image as it goes into the flash (OpenWrt 24.10
 * target/linux/ath79/image/common-buffalo.mk, buffalo-tftp-header; Buffalo's U-Boot,
 * header_public_str_check()). It has neither a size nor a checksum, and names no model.
 */
#include "firmware/examine/examine.h"

enum { HEADER = 32 };

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	findings_check(out, "checksum", CHECK_ABSENT, "the header has none");
	if (!examine_rest(exam, view_from(file, HEADER)))
		findings_complete(out, COMPLETE_UNKNOWN, "its content has an unknown format");
}

static const struct format airstation = {
	.id = "buffalo-airstation",
	.title = "a public Airstation image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "# Airstation Public Fmt1\0\0\0\0\0\0\0\0") },
	.parse = parse,
};

FORMATS(buffalo_airstation, &airstation);
