/*
 * previous - a folder that is there already, made by an earlier run or by another program.
 *
 * Only what an earlier run made is ever replaced: its SHA256SUMS says what that is.
 */
#ifndef FOLDER_PREVIOUS_H
#define FOLDER_PREVIOUS_H

#include "base/fail.h"

#define FOLDER_SUMS "SHA256SUMS"
#define FOLDER_PAGE "guide.html"
#define FOLDER_CARD "guide.txt"
#define FOLDER_SETTINGS "dnsmasq.conf"
#define FOLDER_SERVE "serve"

/*
 * FAIL_REFUSED unless nothing is at `path`, or an empty folder, or with `force` one that
 * holds nothing but what its SHA256SUMS lists and the card.
 */
bool previous_may_go(const char *path, bool force, struct failure *why) MUST_CHECK;

/* Removes what an earlier run made at `path`, or this one began. */
void previous_remove(const char *path);

#endif
