/*
 * boards - names of boards as OpenWrt writes them: which are the same, and which it has.
 *
 * A name is VENDOR_REST or VENDOR,REST; names from before 2018 are often REST alone. Capitals,
 * '_', ',' and '-' and the spelling of the vendor make no difference.
 */
#ifndef BOARDS_H
#define BOARDS_H

#include "base/fail.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether two names are the same board's. One without a vendor equals only another such. */
bool board_name_equal(const char *a, const char *b);

/* Whether `name` is `board` without its vendor. */
bool board_name_is_short_for(const char *name, const char *board);

enum board_kind {
	BOARD_UNKNOWN,
	BOARD_OLD,     /* only an older or shorter name of one of OpenWrt's devices */
	BOARD_CURRENT, /* OpenWrt's name of a device */
};

/*
 * OpenWrt's devices: a text with one a line, and other names for it behind that; a line that
 * begins with '@' names the target of those that follow, one that begins with '#' is a remark.
 */
struct board_list {
	char *text; /* owned; NULL: not read */
};

/* From the program's own data; FAIL_CATALOG. */
bool board_list_read(struct board_list *out, const char *data, struct failure *why) MUST_CHECK;
/* Accepts a zeroed one. */
void board_list_done(struct board_list *list);

enum board_kind board_list_find(const struct board_list *list, const char *name);

/* Some of OpenWrt's devices, by their targets ("ramips", "ramips/mt7621") or names ("acme_*"). */
struct board_range {
	const char *const *covers;
	size_t count;
};

/* The same, only among those. */
enum board_kind board_list_find_among(const struct board_list *list, const char *name,
                                      const struct board_range *range);

#endif
