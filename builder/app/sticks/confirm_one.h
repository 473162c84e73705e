/* confirm_one - may this disk be wiped: whoever is asked says it. */
#ifndef CONFIRM_ONE_H
#define CONFIRM_ONE_H

#include "cli/output/report.h"
#include "stick/device/device.h"

/*
 * A person types the disk's name, or for a disk that is not obviously a stick its
 * serial; scripts say --yes and --erase. FAIL_REFUSED when neither is there.
 * With --dry-run nothing is asked: a person would be, later.
 */
bool confirm_device(const struct disk *disk, const struct options *options, struct report *report,
                    struct failure *why) MUST_CHECK;

/* The disk in words a person recognises it by, then what is on it. */
void confirm_describe(struct report *report, const struct disk *disk);

/* FAIL_REFUSED, for what does not look like a stick: why, and which --erase it wants. */
bool confirm_refuse(const struct disk *disk, struct failure *why);

#endif
