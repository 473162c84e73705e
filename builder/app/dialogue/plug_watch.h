/* plug_watch - what the kernel says when something is plugged in or pulled out. */
#ifndef PLUG_WATCH_H
#define PLUG_WATCH_H

#include <stdbool.h>

/*
 * A descriptor that is readable then; -1 where the kernel does not say it, as in many containers.
 */
int plug_watch_open(void);

/* Reads all that was said; whether some of it was about `subsystem`: "block", "net". */
bool plug_watch_read(int fd, const char *subsystem);

#endif
