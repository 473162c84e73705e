/*
 * TP-Link's images for VxWorks, big endian: 0 magic, 20 "IMG0", 24 size from byte 20 on,
 * 28 model, 30 revision. From source code alone; untested here.
 *
 * ReFirmLabs/binwalk@0eb397ba src/structures/tplink.rs
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

#include <inttypes.h>

enum { HEADER = 32, SIZE_FROM = 20 };

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[HEADER];

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	examine_unproven(exam, "model", "number %u, revision %u", get_be16(header + 28),
	                 header[30]);
	examine_unproven(exam, "size",
	                 "it should have %" PRIu64 " bytes by its header, but has %" PRIu64,
	                 (uint64_t)get_be32(header + 24) + SIZE_FROM, file.size);
}

static const struct format rtos = {
	.id = "tplink-rtos",
	.title = "a TP-Link RTOS image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "\x00\x14\x2f\xc0"), MAGIC(20, "IMG0") },
	.parse = parse,
};

FORMATS(tplink_rtos, &rtos);
