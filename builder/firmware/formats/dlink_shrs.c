/*
 * D-Link's encrypted images of COVR, DIR-8xx and DIR-X, big endian: 0 "SHRS", 4 size of
 * the plain and 8 of the encrypted data, 12 IV, 28 SHA-512 of the plain data and the key,
 * 92 of the plain data, 156 of the encrypted data, 732 and 1244 signatures (512 each),
 * 1756 encrypted data; five bytes 00 00 00 00 30 may follow
 * (openwrt/firmware-utils@d21804ad src/dlink-sge-image.c).
 */
#include "base/bytes.h"
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/header.h"

enum { HEADER = 1756, KNOWN = 220, SHA512_AT = 156, FOOT = 5 };

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint8_t header[KNOWN];
	struct sum *sum;
	uint64_t end;

	findings_origin(out, ORIGIN_VENDOR_LAYOUT);
	if (!header_read(file, header, sizeof(header), exam))
		return;
	end = HEADER + (uint64_t)get_be32(header + 8);
	if (get_be32(header + 4) > get_be32(header + 8))
		findings_check(out, "sizes", CHECK_BAD,
		               "the plain data is larger than the encrypted data");
	findings_check(out, "signatures", CHECK_UNKNOWN,
	               "they prove nothing, because the signing key has leaked");
	if (end <= file.size) {
		sum = sums_add(exam, SUM_SHA512, file);
		sum_range(sum, file, HEADER, end - HEADER);
		sum_expect(sum, "SHA-512 of the encrypted data", header + SHA512_AT);
	}
	/* A foot that is cut would pass for filler. */
	if (view_has(file, end, "\0\0\0\0\x30", FOOT) ||
	    (file.size > end && file.size < end + FOOT))
		end += FOOT;
	examine_ends_at(exam, file, end);
}

static const struct format shrs = {
	.id = "dlink-shrs",
	.title = "an encrypted D-Link image",
	.rank = RANK_MAGIC,
	.magic = { MAGIC(0, "SHRS") },
	.parse = parse,
};

FORMATS(dlink_shrs, &shrs);
