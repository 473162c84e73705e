/*
 * store - what was downloaded once, kept under its SHA-256.
 *
 *   sha256/ab/abcdef...   whole files, named by what they hold
 *   parts/                what is still coming: see fetch/part.h
 *   names/                which object an address gave last
 *
 * The name is the promise, and it is checked on every use: an object that does not hold
 * what its name says is removed and reported. Nothing here knows what a file means or what
 * authenticates it. Several programs may use one store at once.
 *
 * The folder belongs to a user, who may change a file at any time: code that acts on an
 * object compares the digest of the very bytes that are acted on.
 */
#ifndef STORE_H
#define STORE_H

#include "base/digest.h"
#include "fetch/owner.h"

#include <time.h>

struct store {
	char *path; /* owned, for messages */
	struct owner owner;
	int objects; /* folders, open */
	int parts;
	int names;
};

/*
 * Where a user's store is: below XDG_CACHE_HOME, or else in ~/.cache. Either may be NULL.
 * Owned; NULL when neither names an absolute path.
 */
char *store_default_path(const char *cache_home, const char *home);

/*
 * Makes the folders where they are missing, and removes what dead programs left behind.
 * Fails with FAIL_IO, and with FAIL_REFUSED where others may write to the store. store_done() it.
 */
bool store_open(const char *path, const struct owner *owner, struct store *out,
                struct failure *why) MUST_CHECK;
void store_done(struct store *store);

struct stored {
	int fd; /* owned, read-only, at offset 0; -1: there is no such object */
	uint64_t size;
	struct digest sha256;
	bool was_damaged; /* there was one, and it did not hold what its name says: removed */
};

/* Reads all of it. Fails with FAIL_IO and FAIL_INTERRUPTED. stored_done() it. */
bool store_find(const struct store *store, const struct digest *sha256, struct stored *out,
                struct failure *why) MUST_CHECK;
void stored_done(struct stored *stored);

/* Opens it unread: for callers that read all of it once and compare. As store_find() else. */
bool store_peek(const struct store *store, const struct digest *sha256, struct stored *out,
                struct failure *why) MUST_CHECK;

struct store_entry {
	struct digest sha256; /* by its name; not checked */
	uint64_t size;
	time_t since;
};

/* In the order of their names. free() the list. */
bool store_list(const struct store *store, struct store_entry **out, size_t *count,
                struct failure *why) MUST_CHECK;

struct store_pruning {
	bool all;       /* else those that no address gave */
	size_t removed; /* objects */
	uint64_t freed; /* bytes, of downloads that were given up too */
};

/*
 * Until store_done() no other program removes objects: for one that takes in many, and notes where
 * they came from in the end.
 */
void store_hold(const struct store *store);

/*
 * Removes objects that are not to be kept, and parts that no program is working on. What another
 * program has just fetched, or has open, stays; all objects do while one holds the store.
 */
bool store_prune(const struct store *store, struct store_pruning *pruning,
                 struct failure *why) MUST_CHECK;

/*
 * Notes which object `name` (an address) gave last, for work without a network; the
 * note proves nothing. Recalling is false when there is no note.
 */
bool store_remember(const struct store *store, const char *name, const struct digest *sha256,
                    struct failure *why) MUST_CHECK;
bool store_recall(const struct store *store, const char *name, struct digest *out);

/*
 * The same for what an imported bundle says: this computer did not see that the address
 * gave it. Counts until the address is remembered by itself.
 */
bool store_remember_imported(const struct store *store, const char *name,
                             const struct digest *sha256, struct failure *why) MUST_CHECK;
bool store_recall_imported(const struct store *store, const char *name, struct digest *out);

struct store_note {
	char *name; /* owned */
	struct digest sha256;
};

struct store_notes {
	struct store_note *items; /* in the order of the objects, then of the names */
	size_t count;
};

/* Every note, also of objects that are gone. store_notes_done() it. */
bool store_notes(const struct store *store, struct store_notes *out,
                 struct failure *why) MUST_CHECK;
void store_notes_done(struct store_notes *notes);

/* The notes about one object, *count of them; borrowed, NULL when there is none. */
const struct store_note *store_notes_of(const struct store_notes *notes,
                                        const struct digest *sha256, size_t *count);

#endif
