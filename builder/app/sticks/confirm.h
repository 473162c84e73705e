/* confirm - may these disks be wiped: by the rules, and by whoever is asked. */
#ifndef CONFIRM_H
#define CONFIRM_H

#include "app/sticks/sticks.h"

/*
 * One disk as confirm_device() does. Several are shown, and a person types all their names in
 * one line; scripts say --yes. Of several, each that is not obviously a stick wants its own
 * --erase, from a person too. FAIL_REFUSED otherwise, and for an --erase that fits none.
 */
bool assent(const struct sticks *sticks, const struct options *options, struct report *report,
            struct failure *why) MUST_CHECK;

/* Whether the line holds each name once, and no other word; blanks or commas between them. */
bool assent_names_all(const struct sticks *sticks, const char *line);

#endif
