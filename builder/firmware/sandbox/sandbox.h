/*
 * sandbox - a file examined by a process that can do nothing else: its structure first, then
 * sums and signatures.
 */
#ifndef SANDBOX_H
#define SANDBOX_H

#include "base/sandbox/process.h"
#include "base/sandbox/zygote.h"
#include "firmware/examine/findings.h"
#include "firmware/examine/keyring.h"
#include "firmware/examine/source.h"

/* A file to be examined; everything is borrowed. */
struct sandbox_file {
	int fd;               /* read only, its content from offset 0 */
	uint64_t size;        /* bytes */
	const char *name;     /* its last part */
	const uint8_t *bytes; /* its content, where it is mapped; NULL: it is read */
};

/* For many files, one after another: what their processes are forked from. */
struct sandbox_pool {
	struct zygote usual;
	/* It has libarchive, which makes it large: made for the first archive. */
	struct zygote unpacking;
};

struct sandbox {
	struct process process;     /* none: nothing is being examined */
	struct sandbox_pool *pool;  /* the keys'; the process may be from it */
	enum process_fault fault;   /* why it was stopped */
	bool is_unborn;             /* the pool could not fork it */
	bool lacks_libarchive;      /* it says so; untrusted */
	bool lacks_scratch;         /* the same: it got no file for what it unpacks */
	int scratch;                /* the file that it got; -1: none */
	struct whole_content whole; /* what it says is in that; untrusted */
};

enum sandbox_state {
	SANDBOX_BEGUN,
	SANDBOX_ANSWERED,
	SANDBOX_STOPPED,    /* ->fault says why, unless the user interrupted */
	SANDBOX_IMPOSSIBLE, /* no process can be had */
};

/*
 * To be called early: the processes have what this program has in memory then. The keys' ->pool
 * points to it afterwards. Where none can be had each process is forked from this program.
 */
void sandbox_pool_start(struct sandbox_pool *out, struct keyring *keys);
void sandbox_pool_done(struct sandbox_pool *pool);

/* Starts the process. All arguments of these functions are borrowed for the call alone. */
enum sandbox_state sandbox_begin(struct sandbox *out, const struct sandbox_file *file,
                                 const struct keyring *keys);

/*
 * After SANDBOX_BEGUN, until the structure is known. The process can load no library and make no
 * file: where it says that it lacks libarchive, or a file for what it unpacks, that is seen to
 * here, and a second process examines the file once more.
 */
enum sandbox_state sandbox_hear(struct sandbox *sandbox, const struct sandbox_file *file,
                                const struct keyring *keys, struct findings *findings);

/* Until everything is known; false as SANDBOX_STOPPED. */
bool sandbox_end(struct sandbox *sandbox, struct findings *findings, bool *unread);

/* Closes the file of what was unpacked. Accepts one that only has ->scratch, -1. */
void sandbox_done(struct sandbox *sandbox);

#endif
