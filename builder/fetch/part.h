/*
 * part - a file on its way into the store: hashed while it is written, and in the store
 * under its SHA-256 only when it is whole.
 *
 * Parts with one name are one download: the second one to begin waits until the first has
 * ended. The holder's lock ends with its process, so a part without one was left behind;
 * it can be continued when its note says what it is part of, and is removed when not.
 */
#ifndef PART_H
#define PART_H

#include "base/progress.h"
#include "fetch/store.h"
#include "fetch/writer.h"

enum { PART_NOTE_MAX = 4096 };

/* It stays where part_begin() made it. */
struct part {
	const struct store *store; /* borrowed */
	int fd;                    /* locked; -1: ended */
	char name[DIGEST_HEX];
	uint64_t size; /* bytes, those that are still on their way into the file too */
	struct writer writer;
	char note[PART_NOTE_MAX]; /* what the bytes there are part of; "": there are none */
	bool is_finished;         /* by another program, just now; there is nothing to do ... */
	struct digest finished;   /* ... but to find this in the store */
};

/* How another program that works on the same part is waited for. */
struct part_wait {
	uint32_t seconds;          /* no longer than that */
	struct progress *progress; /* hears of it after a second; or NULL */
};

/*
 * Begins, or continues what an earlier run left: then note and size say what is there.
 * `name` is any text, such as an address. Where another program is at it, waits until it
 * has ended. Fails with FAIL_IO and FAIL_INTERRUPTED. part_done() it.
 */
bool part_begin(const struct store *store, const char *name, const struct part_wait *wait,
                struct part *out, struct failure *why) MUST_CHECK;

/* Begins anew. `note` comes back after a kill; "": there is no way to continue. */
bool part_restart(struct part *part, const char *note, struct failure *why) MUST_CHECK;

/*
 * Fails with FAIL_IO, perhaps about what was added before; where there is no space left, the
 * part is removed.
 */
bool part_add(struct part *part, const void *data, size_t size, struct failure *why) MUST_CHECK;

struct part_expected {
	const char *what;            /* for messages */
	const struct digest *sha256; /* or NULL: it is not known */
	uint64_t size;               /* bytes; 0: not known */
	/* Checks the whole content; NULL: no check. What it refuses never enters the store. */
	bool (*judge)(void *context, const struct stored *content, struct failure *why);
	void *context;
};

/*
 * Into the store, on the disk when this returns. Fails with FAIL_FIRMWARE when it is not
 * the expected file, as the judge says, and with FAIL_IO; the part is gone in any case.
 * stored_done() what comes out.
 */
bool part_finish(struct part *part, const struct part_expected *expected, struct stored *out,
                 struct failure *why) MUST_CHECK;

/* Removes it. */
void part_drop(struct part *part);

/* Lets go of it; what can be continued stays. Accepts one that has ended. */
void part_done(struct part *part);

/* Removes what no program is working on: of all, or of what cannot or need not be continued. */
uint64_t part_clean(const struct store *store, bool all);

#endif
