/*
 * Archives and documents that vendors publish beside, or around, firmware, and that this program
 * does not open. Magic numbers: 7-Zip's 7zFormat.txt, RARLAB's technote, ECMA-119 (ISO 9660),
 * ISO 32000 (PDF), deb(5), LZ4's frame format, [MS-CAB].
 */
#include "firmware/examine/examine.h"

#include <stdio.h>

static void parse_as(struct examination *exam, const char *text)
{
	struct findings *out = exam->findings;

	snprintf(out->never, sizeof(out->never), "%s", text);
	findings_complete(out, COMPLETE_UNKNOWN, "it is not firmware");
}

#define UNSUPPORTED(variable, rank_, offset, magic_text, text) \
	static void parse_##variable(struct view file, struct examination *exam) \
	{ \
		(void)file; \
		parse_as(exam, text); \
	} \
	static const struct format variable = { \
		.title = "not firmware", \
		.rank = (rank_), \
		.magic = { MAGIC(offset, magic_text) }, \
		.parse = parse_##variable, \
	}

#define ARCHIVE(name) "is a " name "; unpack it and give the firmware inside"

UNSUPPORTED(seven_zip, RANK_MAGIC, 0, "7z\xbc\xaf\x27\x1c", ARCHIVE("7z archive"));
UNSUPPORTED(rar, RANK_MAGIC, 0, "Rar!\x1a\x07", ARCHIVE("RAR archive"));
UNSUPPORTED(lz4, RANK_WEAK, 0, "\x04\x22\x4d\x18", ARCHIVE("file compressed with LZ4"));
UNSUPPORTED(cabinet, RANK_MAGIC, 0, "MSCF\0\0\0\0", ARCHIVE("Windows cabinet file"));
UNSUPPORTED(deb, RANK_MAGIC, 0, "!<arch>\ndebian", ARCHIVE("Debian package"));
UNSUPPORTED(pdf, RANK_MAGIC, 0, "%PDF-", "is a PDF document, not firmware");
UNSUPPORTED(iso, RANK_NAMED, 0x8001, "CD001", ARCHIVE("CD image (ISO 9660)"));

FORMATS(other_archives, &seven_zip, &rar, &lz4, &cabinet, &deb, &pdf, &iso);
