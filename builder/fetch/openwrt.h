/*
 * openwrt - which file of OpenWrt's download server is the image for a board, and what it
 * must hold.
 *
 *   .versions.json -> .overview.json -> sha256sums + .sig -> profiles.json -> the image
 *
 * The first two say where to look, and nothing more is believed of them: a lie leads to a
 * folder whose signed sums or profiles do not fit. Everything that is handed out is in the
 * signed sums, or in profiles.json as they list it. The keys are the caller's. An
 * unsigned list names the latest release: a mirror can hold newer ones back, so the user
 * sees the version.
 *
 * The layout is that of downloads.openwrt.org (openwrt/asu@1f62550, asu/config.py;
 * scripts/json_add_image_info.py and json_overview_image_info.py of OpenWrt;
 * openwrt/buildbot@38f03c8, scripts/signall.sh).
 */
#ifndef OPENWRT_H
#define OPENWRT_H

#include "base/codec/usign.h"
#include "fetch/fetch.h"
#include "fetch/sumlist.h"

enum openwrt_verdict {
	OPENWRT_SIGNED,
	OPENWRT_FORGED,      /* not by a key trusted for the series, though there is one */
	OPENWRT_UNKNOWN_KEY, /* there is no key for the series */
};

struct openwrt_keys {
	/* A series is "24.10". *key_name is set when it is signed, and lives with the keys. */
	enum openwrt_verdict (*verify)(const void *context, const char *series,
	                               const struct usign *signature, struct bytes message,
	                               const char **key_name);
	const void *context;
	bool accept_unsigned; /* without a key, rely on https alone; a forged signature is always
	                         refused */
};

struct openwrt_document {
	const char *what; /* for messages */
	const char *address;
	uint64_t limit;              /* bytes */
	const struct digest *sha256; /* or NULL */
};

struct openwrt_source {
	const char *mirror; /* "https://downloads.openwrt.org" */
	/* *text is owned by who asked, *size bytes long; the digest is checked by who asked. */
	bool (*get)(const struct openwrt_source *source, const struct openwrt_document *document,
	            char **text, size_t *size, struct failure *why);
};

/* Gets through the store. Time, limits, progress and offline are as in `like`. */
struct openwrt_fetching {
	struct openwrt_source source;
	const struct store *store;
	const struct fetch_order *like;
};

struct openwrt_fetching openwrt_fetch_from(const char *mirror, const struct store *store,
                                           const struct fetch_order *like);

enum { OPENWRT_WORD = 128 };

/* Where a board's images are. */
struct openwrt_place {
	char profile[OPENWRT_WORD]; /* "xiaomi_mi-router-3g" */
	char target[OPENWRT_WORD];  /* "ramips/mt7621" */
};

struct openwrt_wish {
	const char *version; /* "24.10.2", or "latest": the stable one */
	/* "xiaomi,mi-router-3g", or the profile with "_"; lists end with NULL. */
	const char *const *boards;
	const char *target;             /* "x86/64"; NULL: the one that has the board */
	const char *const *types;       /* "sysupgrade", "factory"; the best first */
	const char *const *filesystems; /* "squashfs", "initramfs"; the best first, then any */
	const char *ending;             /* ".itb": where several images are left; may be NULL */
	/* Which of several places it is; NULL: then there must be one. */
	bool (*choose)(const void *context, const struct openwrt_place *places, size_t count,
	               size_t *chosen, struct failure *why);
	const void *context;
};

struct openwrt_image {
	char version[OPENWRT_WORD];
	bool is_latest;            /* as the unsigned list says */
	char target[OPENWRT_WORD]; /* "ramips/mt7621" */
	char profile[OPENWRT_WORD];
	char name[SUMLIST_NAME_MAX + 1];
	char type[OPENWRT_WORD];
	char filesystem[OPENWRT_WORD]; /* "": unknown */
	char *address;                 /* owned */
	char *boards;  /* names that its metadata may have, with blanks between; owned */
	uint64_t size; /* bytes; 0: unknown; releases before 2024 lack it */
	struct digest sha256;
	char key[OPENWRT_WORD]; /* that signed the sums; "": unknown, https alone */
};

/*
 * Fails as `get` does, and with FAIL_FIRMWARE when there is no such image, several suit,
 * or something does not fit the signature. openwrt_image_done() it.
 */
bool openwrt_find(const struct openwrt_source *source, const struct openwrt_keys *keys,
                  const struct openwrt_wish *wish, struct openwrt_image *out,
                  struct failure *why) MUST_CHECK;
void openwrt_image_done(struct openwrt_image *image);

/* The release that "latest" means. Fails as openwrt_find(). */
bool openwrt_latest(const struct openwrt_source *source, char version[OPENWRT_WORD],
                    struct failure *why) MUST_CHECK;

#endif
