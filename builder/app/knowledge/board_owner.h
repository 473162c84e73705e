/* board_owner - which recipes a board's name or code belongs to. */
#ifndef BOARD_OWNER_H
#define BOARD_OWNER_H

#include "app/knowledge/knowledge.h"
#include "firmware/examine/findings.h"

enum board_owner {
	OWNER_UNKNOWN,
	OWNER_OTHER_OLD, /* by a name from earlier, which may be more than one device's */
	OWNER_OTHER,
	OWNER_OWN_OLD,
	OWNER_OWN,
};

/* A board as OpenWrt names it. FAIL_CATALOG when OpenWrt's devices cannot be read. */
bool board_owner_by_name(const struct knowledge *knowledge, const struct recipe *recipe,
                         const char *name, enum board_owner *out, struct failure *why) MUST_CHECK;

/* A code in a container, whose format is known. As board_owner_by_name(). */
bool board_owner_by_code(const struct knowledge *knowledge, const struct recipe *recipe,
                         const struct board *code, enum board_owner *out,
                         struct failure *why) MUST_CHECK;

#endif
