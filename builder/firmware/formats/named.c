/*
 * Formats that are known by their magic only.
 *
 * Magics as in openwrt/firmware-utils@d21804ad, onekey-sec/unblob@d5870cac,
 * ReFirmLabs/binwalk@4b09fca2 and the specifications of the file systems and archives.
 */
#include "firmware/examine/format.h"

#define NAMED(name, text, ...) \
	&(const struct format) \
	{ \
		.id = (name), .title = (text), .rank = RANK_NAMED, .magic = { __VA_ARGS__ } \
	}

FORMATS(named, NAMED("luxul", "a Luxul image", MAGIC(0, "LXL#")));
