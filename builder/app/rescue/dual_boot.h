/*
 * dual_boot - a router with two systems is made to start the other one, by a person who switches
 * its power to this program's count. Nothing is sent to it but the question whether it answers.
 */
#ifndef DUAL_BOOT_H
#define DUAL_BOOT_H

#include "app/order/order.h"

/* FAIL_UNSEEN: counted to the end, and no system was seen, or none was looked for. */
bool rescue_dual_boot(const struct order *order, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
