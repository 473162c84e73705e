/* confirm - may this disk be wiped: by the rules, and by whoever is asked. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "cli/report.h"
#include "stick/device/device.h"

/*
 * Looks at the disk and checks it by the rules. `terms` say what is to be written;
 * what the user allows is added here from the options. `source` is the file that
 * must not lie on the disk.
 */
bool confirm_rules(const struct options *options, const char *path, struct device_terms terms,
                   const char *source, struct disk *out, struct failure *why) MUST_CHECK;

/*
 * A person types the disk's name, or for a disk that is not obviously a stick its
 * serial; scripts say --yes and --erase. FAIL_REFUSED when neither is there.
 * With --dry-run nothing is asked: a person would be, later.
 */
bool confirm_device(const struct disk *disk, const struct options *options, struct report *report,
                    struct failure *why) MUST_CHECK;

#endif
