/*
 * checkup - what 'doctor' finds, reported line by line.
 *
 * A thing is missing when no image file can be made without it; what only sticks, downloads
 * or comfort need is a warning.
 */
#ifndef CHECKUP_H
#define CHECKUP_H

#include "app/ui.h"

struct checkup {
	struct ui *ui;
	size_t missing;
};

/* `check` names it for scripts too: "mkfs.fat". Texts may hold anything: they are cleaned. */
void checkup_ok(struct checkup *checkup, const char *check, const char *fmt, ...) PRINTF_LIKE(3, 4);

/* `advice` is what to do, or NULL if nothing can be done. */
void checkup_warning(struct checkup *checkup, const char *check, const char *advice,
                     const char *fmt, ...) PRINTF_LIKE(4, 5);
void checkup_missing(struct checkup *checkup, const char *check, const char *advice,
                     const char *fmt, ...) PRINTF_LIKE(4, 5);

#endif
