/*
 * ZIP as vendors publish it: one image, mostly with a text file.
 *
 * Read by libarchive from the central directory. What is inside is unpacked within
 * limits, into files without a name; no path of the archive is ever used.
 */
#include "firmware/examine/examine.h"
#include "firmware/formats/shared/archive_members.h"

#include <inttypes.h>

struct tally {
	struct examination *exam;
	uint64_t known;
};

static bool look_at(struct member *member, void *context)
{
	struct tally *tally = context;
	if (examine_unpacked(tally->exam, &member->file))
		tally->known++;
	member->file.fd = -1;
	return true;
}

static void parse(struct view file, struct examination *exam)
{
	struct tally tally = { .exam = exam };
	char detail[MEMBER_DETAIL];
	enum members_state state = exam->leaves_archives && members_end(file)
	                                   ? members_unloaded(detail)
	                                   : members_walk(file, look_at, &tally, detail);
	struct findings *out = exam->findings;

	if (state == MEMBERS_CUT)
		findings_complete(out, COMPLETE_TRUNCATED, "its directory at the end is missing");
	else if (state == MEMBERS_DAMAGED)
		findings_check(out, "members", CHECK_BAD, "%s", detail);
	else if (state == MEMBERS_REFUSED || state == MEMBERS_UNLOADED)
		findings_complete(out, COMPLETE_UNKNOWN, "%s", detail);
	else
		findings_check(out, "members", CHECK_OK, "%" PRIu64 " of them are firmware",
		               tally.known);
	exam->lacks_libarchive |= state == MEMBERS_UNLOADED;
	if (state != MEMBERS_CUT)
		examine_ends_at(exam, file, members_end(file));
	if (state == MEMBERS_ALL && tally.known == 0)
		findings_complete(out, COMPLETE_UNKNOWN,
		                  "it contains no firmware of a known format");
	if (tally.known > 1)
		findings_warn(out, "several files in it are firmware; choose one of them");
}

static const struct format zip = {
	.id = "zip",
	.title = "a ZIP archive",
	.rank = RANK_MAGIC,
	.is_wrapper = true,
	.magic = { MAGIC(0, "PK\x03\x04") },
	.parse = parse,
};

static const struct format empty = {
	.id = "zip",
	.title = "a ZIP archive",
	.rank = RANK_MAGIC,
	.is_wrapper = true,
	.magic = { MAGIC(0, "PK\x05\x06") },
	.parse = parse,
};

FORMATS(zip, &zip, &empty);
