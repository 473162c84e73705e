/*
 * openwrtfiles - what OpenWrt's three JSON files say, as far as it is needed here.
 *
 * Members that are not known are skipped: every release adds some. Whatever becomes part
 * of an address is checked letter by letter. All fail with FAIL_FIRMWARE.
 */
#ifndef OPENWRTFILES_H
#define OPENWRTFILES_H

#include "fetch/openwrt.h"

struct openwrt_text {
	const char *name; /* for messages */
	const char *text;
	size_t size;
};

/* "24.10.2" or "24.10.0-rc1", nothing else. */
bool openwrt_is_version(const char *version);

/* "24.10" of "24.10.2". */
void openwrt_series(char series[OPENWRT_WORD], const char *version);

/* .versions.json: the release that is called stable. */
bool openwrt_read_stable(const struct openwrt_text *versions, char version[OPENWRT_WORD],
                         struct failure *why) MUST_CHECK;

/* .overview.json: where the images for the boards are; sets target and profile. */
bool openwrt_read_place(const struct openwrt_text *overview, const struct openwrt_wish *wish,
                        struct openwrt_image *out, struct failure *why) MUST_CHECK;

/*
 * profiles.json: must be of the version and target in *out; sets name, type, filesystem,
 * size, sha256 and boards, which is owned.
 */
bool openwrt_read_image(const struct openwrt_text *profiles, const struct openwrt_wish *wish,
                        struct openwrt_image *out, struct failure *why) MUST_CHECK;

#endif
