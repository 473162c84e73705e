/*
 * order - which router, and the checked files for it: what a stick, a folder and a rescue over
 * the network have in common.
 *
 * Everything here decides; nothing writes but the cache of downloads. The functions are called
 * in the order in which they stand here; one that fails ends it.
 */
#ifndef ORDER_H
#define ORDER_H

#include "app/knowledge/knowledge.h"
#include "app/order/inputs.h"
#include "app/request.h"
#include "app/ui.h"

struct order {
	struct request request; /* as it was made, completed by answers and a lock file */
	struct knowledge knowledge;
	const struct vendor *vendor;
	const struct recipe *recipe; /* NULL until it is known */
	struct supply supply;        /* fetches missing files */
	struct lock lock;            /* with request.firmware.locked */
	struct inputs inputs;

	/* What the completed request borrows: */
	char **texts;
	size_t text_count;
	struct strings asked_files;
	const char *asked_device;
};

/*
 * The vendor, and the model as far as it is named or must be known before files are: from the
 * request, the lock file, or a person. `needs_target` is false where nothing will be written.
 * FAIL_USAGE names everything that is missing at once.
 */
bool order_begin(struct order *order, const struct request *request, bool needs_target,
                 struct ui *ui, struct failure *why) MUST_CHECK;

/* The files, fetched where they are missing, and the model that they are for. Once: open ones stay.
 */
bool order_open_files(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

/* The target, from the request or a person. */
bool order_find_target(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

/*
 * Each file gets its slot in the recipe, fits it by its header, and is changed into what the
 * router reads. `raw`: for a disk image, where packed files are unpacked.
 */
bool order_prepare_files(struct order *order, bool raw, struct progress *progress,
                         struct failure *why) MUST_CHECK;

/*
 * Every check of every file: their checksums have been computed meanwhile. Where a file does not
 * say which model it is for, a person or the request does.
 */
bool order_check_files(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

/* FAIL_REFUSED when `path`, which is to be written, is one of the given files. */
bool order_spares_files(const struct order *order, const char *path,
                        struct failure *why) MUST_CHECK;

/* Accepts a zeroed one. */
void order_done(struct order *order);

/* Keeps a text as long as the order; returns it. */
const char *order_keep(struct order *order, char *text);

/* FAIL_USAGE with all that is missing, and what there is to choose from. */
bool order_fail_missing(const struct order *order, bool needs_target, struct failure *why);

#endif
