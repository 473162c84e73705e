/*
 * gzip (RFC 1952), xz, Zstandard (RFC 8878) and bzip2 around something else. Each has a
 * checksum of its own that unpacking proves. OpenWrt's records may follow.
 */
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/packed_view.h"

/* RFC 1952 has a CRC for the header, which nobody writes. */
static void report_header(struct view file, struct examination *exam)
{
	if (view_has(file, 0, "\x1f\x8b", 2))
		examine_uncovered(exam, "header", "no checksum covers its time and flags");
}

static void note_whole(struct view file, const struct packed_content *content,
                       struct examination *exam)
{
	if (exam->findings->layer == 0 && file.at == 0 && content->file.at == 0 &&
	    content->unpacked.fault == UNPACK_NO_FAULT)
		exam->whole = (struct whole_content){ content->unpacked.size, file.size };
}

static void parse(struct view file, struct examination *exam)
{
	struct packed_content content;

	packed_view_open(file, &content);
	packed_view_report(&content, exam->findings);
	if (content.file.fd == -1)
		return;
	note_whole(file, &content, exam);
	report_header(file, exam);
	examine_ends_at(exam, file, content.unpacked.end);
	examine_unpacked(exam, &content.file);
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

/* pzstd and others put frames without content before the first one. */
static bool recognise_skippable(struct view file)
{
	return packed_view_recognise(file) == COMPRESSION_ZSTD;
}

static const struct format zstd_skippable = {
	.id = "zstd",
	.title = "a Zstandard file",
	.rank = RANK_WEAK,
	.is_wrapper = true,
	.recognise = recognise_skippable,
	.parse = parse,
};

PACKED(bzip2, "bzip2", "a bzip2 file", "BZh");

FORMATS(packed, &gzip, &xz, &zstd, &zstd_skippable, &bzip2);
