/*
 * bundle - a store in one tar file, for a computer without a network: its objects, the
 * addresses they came from, and files of a catalogue, whose content does not matter here.
 *
 *   manifest.json           lists all that follows, with sizes and SHA-256
 *   sha256/ab/abcdef...     the objects, in the order of their names
 *   catalogue/...           the files, in the order of their names
 *
 * The same content gives the same bytes: no times, no owners. A bundle that is read is
 * untrusted: anything that differs from its manifest is refused with FAIL_VERIFY,
 * and no object enters the store but by fetch/part.h, whole and with its SHA-256. A bundle
 * proves that it is whole, never who made it.
 */
#ifndef BUNDLE_H
#define BUNDLE_H

#include "base/progress.h"
#include "fetch/store.h"

/* What is larger is neither written nor read. */
enum {
	BUNDLE_OBJECTS_MAX = 1 << 14,
	BUNDLE_ADDRESSES_MAX = 1 << 15, /* of all objects */
	BUNDLE_FILES_MAX = 1 << 12,
	BUNDLE_PATH_MAX = 200,
	BUNDLE_ADDRESS_MAX = 2048,
	BUNDLE_MANIFEST_MAX = 8 << 20, /* bytes */
	BUNDLE_FILE_MAX = 16 << 20,
	BUNDLE_FILES_SIZE = 64 << 20, /* of all files */
};
#define BUNDLE_OBJECT_MAX (UINT64_C(1) << 30)    /* bytes */
#define BUNDLE_OBJECTS_SIZE (UINT64_C(64) << 30) /* of all objects */

struct bundle_object {
	struct digest sha256;
	uint64_t size;
	const char **addresses; /* the list is owned, the texts are borrowed from the bundle */
	size_t address_count;
	bool is_new; /* it was not in the store when the bundle was read */
};

struct bundle_file {
	char *path; /* owned; below "catalogue/": "vendors/xiaomi.json" */
	struct digest sha256;
	uint64_t size;
	uint8_t *data; /* owned; NULL until it is read */
};

struct bundle {
	struct bundle_object *objects; /* ascending */
	size_t object_count;
	struct bundle_file *files; /* ascending */
	size_t file_count;
	struct digest manifest; /* of a bundle that was read: identifies it */
	struct store_notes notes;
	void *document; /* a read manifest */
};

/*
 * What a store holds; nothing is hashed yet. Notes that are no web addresses are left out.
 * bundle_done() it.
 */
bool bundle_of_store(const struct store *store, struct bundle *out, struct failure *why) MUST_CHECK;

/* Takes the data over. In any order: writing sorts. */
void bundle_add_file(struct bundle *bundle, const char *path, uint8_t *data, uint64_t size);
void bundle_sort_files(struct bundle *bundle);

void bundle_done(struct bundle *bundle);

/* A tar file being written or read, and its store. */
struct bundle_work {
	const struct store *store;
	int fd;           /* at its beginning */
	const char *name; /* for messages */
	struct progress *progress;
};

/*
 * Writes it. `program` is who does. Fails with FAIL_VERIFY when an object is damaged,
 * FAIL_IO, FAIL_INTERRUPTED, and FAIL_USAGE for what no bundle takes. *size is the file's.
 */
bool bundle_write(const struct bundle_work *work, struct bundle *bundle, const char *program,
                  uint64_t *size, struct failure *why) MUST_CHECK;

/*
 * Reads it: its objects are in the store, its files in memory. After a failure the objects
 * that came before it are in the store. Holds the store: see store_hold(). bundle_done() it.
 */
bool bundle_read(const struct bundle_work *work, struct bundle *out,
                 struct failure *why) MUST_CHECK;

/* Called for an address that stays noted for another object, which is in the store. */
struct bundle_kept {
	void (*report)(void *context, const char *address);
	void *context;
};

/* Notes the addresses of a bundle that was read. *count is how many. */
bool bundle_remember(const struct bundle *bundle, const struct store *store,
                     const struct bundle_kept *kept, size_t *count, struct failure *why) MUST_CHECK;

#endif
