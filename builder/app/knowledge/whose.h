/* whose - which recipes a board's name or code belongs to. */
#ifndef WHOSE_H
#define WHOSE_H

#include "app/knowledge/knowledge.h"
#include "firmware/examine/findings.h"

enum whose {
	WHOSE_UNKNOWN,
	WHOSE_OTHER_OLD, /* by a name from earlier, which may be more than one device's */
	WHOSE_OTHER,
	WHOSE_OWN_OLD,
	WHOSE_OWN,
};

/* A board as OpenWrt names it. FAIL_CATALOG when OpenWrt's devices cannot be read. */
bool whose_board(const struct knowledge *knowledge, const struct recipe *recipe, const char *name,
                 enum whose *out, struct failure *why) MUST_CHECK;

/* A code in a container, whose format is known. As whose_board(). */
bool whose_code(const struct knowledge *knowledge, const struct recipe *recipe,
                const struct board *code, enum whose *out, struct failure *why) MUST_CHECK;

#endif
