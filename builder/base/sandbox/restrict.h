/*
 * restrict - gives up every right that reading untrusted bytes does not need.
 *
 * For a process made for that alone: there is no way back. What the kernel does not have is
 * left out, and the rest still holds.
 */
#ifndef RESTRICT_H
#define RESTRICT_H

#include <stdbool.h>
#include <stdint.h>

/* The numbers under which the process has its files afterwards. */
enum { SANDBOX_INPUT = 3, SANDBOX_REPLY = 4, SANDBOX_OUTPUT = 5 };

struct restrict_limits {
	unsigned int cpu_seconds;
	uint64_t memory; /* bytes of address space beyond what the process has already */
};

struct restrict_limits restrict_usual_limits(void);

struct restriction {
	int input;  /* what is read; nothing can be written to it */
	int reply;  /* where the reply goes */
	int output; /* a file for what is unpacked; -1: none */
	struct restrict_limits limits;
};

/* What the kernel did not have, or did not allow. */
struct restricted {
	bool without_landlock;
	bool without_seccomp;
};

/*
 * Closes all other descriptors (0 to 2 become /dev/null), limits processor time, memory,
 * sizes and descriptors, becomes nobody where it was root, and lets itself be kept from new
 * privileges, file system, network and all other system calls. The caller has one thread. False
 * with errno, and the process must end: the descriptors could not be put in order. EMFILE: it may
 * have too few.
 */
bool restrict_process(const struct restriction *restriction, struct restricted *out);

/*
 * The same in two steps, for a process that is forked many times. First the one that is forked
 * gives up all but its system calls, and keeps `control` as SANDBOX_CONTROL; then each process
 * forked from it gives up the rest. The limits are then those of the first.
 */
enum { SANDBOX_CONTROL = SANDBOX_INPUT };
bool restrict_zygote(int control, const struct restrict_limits *limits, struct restricted *out);
bool restrict_forked(const struct restriction *restriction, struct restricted *out);

#endif
