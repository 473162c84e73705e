/*
 * lock_file - rescue.lock.json: exactly what must be built, to build the same again.
 *
 * It authenticates the files: it holds their SHA-256.
 */
#ifndef LOCK_FILE_H
#define LOCK_FILE_H

#include "app/request.h"
#include "app/sources/supply.h"

#include <jansson.h>

#define LOCK_FILE "rescue.lock.json"

struct lock_file {
	const char *path;       /* on the medium: "/miwifi.bin" */
	const char *name;       /* of the file as it was found: "miwifi_r3g_firmware_2.28.bin" */
	const char **addresses; /* tried in this order; none: the user brings the file */
	size_t address_count;
	uint64_t size;       /* bytes, as it was found */
	const char *sha256;  /* as it was found, perhaps an archive */
	const char *content; /* SHA-256 of what lies on the medium */
	const char *trust;   /* trust_name() */
	const char *vouched; /* in words, as manifests say it */
	const char *origin;  /* origin_name(), as manifests say it */
	const char *model;   /* model_match_name(), as manifests say it; or NULL */
	const char *seen;    /* "2026-01-31" */
};

struct lock {
	uint64_t version; /* of the format: 1 */
	const char *program;
	const char *recipe; /* "xiaomi/r3g" */
	const char *layout;
	struct lock_file *files;
	size_t file_count;
	void *document; /* what the texts are borrowed from; NULL in one that is to be written */
};

/* --lock-file, or its usual name here. */
const char *lock_file_path(const struct request_firmware *firmware);

/*
 * Untrusted like any file. FAIL_USAGE names the place of what is wrong, FAIL_IO says that it cannot
 * be read. lock_done() it.
 */
bool lock_read(struct lock *out, const char *path, struct failure *why) MUST_CHECK;
/* The same for a text of `size` bytes; `name` is for messages. */
bool lock_parse(struct lock *out, const char *text, size_t size, const char *name,
                struct failure *why) MUST_CHECK;
/* What lock_read() reads. NULL when a name in it is not valid UTF-8; else a new reference. */
json_t *lock_json(const struct lock *lock);
/*
 * A whole lock file, or several in one; takes the document. Replaces a lock file at once;
 * FAIL_EXISTS where the file is another one, FAIL_IO.
 */
bool lock_save(json_t *document, const char *path, struct failure *why) MUST_CHECK;
/* Accepts a zeroed one, not one that was filled by hand. */
void lock_done(struct lock *lock);

/* Every file of it, by its SHA-256. */
bool lock_fetch(const struct lock *lock, struct supply *supply, const struct recipe *recipe,
                struct supplies *out, struct failure *why) MUST_CHECK;

/* What the lock says of a place on the medium; NULL: nothing. */
const struct lock_file *lock_file_at(const struct lock *lock, const char *path);

#endif
