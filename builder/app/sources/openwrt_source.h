/*
 * openwrt_source - OpenWrt's images as a recipe's files: "openwrt:24.10.2", "openwrt:latest",
 * and behind a second colon a target or board where a recipe alone does not decide.
 */
#ifndef OPENWRT_SOURCE_H
#define OPENWRT_SOURCE_H

#include "app/sources/supply.h"

#define OPENWRT_SERVER "https://downloads.openwrt.org"

bool openwrt_source_is(const char *word);

/* The server that is asked: --openwrt-mirror, MKRESCUE_OPENWRT_URL, or OpenWrt's own. */
const char *openwrt_source_mirror(const struct request_firmware *firmware);

/*
 * Every file of the recipe that is an image of OpenWrt's, or only word->wanted. Fails as
 * openwrt_find() and supply_fetch(), and with FAIL_USAGE when none is.
 */
bool openwrt_source_fetch(struct supply *supply, const struct source_word *word,
                          struct supplies *out, struct failure *why) MUST_CHECK;

/*
 * Whether OpenWrt's server, or the mirror, tells which release is the latest. Fails as
 * openwrt_latest().
 */
bool openwrt_source_answers(struct supply *supply, struct failure *why) MUST_CHECK;

/* Which release "openwrt:latest" was when it was looked up last; owned. NULL: never, on this
 * computer. */
char *openwrt_source_recall(struct supply *supply);

#endif
