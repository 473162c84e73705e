/*
 * sandbox - a file examined by a confined process: structure first, sums and signatures then.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "firmware/examine/findings.h"
#include "firmware/examine/keyring.h"
#include "firmware/sandbox/process.h"

/* A file to be examined; everything is borrowed. */
struct sandbox_file {
	int fd;           /* read only, its content from offset 0 */
	uint64_t size;    /* bytes */
	const char *name; /* its last part */
};

struct apart {
	struct child child; /* none: nothing is being examined */
};

enum apart_state {
	APART_TOLD,
	APART_STOPPED,    /* the process died, said nonsense, or the user wants out */
	APART_IMPOSSIBLE, /* there is no process to be had */
};

/* Until the structure is known. All arguments are borrowed for the call alone. */
enum apart_state apart_begin(struct apart *out, const struct sandbox_file *file,
                             const struct keyring *keys, struct findings *findings);

/* Until everything is known; false as APART_STOPPED. */
bool apart_end(struct apart *apart, struct findings *findings, bool *unread);

#endif
