#include "firmware/formats/shared/tar_member.h"

#include "base/bytes.h"
#include "base/text/text.h"

#include <stdio.h>
#include <string.h>

enum {
	NAME = 100,
	SIZE_AT = 124,
	SIZE = 12,
	SUM_AT = 148,
	SUM = 8,
	TYPE_AT = 156,
	PREFIX_AT = 345,
	PREFIX = 155
};

/* Octal digits, blanks around them; a set top bit means base 256. */
static uint64_t number(const uint8_t *field, size_t size)
{
	uint64_t value = 0;

	if (field[0] & 0x80) {
		for (size_t i = size - 8; i < size; i++)
			value = value << 8 | field[i];
		return value;
	}
	for (size_t i = 0; i < size; i++) {
		if (field[i] >= '0' && field[i] <= '7')
			value = value << 3 | (uint64_t)(field[i] - '0');
	}
	return value;
}

static bool sum_is_right(const uint8_t header[TAR_BLOCK])
{
	uint64_t sum = 0;

	for (size_t i = 0; i < TAR_BLOCK; i++)
		sum += i >= SUM_AT && i < SUM_AT + SUM ? ' ' : header[i];
	return sum == number(header + SUM_AT, SUM);
}

static void join_name(const uint8_t header[TAR_BLOCK], char name[TAR_NAME])
{
	char first[PREFIX + 1];
	char last[NAME + 1];

	text_clean_bytes(first, sizeof(first), header + PREFIX_AT, PREFIX);
	text_clean_bytes(last, sizeof(last), header, NAME);
	snprintf(name, TAR_NAME, "%s%s%s", first, first[0] ? "/" : "", last);
}

void tar_begin(struct tar_walk *walk, struct view archive)
{
	*walk = (struct tar_walk){ .archive = archive };
}

static enum tar_state end_at(struct tar_walk *walk)
{
	struct view second = view_part(walk->archive, walk->at + TAR_BLOCK, TAR_BLOCK);

	if (second.size == 0 || view_run(second, 0) != TAR_BLOCK)
		return TAR_CUT;
	walk->at += UINT64_C(2) * TAR_BLOCK;
	return TAR_END;
}

enum tar_state tar_next(struct tar_walk *walk)
{
	uint8_t header[TAR_BLOCK];
	uint64_t size;

	if (walk->count++ == TAR_MEMBERS_MAX ||
	    !view_read(walk->archive, walk->at, header, sizeof(header)))
		return TAR_CUT;
	if (bytes_all_zero((struct bytes){ header, sizeof(header) }))
		return end_at(walk);
	if (!sum_is_right(header))
		return TAR_DAMAGED;
	size = number(header + SIZE_AT, SIZE);
	join_name(header, walk->name);
	walk->type = (char)header[TYPE_AT];
	walk->at += TAR_BLOCK;
	if (size > walk->archive.size || walk->at + size > walk->archive.size)
		return TAR_CUT;
	walk->data = view_part(walk->archive, walk->at, size);
	walk->at += (size + TAR_BLOCK - 1) / TAR_BLOCK * TAR_BLOCK;
	return TAR_MEMBER;
}
