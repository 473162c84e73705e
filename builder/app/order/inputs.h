/*
 * inputs - the user's files and those that were fetched, each with the slot of the recipe that it
 * fills.
 *
 * A recipe may have several slots. FILE fills the slot of the same name, else the one whose
 * format and board it fits; NAME=FILE says which. In place of FILE there may be an address.
 */
#ifndef ORDER_INPUTS_H
#define ORDER_INPUTS_H

#include "app/knowledge/knowledge.h"
#include "app/sources/lock_file.h"
#include "app/sources/slot.h"
#include "base/job.h"

#include <semaphore.h>

/* One file, through the stages of its life. */
struct input {
	struct {
		const char *slot_name; /* NAME of NAME=FILE, or NULL */
		const char *word;      /* FILE, or what is in its place; borrowed */
	} typed;
	struct {
		struct provenance provenance;    /* where it comes from, what authenticates it */
		char *cached;                    /* where it is when it was fetched, owned */
		char *name;                      /* and what it is called then, owned */
		struct following_hash *hash;     /* until the content is taken, owned */
		struct firmware_content content; /* until it is opened */
	} obtained;
	struct {
		bool was_one; /* the firmware was taken out of an archive, which ... */
		struct digest sha256;
		uint64_t size; /* bytes */
	} archive;
	struct firmware firmware;    /* opened: as given */
	const struct slot *slot;     /* assigned; NULL before */
	struct transformed content;  /* as it goes on the stick */
	struct slot_verdict verdict; /* after inputs_check() */
};

struct inputs {
	bool is_quick;     /* what they are for is over in moments: files may be leased */
	struct job taking; /* takes their content */
	sem_t digests;     /* posted once all of them have begun */
	bool all_taken;    /* after the job; and why not */
	struct failure untaken;
	struct input *items; /* in the order of the command line */
	size_t count;
	struct input **by_slot; /* the same, in the recipe's order; after inputs_assign() */
	char **names;           /* owned: what typed.slot_name points to */
	size_t name_count;
	const struct recipe *recipe;
	bool raw; /* for a disk image: what is packed is unpacked, whatever the recipe says */
	const struct knowledge *knowledge;
	const struct request *request;
	struct digest sha256; /* what the user says of the first one, when no file is given */
	bool has_sha256;
};

/*
 * Takes the content of each of the files while the catalogue is still being read. The words are
 * borrowed, as is what the user says of their SHA-256, in the same order. `is_quick`: files are
 * leased in place of being copied; inputs_are_unchanged() must then be asked in the end. *out must
 * stay where it is until inputs_done(), which accepts a zeroed one.
 */
void inputs_start(struct inputs *out, const char *const *words, size_t count, bool is_quick);

/*
 * After inputs_start(): until OpenSSL has begun the files' digests. A process that is forked before
 * has its locks as they are at that moment.
 */
void inputs_await_digests(struct inputs *inputs);

/* The digests of --sha256; FAIL_USAGE when one is none, or too many are there. */
bool inputs_add_digests(struct inputs *inputs, const struct strings *digests,
                        struct failure *why) MUST_CHECK;

/* Whether something has to be fetched: a word that is no file, or no word at all. */
bool inputs_need_network(const struct inputs *inputs);
/* Whether the recipe must be known before that. */
bool inputs_need_recipe(const struct inputs *inputs);

/*
 * Fetches what is not here, in the place of the words, or all that the lock file (NULL: there
 * is none) or else the recipe (NULL: not known yet) wants. Fails as the sources do.
 */
bool inputs_fetch(struct inputs *inputs, struct supply *supply, const struct recipe *recipe,
                  const struct lock *lock, struct failure *why) MUST_CHECK;

/* Opens what was taken; fails as firmware_take(). */
bool inputs_open(struct inputs *inputs, const struct knowledge *knowledge,
                 const struct request *request, struct failure *why) MUST_CHECK;

/* FAIL_IO when a leased file may have changed since it was taken. */
bool inputs_are_unchanged(const struct inputs *inputs, struct failure *why) MUST_CHECK;

/* Once an image holds the content; inputs_are_unchanged() can still be asked. */
void inputs_free_memory(struct inputs *inputs);
void inputs_done(struct inputs *inputs);

/*
 * Assigns every given file and sees that container and board fit. FAIL_USAGE names what
 * is missing, unexpected or could be either; FAIL_FIRMWARE what does not fit. Does not
 * wait for checksums.
 */
bool inputs_assign(struct inputs *inputs, const struct recipe *recipe, bool raw,
                   struct failure *why) MUST_CHECK;

/* Makes the content. */
bool inputs_transform(struct inputs *inputs, struct progress *progress,
                      struct failure *why) MUST_CHECK;

/* Every check of every file. */
bool inputs_check(struct inputs *inputs, struct failure *why) MUST_CHECK;

/* "signature by xiaomi-system", "checksums only: ..."; what a file's authenticity rests on. Owned.
 */
char *input_authenticated_by(const struct input *file);

/* "matched": whether a file says that it is for the model. */
const char *input_model(const struct input *file);

/* The address of a file as anybody may see it; NULL: the user brought it. Owned. */
char *input_address(const struct input *file);

/* What was computed after inputs_check(): the SHA-256 of the content. */
const struct digest *input_sha256(const struct input *file);

#endif
