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
	bool is_prepared; /* what is done once is not done again */
	bool is_checked;

	/* What the completed request borrows: */
	char **texts;
	size_t text_count;
	const char *asked_device;
};

/*
 * The request, the catalogue, and vendor and model as far as the request or the lock file name
 * them. FAIL_USAGE for names that are unknown, or a way that does not help the model.
 */
bool order_begin(struct order *order, const struct request *request, struct ui *ui,
                 struct failure *why) MUST_CHECK;

/*
 * The keys that the files are checked with: the catalogue's and those of --trust. Loads OpenSSL;
 * FAIL_USAGE for a file that is no key.
 */
bool order_add_keys(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

/* Whether there is a vendor, and a model or a file that may name it; and a target. */
bool order_is_complete(const struct order *order, bool needs_target);

/* The model, from a person; fails as order_begin(). */
bool order_take_recipe(struct order *order, const struct recipe *recipe, struct ui *ui,
                       struct failure *why) MUST_CHECK;

/* Other files in place of those that there are, as --firmware has them: from a person. Borrowed. */
bool order_take_files(struct order *order, const struct strings *words,
                      struct failure *why) MUST_CHECK;

/* The files, fetched where they are missing. Once: open ones stay. */
bool order_open_files(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

/*
 * The model that the open files name, where it is not known: order->recipe, NULL when they name
 * none. FAIL_FIRMWARE when they can be for no stick of the vendor.
 */
bool order_find_recipe(struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

/* FAIL_USAGE when the request names no target, or one that cannot be. */
bool order_check_target(const struct order *order, struct failure *why) MUST_CHECK;

/*
 * Each file gets its slot in the recipe, fits it by its header, and is changed into what the
 * router reads. `raw`: for a disk image, where packed files are unpacked.
 */
bool order_prepare_files(struct order *order, bool raw, struct progress *progress,
                         struct failure *why) MUST_CHECK;

/*
 * Every check of every file, once: their checksums have been computed meanwhile. Where a file does
 * not say which model it is for, a person or the request does.
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
