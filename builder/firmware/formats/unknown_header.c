/*
 * A file of unknown format. Where a uImage, TRX, FIT, SquashFS or UBI begins in it, an unknown
 * header is around that one, which is then examined; the file itself stays unknown.
 */
#include "base/bytes.h"
#include "base/mem.h"
#include "firmware/examine/examine.h"

#include <inttypes.h>
#include <string.h>

enum {
	SEARCHED = 256 << 10,
	MAGIC_SIZE = 4,
	UIMAGE = 64,
	UIMAGE_CRC_AT = 4,
	TRX = 16,
	TRX_VERSION_AT = 14,
	TRX_VERSION_MAX = 2,
	TRX_SIZE_MAX = 1 << 30,
	FDT = 40,
	FDT_VERSION_AT = 20,
	FDT_VERSION = 17,
	SQUASHFS = 96,
	UBI = 64,
	UBI_CRC_AT = 60,
};

static bool is_uimage(struct view rest)
{
	uint8_t header[UIMAGE];
	uint32_t stored;

	if (!view_read(rest, 0, header, sizeof(header)))
		return false;
	stored = get_be32(header + UIMAGE_CRC_AT);
	memset(header + UIMAGE_CRC_AT, 0, 4);
	return AGREES(sum_of(SUM_CRC32, header, sizeof(header)) == stored);
}

static bool is_trx(struct view rest)
{
	uint8_t header[TRX];
	uint16_t version;

	if (!view_read(rest, 0, header, sizeof(header)))
		return false;
	version = get_le16(header + TRX_VERSION_AT);
	return version >= 1 && version <= TRX_VERSION_MAX && get_le32(header + 4) > TRX &&
	       get_le32(header + 4) < TRX_SIZE_MAX;
}

static bool is_fit(struct view rest)
{
	uint8_t header[FDT];

	return view_read(rest, 0, header, sizeof(header)) && get_be32(header + 4) > FDT &&
	       get_be32(header + FDT_VERSION_AT) == FDT_VERSION;
}

static bool is_squashfs(struct view rest)
{
	uint8_t super[SQUASHFS];

	return view_read(rest, 0, super, sizeof(super)) && get_le16(super + 28) == 4 &&
	       get_le16(super + 22) < 32 &&
	       get_le32(super + 12) == UINT32_C(1) << get_le16(super + 22) &&
	       get_le64(super + 40) > SQUASHFS;
}

static bool is_ubi(struct view rest)
{
	uint8_t header[UBI];

	return view_read(rest, 0, header, sizeof(header)) &&
	       AGREES(sum_of(SUM_CRC32_JAM, header, UBI_CRC_AT) == get_be32(header + UBI_CRC_AT));
}

static const struct {
	const char *magic;
	bool (*is)(struct view rest);
} kinds[] = {
	{ "\x27\x05\x19\x56", is_uimage }, { "HDR0", is_trx }, { "\xd0\x0d\xfe\xed", is_fit },
	{ "hsqs", is_squashfs },           { "UBI#", is_ubi },
};

static bool begins_here(struct view rest, const uint8_t *bytes)
{
	for (size_t i = 0; i < ARRAY_LEN(kinds); i++) {
		if (memcmp(bytes, kinds[i].magic, MAGIC_SIZE) == 0 && kinds[i].is(rest))
			return true;
	}
	return false;
}

/* The first of them; 0: there is none. */
static uint64_t find_inner(struct view file)
{
	AUTO_FREE uint8_t *bytes = mem_zalloc(1, SEARCHED);
	size_t size = file.size < SEARCHED ? (size_t)file.size : SEARCHED;

	if (!source_read(file.source, file.at, bytes, size))
		return 0;
	for (size_t at = 1; at + MAGIC_SIZE <= size; at++) {
		if (begins_here(view_from(file, at), bytes + at))
			return at;
	}
	return 0;
}

static void parse(struct view file, struct examination *exam)
{
	struct findings *out = exam->findings;
	uint64_t at = find_inner(file);

	if (at) {
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "an unknown header of %" PRIu64 " bytes is around %s", at,
		                  format_of(view_from(file, at))->title);
		findings_warn(out, "an unknown header of %" PRIu64 " bytes is around %s", at,
		              format_of(view_from(file, at))->title);
		examine_inside(exam, view_from(file, at));
	} else if (!exam->has_trailer) {
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "this version does not support its structure");
	}
}

static const struct format unknown = {
	.title = "a file of unknown format",
	.rank = RANK_UNKNOWN,
	.parse = parse,
};

FORMATS(unknown_header, &unknown);
