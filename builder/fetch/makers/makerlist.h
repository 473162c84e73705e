/*
 * makerlist - what a maker's own list of firmware says of the newest build for one model.
 *
 * It says where to look, and nothing in it is believed: the file proves itself. A list may
 * name an older build than the newest, so the user sees version and date.
 *
 * Xiaomi's is https://api.miwifi.com/upgrade/log/latest?typeList=CODE (the adapter miwifi_cn
 * of FirmAtlas, and its tests, read it). GL.iNet's is
 * https://firmware-api.gl-inet.com/cloud-api/model/info?model=CODE (public programs that watch
 * it read code, info[].version, stage and download[].name, link, sha256, size, compile_time).
 * Nobody has asked either of them for this program.
 */
#ifndef MAKERLIST_H
#define MAKERLIST_H

#include "base/bytes.h"
#include "base/digest.h"
#include "base/fail.h"

#include <jansson.h>

enum {
	MAKERLIST_MAX = 256 * 1024, /* bytes of an answer with its texts for people */
	MAKERLIST_WORD = 64,
	MAKERLIST_DATE = sizeof("2019-03-12"),
};

struct makerlist_answer {
	const char *name; /* for messages */
	const char *text;
	size_t size;
};

struct makerlist_build {
	char version[MAKERLIST_WORD]; /* "2.28.44" */
	char date[MAKERLIST_DATE];    /* UTC; "": unknown */
	char *address;                /* http or https, without a password; owned */
	uint64_t size;                /* bytes; 0: unknown */
	bool has_sha256;
	struct digest sha256; /* as the list says */
};

/*
 * An answer of Xiaomi's list, JSON or JSONP, for a code such as "R3GSTA". FAIL_FIRMWARE when
 * it has no build for the code, or is no such answer. makerlist_build_done() it.
 */
bool makerlist_read_xiaomi(const struct makerlist_answer *answer, const char *code,
                           struct makerlist_build *out, struct failure *why) MUST_CHECK;

/*
 * The same of GL.iNet's list, for a code such as "mt3000": the newest build of the stage
 * RELEASE, which must be one file.
 */
bool makerlist_read_glinet(const struct makerlist_answer *answer, const char *code,
                           struct makerlist_build *out, struct failure *why) MUST_CHECK;

void makerlist_build_done(struct makerlist_build *build);

/* Whether it is an address of a file: scheme, host, perhaps a port, and a plain path. */
bool makerlist_is_address(const char *address);

/* Whether the address, which is one, has the host of that server, or one in the domains. */
bool makerlist_is_at(const char *address, const char *server, const char *const *domains);

/*
 * For the readers, whose maker is "Xiaomi" ...: the answer's JSON, `text` being that part of it;
 * its member 'code' must say that there was no error. json_decref() it.
 */
bool makerlist_parse(const struct makerlist_answer *answer, struct bytes text, const char *maker,
                     json_t **out, struct failure *why) MUST_CHECK;

/* Fails: `what` is wrong with the answer. */
bool makerlist_fail(const struct makerlist_answer *answer, const char *maker, const char *what,
                    struct failure *why);

/* For the readers: a text member without a NUL in it, of at most so many bytes; else NULL. */
const char *makerlist_text(const json_t *object, const char *name, size_t most);

/* "2.28.44"; false when the member is no such word. */
bool makerlist_read_version(const json_t *object, char version[MAKERLIST_WORD]);

/* The day of a time in ms since 1970; false when it is before 2010 or after 2099. */
bool makerlist_day_of(int64_t ms, char date[MAKERLIST_DATE]);

#endif
