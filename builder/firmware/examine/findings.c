#include "firmware/examine/findings.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

void findings_warn(struct findings *out, const char *fmt, ...)
{
	va_list args;

	if (out->warning_count == WARNING_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(out->warnings[out->warning_count++], sizeof(out->warnings[0]), fmt, args);
	va_end(args);
}

/* Which container speaks, unless it is the outermost. */
static void name_check(const struct findings *out, struct check *check, const char *name)
{
	const char *id = out->layer ? out->speaker : NULL;

	snprintf(check->name, sizeof(check->name), "%s%s%s", id ? id : "", id ? ": " : "", name);
}

void findings_check(struct findings *out, const char *name, enum check_result result,
                    const char *fmt, ...)
{
	struct check *check;
	va_list args;

	/* The last place is for what is bad: a full list must not hide it. */
	if (out->check_count == CHECK_MAX ||
	    (out->check_count == CHECK_MAX - 1 && result != CHECK_BAD))
		return;
	check = &out->checks[out->check_count++];
	name_check(out, check, name);
	check->result = result;
	va_start(args, fmt);
	vsnprintf(check->detail, sizeof(check->detail), fmt, args);
	va_end(args);
}

static int badness(enum completeness completeness)
{
	switch (completeness) {
	case COMPLETE_TRUNCATED: return 5;
	case COMPLETE_TRAILING: return 4;
	case COMPLETE_UNKNOWN: return 3;
	case COMPLETE_UNSTATED: return 2;
	case COMPLETE_PADDED: return 1;
	case COMPLETE_EXACT: break;
	}
	return 0;
}

void findings_complete(struct findings *out, enum completeness completeness, const char *fmt, ...)
{
	bool counts = out->layer <= out->content || completeness == COMPLETE_TRUNCATED;
	bool is_first = out->completeness_detail[0] == '\0';
	va_list args;

	if (!counts || (!is_first && badness(completeness) <= badness(out->completeness)))
		return;
	out->completeness = completeness;
	va_start(args, fmt);
	vsnprintf(out->completeness_detail, sizeof(out->completeness_detail), fmt, args);
	va_end(args);
}

void findings_board(struct findings *out, const char *code, const char *name)
{
	struct board *board;

	if (out->board_count == BOARD_MAX || strlen(code) >= sizeof(board->code)) {
		findings_warn(out, "the file names more models than can be listed here");
		return;
	}
	board = &out->boards[out->board_count];
	text_clean(board->code, sizeof(board->code), code);
	text_clean(board->name, sizeof(board->name), name);
	board->format = out->speaker;
	for (const struct board *other = out->boards; other < board; other++) {
		if (strcmp(other->code, board->code) == 0)
			return;
	}
	out->board_count++;
}

static int strength(enum origin origin)
{
	switch (origin) {
	case ORIGIN_VENDOR_SIGNED: return 5;
	case ORIGIN_TRUSTED: return 4;
	case ORIGIN_OPENWRT: return 3;
	case ORIGIN_THIRD_PARTY: return 2;
	case ORIGIN_VENDOR_LAYOUT: return 1;
	case ORIGIN_UNKNOWN: break;
	}
	return 0;
}

void findings_origin(struct findings *out, enum origin origin)
{
	if (strength(origin) > strength(out->origin))
		out->origin = origin;
}

void findings_version(struct findings *out, const char *version)
{
	if (!out->version[0])
		text_clean(out->version, sizeof(out->version), version);
}
