/*
 * gzip (RFC 1952), xz, Zstandard (RFC 8878) and bzip2 around something else. Each has a
 * checksum of its own that unpacking proves. OpenWrt's records may follow.
 */
#include "base/bytes.h"
#include "firmware/examine.h"
#include "firmware/formats/shared/unpack.h"

#include <inttypes.h>
#include <stdio.h>

static void tell_failure(const struct unpack_result *result, struct findings *out)
{
	switch (result->state) {
	case UNPACKED_CUT:
		findings_complete(out, COMPLETE_TRUNCATED, "its packed data ends too early");
		break;
	case UNPACKED_TOO_BIG:
		snprintf(out->never, sizeof(out->never),
		         "unpacks to more than any stick image has");
		findings_complete(out, COMPLETE_UNKNOWN, "it unpacks to too much to be looked at");
		break;
	case UNPACKED_DAMAGED:
		findings_check(out, "unpacking", CHECK_BAD, "%s", result->detail);
		break;
	case UNPACKED_NOWHERE:
	case UNPACKED_WHOLE:
		findings_check(out, "unpacking", CHECK_UNKNOWN, "there was no room to unpack it");
		findings_complete(out, COMPLETE_UNKNOWN, "there was no room to unpack it");
		break;
	}
}

static void parse(struct view file, struct examination *exam)
{
	struct unpack_result result;

	unpack_view(file, &result);
	if (result.state != UNPACKED_WHOLE) {
		tell_failure(&result, exam->findings);
		return;
	}
	findings_check(exam->findings, "unpacking", CHECK_OK, "%" PRIu64 " bytes", result.size);
	examine_ends_at(exam, file, result.end);
	examine_unpacked(exam, result.fd, result.size);
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
