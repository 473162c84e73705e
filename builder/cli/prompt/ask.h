/*
 * ask - questions to a person at a terminal; never asked anywhere else.
 */
#ifndef ASK_H
#define ASK_H

#include "base/fail.h"
#include "catalog/catalog.h"
#include "cli/output/report.h"

enum { ANSWER = 4352 }; /* a terminal gives lines of up to 4096 bytes */

/* Whether there is somebody to ask: both stdin and stderr are a terminal. */
bool ask_possible(void);

/*
 * One line, cleaned of blanks at its ends. FAIL_INTERRUPTED on Ctrl-C, FAIL_REFUSED
 * at the end of input.
 */
bool ask_line(struct report *report, const char *question, char answer[ANSWER],
              struct failure *why) MUST_CHECK;

/* Choices with what tells them apart; asks again until the answer is one of them. */
bool ask_vendor(struct report *report, const struct catalog *catalog, char answer[ANSWER],
                struct failure *why) MUST_CHECK;
bool ask_model(struct report *report, const struct vendor *vendor, char answer[ANSWER],
               struct failure *why) MUST_CHECK;

/* A device or a file. Shows the disks that may be written; none is preselected. */
bool ask_target(struct report *report, bool allow_fixed, char answer[ANSWER], bool *is_device,
                struct failure *why) MUST_CHECK;

#endif
