/* Which format a file is of: every file of formats/ is asked, rank by rank. */
#include "base/mem.h"
#include "firmware/examine/format.h"

#include <string.h>

/* Written by CMake from the names in formats/; ends with NULL. */
extern const struct format *const *const format_files[];

static bool has_magic(struct view file, const struct magic *magic)
{
	uint64_t back = magic->at < 0 ? (uint64_t)-magic->at : 0;

	if (magic->size == 0)
		return true;
	if (back > file.size)
		return false;
	return view_has(file, back ? file.size - back : (uint64_t)magic->at, magic->bytes,
	                magic->size);
}

static bool is_of(struct view file, const struct format *format)
{
	return has_magic(file, &format->magic[0]) && has_magic(file, &format->magic[1]) &&
	       (!format->recognise || format->recognise(file));
}

static const struct format *find_in_rank(struct view file, enum format_rank rank)
{
	for (const struct format *const *const *list = format_files; *list; list++) {
		for (const struct format *const *format = *list; *format; format++) {
			if ((*format)->rank == rank && is_of(file, *format))
				return *format;
		}
	}
	return NULL;
}

const struct format *format_of(struct view file)
{
	static const struct format nothing = { .title = "a file of unknown format",
		                               .rank = RANK_LAST };

	for (int rank = RANK_NOT_FIRMWARE; rank < RANK_LAST; rank++) {
		const struct format *format = find_in_rank(file, (enum format_rank)rank);

		if (format)
			return format;
	}
	return &nothing;
}

const struct format *format_named(const char *id)
{
	for (const struct format *const *const *list = format_files; *list; list++) {
		for (const struct format *const *format = *list; *format; format++) {
			if ((*format)->id && strcmp((*format)->id, id) == 0)
				return *format;
		}
	}
	return NULL;
}
