/*
 * What Yuncore's U-Boot takes by TFTP, 192 bytes: 0 "YUNCORE", 7 commands for U-Boot, filled with
 * zeros; then the image as it goes into the flash. U-Boot runs the commands, which write the image
 * from where it was received (OpenWrt 24.10 target/linux/ath79/image/common-yuncore.mk,
 * yuncore-tftp-header-16m and -qca953x). It has neither a size nor a checksum, and names no model.
 */
#include "firmware/examine/examine.h"
#include "firmware/examine/fwtool.h"
#include "firmware/formats/shared/header.h"

enum { HEADER = 192, COMMANDS_AT = 7 };

/* OpenWrt puts the header before a sysupgrade image. */
static uint64_t carries_at(struct view file)
{
	(void)file;
	return HEADER;
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	struct view content = view_from(file, HEADER);
	uint8_t header[HEADER];

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	if (!header_has_text(header + COMMANDS_AT, HEADER - COMMANDS_AT))
		findings_check(out, "commands", CHECK_BAD, "they are not a text");
	findings_check(out, "checksum", CHECK_ABSENT, "the header has none");
	if (!examine_rest(exam, view_part(content, 0, fwtool_end(content))))
		findings_complete(out, COMPLETE_UNKNOWN, "its content has an unknown format");
}

static const struct format yuncore = {
	.id = "yuncore",
	.title = "a Yuncore image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "YUNCORE") },
	.carries_at = carries_at,
	.parse = parse,
};

FORMATS(yuncore, &yuncore);
