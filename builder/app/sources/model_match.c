#include "app/sources/model_match.h"

#include "app/knowledge/board_owner.h"
#include "base/mem.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

/* Who compares what. */
struct comparison {
	const struct knowledge *knowledge;
	const struct recipe *recipe;
	const struct firmware *firmware;
	const struct firmware_accept *accept;
};

const char *model_match_name(enum model_match match)
{
	switch (match) {
	case MODEL_MATCHED: return "matched";
	case MODEL_MATCHED_BY_NAME: return "matched by name";
	case MODEL_NOT_STATED: break;
	}
	return "not stated";
}

const char *model_claimed(const struct firmware *firmware)
{
	const struct findings *findings = &firmware->findings;

	return findings->board_count ? findings->boards[0].code : NULL;
}

/* A device tree on the disk names a board, a boot loader there has a code. */
static bool is_of_disk(const struct board *board)
{
	return board->format &&
	       (strcmp(board->format, "disk-mbr") == 0 || strcmp(board->format, "disk-gpt") == 0);
}

/* Metadata, the folder of a sysupgrade archive and a device tree name boards, not codes. */
static bool may_be_board(const struct board *board)
{
	return !board->format || strcmp(board->format, "openwrt-sysupgrade") == 0 ||
	       strcmp(board->format, "fit") == 0 || is_of_disk(board);
}

static bool may_be_code(const struct board *board)
{
	return !may_be_board(board) || is_of_disk(board);
}

static bool fail_other(const struct comparison *it, const struct board *board, struct failure *why)
{
	const struct firmware_demand demand = {
		.model = it->recipe->title,
		.code_model = knowledge_code_model,
		.context = it->knowledge,
	};
	struct failure reason;

	(void)firmware_fail_board(it->firmware, board, &demand, &reason);
	return fail(why, FAIL_WRONG_MODEL,
	            "%s; no option accepts it; if it is right, describe it in a recipe of your own",
	            reason.text);
}

static bool fail_named(const struct comparison *it, const char *board, struct failure *why)
{
	return fail(why, FAIL_WRONG_MODEL,
	            "the file name '%s' says '%s', not '%s'; no option accepts it; if the file is "
	            "right, rename it",
	            it->firmware->name, board, it->recipe->title);
}

/* The strongest word of all the boards, and whose it is. */
struct verdict {
	enum board_owner owner;
	const struct board *board;
};

/*
 * OpenWrt's name of a device counts more than an older name, which several devices may have: an
 * image for a TL-WDR4310 says 'tl-wdr4300' as well. Of names of the same age an own one counts.
 */
static int weight(enum board_owner owner)
{
	switch (owner) {
	case OWNER_OWN: return 4;
	case OWNER_OTHER: return 3;
	case OWNER_OWN_OLD: return 2;
	case OWNER_OTHER_OLD: return 1;
	case OWNER_UNKNOWN: break;
	}
	return 0;
}

static bool is_listed(const struct comparison *it, const char *code)
{
	for (size_t i = 0; it->accept && i < it->accept->code_count; i++) {
		if (board_code_equal(it->accept->codes[i], code))
			return true;
	}
	return false;
}

static bool judge_boards(const struct comparison *it, struct verdict *out, struct failure *why)
{
	const struct findings *findings = &it->firmware->findings;

	for (size_t i = 0; i < findings->board_count; i++) {
		const struct board *board = &findings->boards[i];
		enum board_owner owner = OWNER_OWN;

		if (!may_be_board(board))
			continue;
		if (!is_listed(it, board->code) &&
		    !board_owner_by_name(it->knowledge, it->recipe, board->code, &owner, why))
			return false;
		if (weight(owner) > weight(out->owner))
			*out = (struct verdict){ owner, board };
	}
	return true;
}

/* Codes that the recipe says nothing of may be known to be another's. */
static bool judge_codes(const struct comparison *it, struct verdict *out, struct failure *why)
{
	const struct findings *findings = &it->firmware->findings;

	for (size_t i = 0; i < findings->board_count; i++) {
		const struct board *board = &findings->boards[i];
		enum board_owner owner;

		if (!may_be_code(board))
			continue;
		if (!board_owner_by_code(it->knowledge, it->recipe, board, &owner, why))
			return false;
		if (weight(owner) > weight(out->owner))
			*out = (struct verdict){ owner, board };
	}
	return true;
}

static bool has_code_of(const struct firmware *firmware, const char *format)
{
	for (size_t i = 0; i < firmware->findings.board_count; i++) {
		const char *of = firmware->findings.boards[i].format;

		if (of && strcmp(of, format) == 0)
			return true;
	}
	return false;
}

static bool is_own(const struct verdict *verdict)
{
	return verdict->owner == OWNER_OWN || verdict->owner == OWNER_OWN_OLD;
}

static bool is_other(const struct verdict *verdict)
{
	return verdict->owner == OWNER_OTHER || verdict->owner == OWNER_OTHER_OLD;
}

/* The recipe names codes: one must be there, unless only OpenWrt's boards are. */
static bool has_listed_code(const struct comparison *it, const struct verdict *boards,
                            struct failure *why)
{
	const struct findings *findings = &it->firmware->findings;

	if (firmware_has_code(it->firmware, it->accept))
		return true;
	if (is_own(boards) && !it->recipe->generic &&
	    !has_code_of(it->firmware, it->accept->format))
		return true;
	return fail_other(it, findings->board_count ? findings->boards : NULL, why);
}

/* "x86-64-generic": without `count` words. */
static const char *after_words(const char *text, size_t count)
{
	for (; text && count; count--) {
		text = strchr(text, '-');
		text = text ? text + 1 : NULL;
	}
	return text;
}

/* "23.05.4-", "19.07.0-rc1-", "SNAPSHOT-r1234-0123abcdef-": what stands before the target. */
static const char *after_version(const char *text)
{
	if (strncasecmp(text, "snapshot-", 9) == 0)
		text += 9;
	else if (isdigit((unsigned char)text[0]) && text[strcspn(text, ".-")] == '.')
		text = after_words(text, 1);
	if (text && strncmp(text, "rc", 2) == 0 && isdigit((unsigned char)text[2]))
		text = after_words(text, 1);
	if (text && text[0] == 'r' && isdigit((unsigned char)text[1]) && strchr(text, '-') &&
	    strspn(text + 1, "0123456789") == strcspn(text + 1, "-"))
		text = after_words(text, 2);
	return text;
}

/* "ramips-mt7621-xiaomi_mi-router-3g" of a name in OpenWrt's scheme; NULL: it is no such name. */
static char *stem_of(const char *name)
{
	static const char *const kinds[] = { "-squashfs", "-initramfs",  "-ext4",   "-jffs2",
		                             "-factory",  "-sysupgrade", "-kernel", "-sdcard" };
	const size_t prefix = strncasecmp(name, "openwrt-", 8) == 0 ? 8
	                      : strncasecmp(name, "lede-", 5) == 0  ? 5
	                                                            : 0;
	const char *start = prefix ? after_version(name + prefix) : NULL;
	const char *end = NULL;

	for (size_t i = 0; start && i < ARRAY_LEN(kinds); i++) {
		const char *kind = strstr(start, kinds[i]);

		if (kind && (!end || kind < end))
			end = kind;
	}
	return end ? mem_printf("%.*s", (int)(end - start), start) : NULL;
}

static bool name_says(const struct comparison *it, const char *board, enum board_owner *out,
                      struct failure *why)
{
	return board_owner_by_name(it->knowledge, it->recipe, board, out, why) &&
	       ((*out != OWNER_OTHER && *out != OWNER_OTHER_OLD) || fail_named(it, board, why));
}

/*
 * Targets may have '-' and '_', vendors '-': every word is tried as the beginning of the board, the
 * first that is known counts. Names without a vendor stand behind target and subtarget.
 */
static bool judge_name(const struct comparison *it, enum board_owner *out, struct failure *why)
{
	AUTO_FREE char *stem = stem_of(it->firmware->name);
	const char *last = stem ? strrchr(stem, '_') : NULL;
	const char *rest = stem ? after_words(stem, 2) : NULL;

	*out = OWNER_UNKNOWN;
	for (const char *at = stem; last && at && at < last; at = after_words(at, 1)) {
		if (!name_says(it, at, out, why))
			return false;
		if (*out != OWNER_UNKNOWN)
			return true;
	}
	return !rest || name_says(it, rest, out, why);
}

/* By codes: those that the recipe lists, else those that are known to be somebody's. */
static bool compare_codes(const struct comparison *it, const struct verdict *boards, bool *is_match,
                          struct failure *why)
{
	struct verdict codes = { 0 };

	*is_match = it->accept && it->accept->code_count;
	if (*is_match)
		return has_listed_code(it, boards, why);
	if (!judge_codes(it, &codes, why))
		return false;
	*is_match = is_own(&codes);
	return !is_other(&codes) || fail_other(it, codes.board, why);
}

static bool compare(const struct comparison *it, enum model_match *out, struct failure *why)
{
	struct verdict boards = { 0 };
	enum board_owner named = OWNER_UNKNOWN;
	bool has_code;

	if (!judge_boards(it, &boards, why))
		return false;
	if (is_other(&boards))
		return fail_other(it, boards.board, why);
	if (!compare_codes(it, &boards, &has_code, why) ||
	    (!is_own(&boards) && !judge_name(it, &named, why)))
		return false;
	if (is_own(&boards) || has_code)
		*out = MODEL_MATCHED;
	else
		*out = named == OWNER_UNKNOWN ? MODEL_NOT_STATED : MODEL_MATCHED_BY_NAME;
	return true;
}

/* Of an entry for many models no board is the one that it is for; its codes are. */
static enum model_match match_of_many(const struct comparison *it)
{
	return it->accept && it->accept->code_count ? MODEL_MATCHED : MODEL_NOT_STATED;
}

bool model_match(const struct knowledge *knowledge, const struct recipe *recipe,
                 const struct firmware *firmware, const struct firmware_accept *accept,
                 enum model_match *out, struct failure *why)
{
	const struct comparison it = { knowledge, recipe, firmware, accept };

	if (!compare(&it, out, why))
		return false;
	if (recipe->generic)
		*out = match_of_many(&it);
	else if (recipe->any_machine && !model_claimed(firmware))
		*out = MODEL_MATCHED;
	return true;
}
