/* confirm - may these disks be erased: by the rules, and by the person who is asked. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "app/sticks/sticks.h"

/*
 * For one disk a person types its name, or its serial number when it does not look like a
 * stick; scripts say --yes and --erase. Several are shown, and a person types all their names in
 * one line; each that does not look like a stick needs its own --erase, from a person too.
 * FAIL_REFUSED otherwise, and for an --erase that fits none. With --dry-run nothing is asked.
 */
bool confirm(const struct sticks *sticks, const struct request *request, struct ui *ui,
             struct failure *why) MUST_CHECK;

/* Whether the line holds each name once, and no other word; blanks or commas between them. */
bool confirm_names_all(const struct sticks *sticks, const char *line);

#endif
