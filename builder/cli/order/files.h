/*
 * files - the given files, each beside the file of the recipe that it is to become.
 *
 * A recipe may want several. FILE is taken for the wanted file of the same name, else
 * for the one whose format and board it fits; NAME=FILE says it.
 */
#ifndef ORDER_FILES_H
#define ORDER_FILES_H

#include "base/job.h"
#include "cli/knowledge.h"
#include "firmware/transform.h"

struct order_file {
	const char *for_name;             /* NAME of NAME=FILE, or NULL */
	const char *path;                 /* FILE, borrowed */
	struct firmware_content taken;    /* its snapshot, until it is opened */
	const struct wanted_file *wanted; /* NULL: not assigned yet */
	struct firmware firmware;         /* as given */
	struct transformed content;       /* as it goes on the stick */
	bool unsigned_accepted;
	bool any; /* nothing but its size was asked */
};

struct order_files {
	struct job taking; /* takes the snapshots */
	bool all_taken;    /* after the job; and why not */
	struct failure untaken;
	struct order_file *given; /* in the order of the command line */
	size_t given_count;
	struct order_file **wanted; /* the same, in the recipe's order; after files_assign() */
	char **names;               /* owned: what for_name points to */
	const struct recipe *recipe;
	bool raw; /* for a disk image: what is packed is unpacked, whatever the recipe says */
	const struct knowledge *knowledge;
	const struct options *options;
};

/*
 * Takes a snapshot of each of the files while the catalogue is still being read. The paths are
 * borrowed. *out must stay where it is until files_done(), which accepts a zeroed one.
 */
void files_start(struct order_files *out, const char *const *paths, size_t count);

/* Opens what was taken; fails as firmware_take(). */
bool files_open(struct order_files *files, const struct knowledge *knowledge,
                const struct options *options, struct failure *why) MUST_CHECK;

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

/* What a place accepts, in the firmware layer's words: behind the `*count` that are there. */
void files_add_accepts(const struct wanted_file *wanted, struct firmware_accept *accepts,
                       size_t *count);

/* FAIL_USAGE says how a file is put together that no program makes from one given file. */
bool files_may_be_made(const struct wanted_file *wanted, struct failure *why) MUST_CHECK;

/* Makes the content. */
bool files_transform(struct order_files *files, struct progress *progress,
                     struct failure *why) MUST_CHECK;

/* Every check of every file. */
bool files_check(struct order_files *files, struct failure *why) MUST_CHECK;

/* "signature by xiaomi-system", "checksums only: ..."; who vouches for a file. Owned. */
char *files_vouched(const struct order_file *file);

/* What was computed after files_check(): the SHA-256 of the content. */
const struct digest *files_sha256(const struct order_file *file);

#endif
