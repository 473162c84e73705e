#include "firmware/formats/shared/archive_members.h"

#include "base/bytes.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/snapshot.h"
#include "firmware/formats/shared/archive_source.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { PIECE = 64 << 10, RATIO_MAX = 200, EOCD = 22, COMMENT_MAX = 65535 };
static const uint64_t size_max = UINT64_C(1) << 30; /* of all members together */

/* The end record lies in the last bytes, before a comment of at most 64 KiB. */
uint64_t members_end(struct view view)
{
	uint64_t reach = EOCD + COMMENT_MAX;
	uint64_t first = view.size > reach ? view.size - reach : 0;

	for (uint64_t at = view.size; at-- > first;) {
		uint8_t end[EOCD];

		if (view_has(view, at, "PK\x05\x06", 4) && view_read(view, at, end, sizeof(end)) &&
		    (uint64_t)get_le32(end + 16) + get_le32(end + 12) <= at)
			return at + EOCD + get_le16(end + 20);
	}
	return 0;
}

static bool is_safe(const char *path)
{
	return path[0] && path[0] != '/' && path[0] != '\\' && !strstr(path, "..");
}

/* False with `detail`; `budget` is what may still be unpacked. */
static bool unpack(struct archive *archive, struct member *member, uint64_t *budget,
                   char detail[MEMBER_DETAIL])
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	la_ssize_t n;

	while ((n = archive_read_data(archive, piece, PIECE)) > 0) {
		if ((uint64_t)n > *budget)
			snprintf(detail, MEMBER_DETAIL,
			         "it unpacks to more than the limit for firmware");
		else if (interrupt_requested() ||
		         !file_write_at(member->file.fd, member->file.at + member->size, piece,
		                        (size_t)n))
			snprintf(detail, MEMBER_DETAIL, "there was no space to unpack it");
		if (detail[0])
			return false;
		*budget -= (uint64_t)n;
		member->size += (uint64_t)n;
	}
	if (n < 0)
		text_clean(detail, MEMBER_DETAIL, archive_error_string(archive));
	return n == 0;
}

static bool judge_entry(struct archive_entry *entry, char detail[MEMBER_DETAIL])
{
	const char *path = archive_entry_pathname(entry);

	if (archive_entry_is_encrypted(entry))
		snprintf(detail, MEMBER_DETAIL, "a member is encrypted");
	else if (!path || !is_safe(path))
		snprintf(detail, MEMBER_DETAIL, "the path of a member leads out of the archive");
	else if (archive_entry_filetype(entry) == AE_IFLNK)
		snprintf(detail, MEMBER_DETAIL, "a member is a link");
	return detail[0] == '\0';
}

static void name_member(const char *path, char name[MEMBER_NAME])
{
	text_clean(name, MEMBER_NAME, file_name_in(path));
}

struct walk {
	struct archive *archive;
	struct byte_source *source;
	bool (*visit)(struct member *, void *context);
	void *context;
	uint64_t budget;
	char *detail;
	bool enough;
};

static bool visit_entry(struct walk *walk, struct archive_entry *entry)
{
	struct member member = { .size = 0 };
	bool good;

	if (!judge_entry(entry, walk->detail))
		return false;
	if (archive_entry_filetype(entry) != AE_IFREG)
		return true;
	name_member(archive_entry_pathname(entry), member.name);
	good = scratch_begin(&member.file, walk->source, walk->budget) &&
	       unpack(walk->archive, &member, &walk->budget, walk->detail);
	if (good && member.size) {
		scratch_keep(&member.file, member.size);
		walk->enough = !walk->visit(&member, walk->context);
	}
	scratch_close(&member.file);
	return good;
}

static enum members_state visit_all(struct walk *walk)
{
	struct archive_entry *entry;
	int state = ARCHIVE_OK;

	for (int i = 0; !walk->enough; i++) {
		state = archive_read_next_header(walk->archive, &entry);
		if (state == ARCHIVE_EOF)
			return MEMBERS_ALL;
		if (i == MEMBERS_MAX)
			snprintf(walk->detail, MEMBER_DETAIL, "it has too many members");
		else if (state < ARCHIVE_WARN)
			text_clean(walk->detail, MEMBER_DETAIL,
			           archive_error_string(walk->archive));
		if (walk->detail[0] || !visit_entry(walk, entry))
			return MEMBERS_REFUSED;
	}
	return MEMBERS_ALL;
}

static enum members_state walk_in(struct view view, bool (*visit)(struct member *, void *context),
                                  void *context, char detail[MEMBER_DETAIL])
{
	AUTO_FREE struct archive_source *source = mem_zalloc(1, sizeof(*source));
	uint64_t ratio_limit = view.size * RATIO_MAX;
	struct walk walk = {
		.source = view.source,
		.visit = visit,
		.context = context,
		.detail = detail,
	};
	enum members_state state = MEMBERS_REFUSED;

	detail[0] = '\0';
	if (!members_end(view))
		return MEMBERS_CUT;
	walk.budget = ratio_limit < size_max ? ratio_limit : size_max;
	walk.archive = archive_read_new();
	archive_read_support_format_zip_seekable(walk.archive);
	if (archive_source_open(walk.archive, source, view))
		state = visit_all(&walk);
	else
		text_clean(detail, MEMBER_DETAIL, archive_error_string(walk.archive));
	archive_read_free(walk.archive);
	if (state == MEMBERS_REFUSED && !detail[0])
		snprintf(detail, MEMBER_DETAIL, "it cannot be unpacked");
	return state;
}

locale_t members_take_any_name(void)
{
	locale_t any = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

	return any ? uselocale(any) : (locale_t)0;
}

enum members_state members_walk(struct view view, bool (*visit)(struct member *, void *context),
                                void *context, char detail[MEMBER_DETAIL])
{
	locale_t before = members_take_any_name();
	enum members_state state = walk_in(view, visit, context, detail);

	if (before)
		freelocale(uselocale(before));
	return state;
}
