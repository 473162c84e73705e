#include "firmware/findings.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

void findings_warn(struct findings *out, const char *fmt, ...)
{
	va_list args;

	if (out->warning_count == WARNING_MAX)
		return;
	va_start(args, fmt);
	vsnprintf(out->warnings[out->warning_count++], sizeof(out->warnings[0]), fmt, args);
	va_end(args);
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
	check->name = name;
	check->result = result;
	va_start(args, fmt);
	vsnprintf(check->detail, sizeof(check->detail), fmt, args);
	va_end(args);
}

void findings_crc(struct findings *out, const char *name, uint32_t stored, uint32_t computed)
{
	if (crc_agrees(stored, computed))
		findings_check(out, name, CHECK_OK, "%08x", stored);
	else
		findings_check(out, name, CHECK_BAD, "the file says %08x, its content has %08x",
		               stored, computed);
}

void findings_complete(struct findings *out, enum completeness completeness, const char *fmt, ...)
{
	va_list args;

	out->completeness = completeness;
	va_start(args, fmt);
	vsnprintf(out->completeness_detail, sizeof(out->completeness_detail), fmt, args);
	va_end(args);
}

void findings_board(struct findings *out, const char *code, const char *name)
{
	struct board *board;

	if (out->board_count == BOARD_MAX || strlen(code) >= sizeof(board->code)) {
		findings_warn(out, "some of the models that the file names are left out here");
		return;
	}
	board = &out->boards[out->board_count++];
	text_clean(board->code, sizeof(board->code), code);
	text_clean(board->name, sizeof(board->name), name);
}

void findings_contains(struct findings *out, const char *part)
{
	size_t used = strlen(out->container);

	snprintf(out->container + used, sizeof(out->container) - used, " > %s", part);
}

uint32_t crc_std(struct bytes data)
{
	return (uint32_t)crc32_z(0, data.data, (size_t)data.size);
}

uint32_t crc_jam(struct bytes data)
{
	return ~crc_std(data);
}
