#include "firmware/formats/shared/archive_members.h"

#include "base/bytes.h"
#include "base/files/file.h"
#include "base/interrupt.h"
#include "base/libraries/archive_library.h"
#include "base/mem.h"
#include "base/text/text.h"
#include "firmware/examine/snapshot.h"
#include "firmware/formats/shared/archive_source.h"

#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum {
	PIECE = 64 << 10,
	RATIO_MAX = 200, /* of content to packed bytes, where it is more than `usual_max` */
	EOCD = 22,
	COMMENT_MAX = 65535,
	ZIP64_LOCATOR = 20,
	ZIP64_EOCD = 56,
};
/* Of all members together: with their zeros, without, and without in any case. */
static const uint64_t size_max = INT32_MAX;
static const uint64_t content_max = UINT64_C(1) << 30;
static const uint64_t usual_max = UINT64_C(64) << 20;

/* A file of more than 4 GiB or 65,535 members, or of a careful writer (APPNOTE.TXT, 4.3.14). */
static bool has_zip64_end(struct view view, uint64_t eocd)
{
	uint8_t locator[ZIP64_LOCATOR];
	uint64_t at;

	if (eocd < ZIP64_LOCATOR ||
	    !view_read(view, eocd - ZIP64_LOCATOR, locator, sizeof(locator)) ||
	    memcmp(locator, "PK\x06\x07", 4) != 0)
		return false;
	at = get_le32(locator + 8) | (uint64_t)get_le32(locator + 12) << 32;
	return at <= eocd && eocd - at >= ZIP64_LOCATOR + ZIP64_EOCD &&
	       view_has(view, at, "PK\x06\x06", 4);
}

/* The end record is in the last bytes, before a comment of at most 64 KiB. */
uint64_t members_end(struct view view)
{
	uint64_t reach = EOCD + COMMENT_MAX;
	uint64_t first = view.size > reach ? view.size - reach : 0;

	for (uint64_t at = view.size; at-- > first;) {
		uint8_t end[EOCD];

		if (view_has(view, at, "PK\x05\x06", 4) && view_read(view, at, end, sizeof(end)) &&
		    ((uint64_t)get_le32(end + 16) + get_le32(end + 12) <= at ||
		     has_zip64_end(view, at)))
			return at + EOCD + get_le16(end + 20);
	}
	return 0;
}

/* Within the archive's own folder: not absolute, and without a part "..". */
static bool is_safe(const char *path)
{
	if (path[0] == '/' || path[0] == '\\')
		return false;
	while (*path) {
		const size_t length = strcspn(path, "/\\");

		if (length == 2 && memcmp(path, "..", 2) == 0)
			return false;
		path += length + (path[length] != '\0');
	}
	return true;
}

/* What may still be unpacked. */
struct budget {
	uint64_t size;    /* bytes, zeros among them */
	uint64_t content; /* bytes of pieces that are not zeros: those take space */
};

/* Zeros become a hole. */
static void take_piece(struct member *member, const uint8_t *piece, size_t size,
                       struct budget *budget, char detail[MEMBER_DETAIL])
{
	const bool is_hole = bytes_all_zero((struct bytes){ piece, size });

	if (size > budget->size || (!is_hole && size > budget->content))
		snprintf(detail, MEMBER_DETAIL, "it unpacks to more than the limit for firmware");
	else if (interrupt_requested() ||
	         (!is_hole &&
	          !file_write_at(member->file.fd, member->file.at + member->size, piece, size)))
		snprintf(detail, MEMBER_DETAIL, "there was no space to unpack it");
	if (detail[0])
		return;
	budget->size -= size;
	budget->content -= is_hole ? 0 : size;
	member->size += size;
}

struct walk {
	const struct archive_library *lib;
	struct archive *archive;
	struct byte_source *source;
	bool (*visit)(struct member *, void *context);
	void *context;
	struct budget budget;
	char *detail;
	bool is_damaged; /* what `detail` says is the archive's fault */
	bool enough;
	bool any;           /* a member was unpacked */
	bool has_encrypted; /* a member is, and was passed over */
};

static void report_damage(struct walk *walk)
{
	walk->is_damaged = true;
	text_clean(walk->detail, MEMBER_DETAIL, walk->lib->archive_error_string(walk->archive));
}

/* False with `detail`. */
static bool unpack(struct walk *walk, struct member *member)
{
	AUTO_FREE uint8_t *piece = mem_zalloc(1, PIECE);
	char *detail = walk->detail;
	la_ssize_t n;

	while ((n = walk->lib->archive_read_data(walk->archive, piece, PIECE)) > 0) {
		take_piece(member, piece, (size_t)n, &walk->budget, detail);
		if (detail[0])
			return false;
	}
	if (n < 0)
		report_damage(walk);
	else if (ftruncate(member->file.fd, (off_t)(member->file.at + member->size)) == -1)
		snprintf(detail, MEMBER_DETAIL, "there was no space to unpack it");
	return !detail[0];
}

/* Links, folders and names that lead out of the archive are passed over. */
static bool is_plain_file(const struct archive_library *lib, struct archive_entry *entry)
{
	const char *path = lib->archive_entry_pathname(entry);

	return lib->archive_entry_filetype(entry) == AE_IFREG &&
	       !lib->archive_entry_hardlink(entry) && path && path[0] && is_safe(path);
}

void member_set_path(struct member *member, const char *path)
{
	text_clean(member->path, MEMBER_PATH, path);
	text_clean(member->name, MEMBER_NAME, file_name_in(path));
}

static bool visit_entry(struct walk *walk, struct archive_entry *entry)
{
	struct member member = { .size = 0 };
	bool good;

	if (!is_plain_file(walk->lib, entry))
		return true;
	if (walk->lib->archive_entry_is_encrypted(entry)) {
		walk->has_encrypted = true;
		return true;
	}
	walk->any = true;
	member_set_path(&member, walk->lib->archive_entry_pathname(entry));
	good = scratch_begin(&member.file, walk->source, walk->budget.size) &&
	       unpack(walk, &member);
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
		state = walk->lib->archive_read_next_header(walk->archive, &entry);
		if (state == ARCHIVE_EOF)
			return MEMBERS_ALL;
		if (i == MEMBERS_MAX)
			snprintf(walk->detail, MEMBER_DETAIL, "it has too many members");
		else if (state < ARCHIVE_WARN)
			report_damage(walk);
		if (walk->detail[0] || !visit_entry(walk, entry))
			return walk->is_damaged ? MEMBERS_DAMAGED : MEMBERS_REFUSED;
	}
	return MEMBERS_ALL;
}

static void refuse_encrypted(char detail[MEMBER_DETAIL])
{
	snprintf(detail, MEMBER_DETAIL,
	         "it is encrypted; unpack it with its password and give the firmware inside");
}

/* What may be unpacked of an archive of that size. */
static struct budget budget_of(uint64_t size)
{
	uint64_t content = size * RATIO_MAX;

	if (content < usual_max)
		content = usual_max;
	return (struct budget){ size_max, content < content_max ? content : content_max };
}

enum members_state members_unloaded(char detail[MEMBER_DETAIL])
{
	snprintf(detail, MEMBER_DETAIL,
	         "cannot unpack it without libarchive.so.13; "
	         "install Debian's package libarchive13");
	return MEMBERS_UNLOADED;
}

static enum members_state walk_in(struct view view, bool (*visit)(struct member *, void *context),
                                  void *context, char detail[MEMBER_DETAIL])
{
	AUTO_FREE struct archive_source *source = mem_zalloc(1, sizeof(*source));
	struct walk walk = {
		.source = view.source,
		.visit = visit,
		.context = context,
		.detail = detail,
		.budget = budget_of(view.size),
	};
	enum members_state state = MEMBERS_DAMAGED;
	struct archive_library library;
	struct failure why;

	detail[0] = '\0';
	if (!members_end(view))
		return MEMBERS_CUT;
	if (!archive_library_load(&library, &why))
		return members_unloaded(detail);
	walk.lib = &library;
	walk.archive = library.archive_read_new();
	library.archive_read_support_format_zip_seekable(walk.archive);
	if (archive_source_open(&library, walk.archive, source, view))
		state = visit_all(&walk);
	else
		report_damage(&walk);
	library.archive_read_free(walk.archive);
	if (state == MEMBERS_ALL && walk.has_encrypted && !walk.any) {
		state = MEMBERS_REFUSED;
		refuse_encrypted(detail);
	}
	if (state != MEMBERS_ALL && !detail[0])
		snprintf(detail, MEMBER_DETAIL, "it cannot be unpacked");
	return state;
}

/* What it was before; 0 where there is no such locale. */
static locale_t take_any_name(void)
{
	locale_t any = newlocale(LC_CTYPE_MASK, "C.UTF-8", (locale_t)0);

	return any ? uselocale(any) : (locale_t)0;
}

void members_prepare(void)
{
	(void)take_any_name();
}

enum members_state members_walk(struct view view, bool (*visit)(struct member *, void *context),
                                void *context, char detail[MEMBER_DETAIL])
{
	locale_t before = take_any_name();
	enum members_state state = walk_in(view, visit, context, detail);

	if (before)
		freelocale(uselocale(before));
	return state;
}
