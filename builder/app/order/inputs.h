/*
 * inputs - the given and the fetched files, each beside the file of the recipe that it is to
 * become.
 *
 * A recipe may want several. FILE is taken for the wanted file of the same name, else
 * for the one whose format and board it fits; NAME=FILE says it. In place of FILE there may
 * be an address.
 */
#ifndef ORDER_INPUTS_H
#define ORDER_INPUTS_H

#include "app/knowledge/knowledge.h"
#include "app/sources/lock_file.h"
#include "app/sources/slot.h"
#include "base/job.h"

struct order_file {
	const char *for_name;             /* NAME of NAME=FILE, or NULL */
	const char *path;                 /* FILE, borrowed; or what stands in its place */
	struct provenance provenance;     /* where it comes from, and who vouches */
	char *cached;                     /* where it lies when it was fetched, owned */
	char *called;                     /* and what it is called then, owned */
	struct firmware_content taken;    /* its snapshot, until it is opened */
	const struct wanted_file *wanted; /* NULL: not assigned yet */
	struct firmware firmware;         /* as given */
	struct transformed content;       /* as it goes on the stick */
	struct place_verdict verdict;     /* after files_check() */
	bool was_archive;                 /* the firmware was taken out of one, which ... */
	struct digest archive;            /* ... has this SHA-256 ... */
	uint64_t archive_size;            /* ... and so many bytes */
};

struct order_files {
	struct job taking; /* takes the snapshots */
	bool all_taken;    /* after the job; and why not */
	struct failure untaken;
	struct order_file *given; /* in the order of the command line */
	size_t given_count;
	struct order_file **wanted; /* the same, in the recipe's order; after files_assign() */
	char **names;               /* owned: what for_name points to */
	size_t name_count;
	const struct recipe *recipe;
	bool raw; /* for a disk image: what is packed is unpacked, whatever the recipe says */
	const struct knowledge *knowledge;
	const struct request *request;
	struct digest sha256; /* what the user says of the first one, when no file is given */
	bool has_sha256;
};

/*
 * Takes a snapshot of each of the files while the catalogue is still being read. The words are
 * borrowed, as is what the user says of their SHA-256, in the same order. *out must stay
 * where it is until files_done(), which accepts a zeroed one.
 */
void files_start(struct order_files *out, const char *const *words, size_t count);

/* The digests of --sha256; FAIL_USAGE when one is none, or too many are there. */
bool files_add_digests(struct order_files *files, const struct strings *digests,
                       struct failure *why) MUST_CHECK;

/* Whether something has to be fetched: a word that is no file, or no word at all. */
bool files_want_network(const struct order_files *files);
/* Whether the recipe must be known before that. */
bool files_want_recipe(const struct order_files *files);

/*
 * Fetches what is not here, in the place of the words, or all that the lock file (NULL: there
 * is none) or else the recipe (NULL: not known yet) wants. Fails as the sources do.
 */
bool files_fetch(struct order_files *files, struct supply *supply, const struct recipe *recipe,
                 const struct lock *lock, struct failure *why) MUST_CHECK;

/* Opens what was taken; fails as firmware_take(). */
bool files_open(struct order_files *files, const struct knowledge *knowledge,
                const struct request *request, struct failure *why) MUST_CHECK;

/* Gives the snapshots back, once an image holds the content. */
void files_release(struct order_files *files);
void files_done(struct order_files *files);

/*
 * Assigns every given file and sees that container and board fit. FAIL_USAGE names what
 * is missing, unexpected or could be either; FAIL_FIRMWARE what does not fit. Does not
 * wait for checksums.
 */
bool files_assign(struct order_files *files, const struct recipe *recipe, bool raw,
                  struct failure *why) MUST_CHECK;

/* Makes the content. */
bool files_transform(struct order_files *files, struct progress *progress,
                     struct failure *why) MUST_CHECK;

/* Every check of every file. */
bool files_check(struct order_files *files, struct failure *why) MUST_CHECK;

/* "signature by xiaomi-system", "checksums only: ..."; who vouches for a file. Owned. */
char *files_vouched(const struct order_file *file);

/* "matched": whether a file says that it is for the model. */
const char *files_model(const struct order_file *file);

/* The address of a file as anybody may see it; NULL: the user brought it. Owned. */
char *files_address(const struct order_file *file);

/* What was computed after files_check(): the SHA-256 of the content. */
const struct digest *files_sha256(const struct order_file *file);

#endif
