/* reach - how a rescue reaches the router: whose addresses are whose, and what is said first. */
#ifndef REACH_H
#define REACH_H

#include "app/rescue/rescue_plan.h"

/*
 * Fills in what the method needs of the plan's job, whose files are there already. FAIL_FIRMWARE:
 * the router cannot take so much.
 */
bool reach_take(struct rescue_plan *plan, struct failure *why) MUST_CHECK;

#endif
