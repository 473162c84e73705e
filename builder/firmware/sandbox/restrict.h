/*
 * restrict - gives up everything that reading a stranger's bytes does not need.
 *
 * For a process made for that alone: there is no way back. What the kernel does not have is
 * left out, and the rest still holds.
 */
#ifndef RESTRICT_H
#define RESTRICT_H

#include <stdbool.h>

/* The numbers under which the process has its files afterwards. */
enum { CONFINED_READS = 3, CONFINED_TELLS = 4, CONFINED_WRITES = 5 };

struct confinement {
	int reads;  /* what is read; nothing can be written to it */
	int tells;  /* where the results go */
	int writes; /* a file for what is unpacked; -1: none */
};

/* What the kernel did not have, or did not allow. */
struct confined {
	bool without_landlock;
	bool without_filter;
};

/*
 * Closes all other descriptors (0 to 2 become /dev/null), limits processor time, sizes and
 * descriptors, becomes nobody where it was root, and lets itself be kept from new privileges,
 * file system, network and all other system calls. The caller has one thread. False, and the
 * process must end: the descriptors could not be put in order.
 */
bool confine(const struct confinement *confinement, struct confined *out);

#endif
