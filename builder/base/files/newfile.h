/*
 * newfile - a file that appears under its name complete, or not at all.
 *
 * It is written under a temporary name next to the final one and renamed in the end. A symbolic
 * link stays: the file that it leads to is replaced. The writer says how many bytes it wrote:
 * another program may have changed the file meanwhile.
 */
#ifndef NEWFILE_H
#define NEWFILE_H

#include "base/fail.h"

#include <stdint.h>

struct newfile {
	char *path;      /* as it was given */
	char *place;     /* the same, links followed: what is replaced */
	char *temporary; /* NULL once published */
	struct temporary *guard;
	int fd;
	uint64_t size; /* what the complete file has; set by the writer */
	bool force;    /* replaces an existing file */
};

/*
 * Refusals (FAIL_REFUSED) before anything is written: a device, a directory, an existing
 * file without `force`.
 */
bool newfile_check(const char *path, bool force, struct failure *why) MUST_CHECK;

/* newfile_done() removes what is not published, and accepts a zeroed one. */
bool newfile_begin(struct newfile *out, const char *path, bool force,
                   struct failure *why) MUST_CHECK;

/*
 * The rename, once everything is on the disk. FAIL_IO when the file is not as long as
 * ->size, or when the disk does not take it.
 */
bool newfile_publish(struct newfile *file, struct failure *why) MUST_CHECK;

void newfile_done(struct newfile *file);

/* A whole file of that text: newfile_begin() to newfile_publish(). */
bool newfile_put(const char *path, bool force, const char *text, struct failure *why) MUST_CHECK;

#endif
