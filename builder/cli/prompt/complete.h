/* complete - the name of a file that somebody has begun to type. */
#ifndef COMPLETE_H
#define COMPLETE_H

#include <stddef.h>

/* What fits. All is owned. */
struct completion {
	char *more;   /* what every one of them goes on with; "": nothing */
	char **names; /* without their folders; folders end with a slash; in order */
	size_t count;
};

/* "~/" is the home folder. Hidden files fit only where their dot was typed. */
void complete_file(struct completion *out, const char *typed);
void completion_done(struct completion *completion);

#endif
