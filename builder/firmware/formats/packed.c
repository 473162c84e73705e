/*
 * gzip (RFC 1952), xz, Zstandard (RFC 8878) and bzip2 around something else. Each has a
 * checksum of its own that unpacking proves. OpenWrt's records may follow.
 */
#include "base/bytes.h"
#include "firmware/examine.h"
#include "firmware/formats/shared/packed_view.h"

#include <inttypes.h>
#include <stdio.h>

static void tell_fault(const struct packed_content *content, struct findings *out)
{
	switch (content->unpacked.fault) {
	case UNPACK_CUT:
		findings_complete(out, COMPLETE_TRUNCATED, "its packed data ends too early");
		break;
	case UNPACK_TOO_BIG:
		snprintf(out->never, sizeof(out->never),
		         "unpacks to more than any stick image has");
		findings_complete(out, COMPLETE_UNKNOWN, "it unpacks to too much to be looked at");
		break;
	case UNPACK_DAMAGED:
		findings_check(out, "unpacking", CHECK_BAD, "%s", content->why.text);
		break;
	case UNPACK_STOPPED:
	case UNPACK_TRAILING:
	case UNPACK_NO_FAULT:
		findings_complete(out, COMPLETE_UNKNOWN, "there was no room to unpack it");
		break;
	}
}

static void parse(struct view file, struct examination *exam)
{
	struct packed_content content;

	packed_view_open(file, &content);
	if (content.fd == -1) {
		tell_fault(&content, exam->findings);
		return;
	}
	findings_check(exam->findings, "unpacking", CHECK_OK, "%" PRIu64 " bytes",
	               content.unpacked.size);
	examine_ends_at(exam, file, content.unpacked.end);
	examine_unpacked(exam, content.fd, content.unpacked.size);
}

#define PACKED(variable, name, text, magic_text) \
	static const struct format variable = { \
		.id = (name), \
		.title = (text), \
		.rank = RANK_WEAK, \
		.is_wrapper = true, \
		.magic = { MAGIC(0, magic_text) }, \
		.parse = parse, \
	}

PACKED(gzip, "gzip", "a gzip file", "\x1f\x8b\x08");
PACKED(xz, "xz", "an xz file",
       "\xfd"
       "7zXZ\0");
PACKED(zstd, "zstd", "a Zstandard file", "\x28\xb5\x2f\xfd");
PACKED(bzip2, "bzip2", "a bzip2 file", "BZh");

FORMATS(packed, &gzip, &xz, &zstd, &bzip2);
