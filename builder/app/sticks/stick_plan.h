/*
 * stick_plan - what only a stick or an image of one needs beside the checked files: layout,
 * sizes, the manifest, and the disks that may be written.
 *
 * Everything here decides; nothing writes.
 */
#ifndef STICK_PLAN_H
#define STICK_PLAN_H

#include "app/order/order.h"
#include "app/sticks/contents.h"
#include "app/sticks/layout_choice.h"
#include "app/sticks/sticks.h"
#include "stick/image/image.h"

struct stick_plan {
	struct layout_choice layout;
	struct contents contents;
	struct plan plan;
	struct sticks sticks; /* none when the target is a file */
};

/*
 * After order_begin(): mkfs.fat may begin with the layout of this model's or vendor's sticks. Does
 * nothing for one that has been started. image_start_done() must follow.
 */
void stick_plan_start(struct image_start *start, const struct order *order);

/* The layout, each file's slot and size, and that everything fits. */
bool stick_plan_make(struct stick_plan *stick, struct order *order, struct ui *ui,
                     struct failure *why) MUST_CHECK;

/* Whether the target may be written: the file, or every disk. */
bool stick_plan_check_target(struct stick_plan *stick, const struct order *order, struct ui *ui,
                             struct failure *why) MUST_CHECK;

/* Every check of the files; then the manifest says what authenticates them. */
bool stick_plan_promise(struct stick_plan *stick, struct order *order, struct ui *ui,
                        struct failure *why) MUST_CHECK;

/* The details of layout and sizes, and what there is to warn of. */
void stick_plan_tell(const struct stick_plan *stick, struct ui *ui);

/* Accepts a zeroed one. */
void stick_plan_done(struct stick_plan *stick);

#endif
