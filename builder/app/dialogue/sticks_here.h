/* sticks_here - the disks of this computer as answers to a question. Private to where_to. */
#ifndef STICKS_HERE_H
#define STICKS_HERE_H

#include "app/order/order.h"
#include "stick/device/device.h"

struct sticks_here {
	struct disk *disks; /* all of them */
	size_t disk_count;
	struct ui_choice *sticks; /* clearly safe to erase */
	size_t count;
	char **texts;
	char *others; /* sentences about disks that may be written, but look like no sticks; or NULL
	               */
};

/* In place of what is there. The ui gets notes; NULL: none. */
bool sticks_here_look(struct sticks_here *out, const struct order *order, struct ui *ui,
                      struct failure *why) MUST_CHECK;
/* Accepts a zeroed one. */
void sticks_here_done(struct sticks_here *here);

/* "sdb", or its path; NULL: none is called so. */
const struct disk *sticks_here_called(const struct sticks_here *here, const char *name);

#endif
