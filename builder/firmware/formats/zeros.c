/*
 * Firmware behind 128 KiB of zeros, as OpenWrt's tftp-recovery images for TP-Link's loaders
 * are: they skip the space of their own header (openwrt/openwrt target/linux/ramips,
 * "pad-extra 128k").
 */
#include "firmware/examine/examine.h"

enum { ZEROS = 128 << 10 };

static bool recognise(struct view file)
{
	struct view zeros = view_part(file, 0, ZEROS);
	const struct format *inside;

	if (!zeros.size || file.size == ZEROS || view_run(view_part(zeros, 0, 4096), 0) != 4096 ||
	    view_run(zeros, 0) != ZEROS)
		return false;
	inside = format_of(view_from(file, ZEROS));
	return inside->id && inside->rank != RANK_NOT_FIRMWARE;
}

static void parse(struct view file, struct examination *exam)
{
	examine_inside(exam, view_from(file, ZEROS));
}

static const struct format zeros = {
	.id = "zeros-128k",
	.title = "firmware after 128 KiB of zeros",
	.rank = RANK_STRUCTURE,
	.is_wrapper = true,
	.recognise = recognise,
	.parse = parse,
};

FORMATS(zeros, &zeros);
