/*
 * order - what is to be made, step by step from what was typed to a plan.
 *
 * Everything here decides; nothing writes.
 */
#ifndef ORDER_H
#define ORDER_H

#include "app/knowledge/knowledge.h"
#include "app/order/inputs.h"
#include "app/sticks/contents.h"
#include "app/sticks/layout_choice.h"
#include "app/sticks/sticks.h"
#include "cli/output/report.h"
#include "stick/image/image.h"

struct order {
	const struct options *options;
	struct knowledge knowledge;
	const struct vendor *vendor;
	const struct recipe *recipe;
	const char *vendor_name; /* as typed, asked for, or locked; NULL: not yet */
	const char *model_name;
	struct option_list devices; /* as named; borrowed */
	const char *asked_device;   /* the one of them that was asked for */
	const char *output;         /* or NULL: to sticks, or a folder */
	char **answers;             /* what was asked for, owned */
	size_t answer_count;
	const char **asked_files; /* those of them that are files, as after --firmware */
	size_t asked_file_count;
	struct supply supply; /* what is not there is fetched by it */
	struct lock lock;     /* with --locked */
	char *locked_vendor;  /* of the lock's recipe, owned; the model stands in lock.recipe */
	struct order_files files;
	struct layout_choice layout;
	struct contents contents;
	struct image_start start; /* the layout that is likely wanted, under way */
	struct plan plan;
	struct sticks sticks; /* none when the target is a file or folder */
};

/*
 * Vendor, model, firmware and, unless the command has none, target: from the options, else
 * asked for, else FAIL_USAGE. Firmware that nobody brought is fetched.
 */
bool order_complete(struct order *order, const struct options *options, struct report *report,
                    struct failure *why) MUST_CHECK;

/* Every file has its place and fits by its header, the layout is known, the plan adds up. */
bool order_plan(struct order *order, struct report *report, struct failure *why) MUST_CHECK;

/* The target may be written. */
bool order_check_target(struct order *order, struct report *report, struct failure *why) MUST_CHECK;

/* FAIL_REFUSED when `path`, which is to be written, is one of the given files. */
bool order_spares_files(const struct order *order, const char *path,
                        struct failure *why) MUST_CHECK;

/* Every check of the files; then the manifest says what vouches for them. */
bool order_check_firmware(struct order *order, struct failure *why) MUST_CHECK;

void order_done(struct order *order);

#endif
