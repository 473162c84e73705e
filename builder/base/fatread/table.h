/*
 * table - the file allocation table: which cluster follows which.
 *
 * One part of the first FAT is kept in memory. A chain that leads into a free or
 * bad cluster or out of the volume is FAIL_VERIFY.
 */
#ifndef TABLE_H
#define TABLE_H

#include "base/fatread/volume.h"

/* What ends a chain, in place of a cluster's number. */
enum { CHAIN_END = 0x0ffffff8 };

struct table {
	struct volume volume;
	uint8_t *window;
	uint64_t window_start; /* within the FAT */
	uint64_t window_size;  /* 0: nothing read yet */
};

/* Clusters that lie side by side, as one read can take them. */
struct run {
	uint32_t first;
	uint32_t count;
	uint32_t next; /* CHAIN_END or a cluster of the volume */
};

/* table_done() frees it. */
void table_begin(struct table *out, const struct volume *volume);
void table_done(struct table *table);

/* CHAIN_END or a cluster of the volume. */
bool table_next(struct table *table, uint32_t cluster, uint32_t *next,
                struct failure *why) MUST_CHECK;

/* The run that begins at `first`, of at most `most` clusters. */
bool table_run(struct table *table, uint32_t first, uint64_t most, struct run *out,
               struct failure *why) MUST_CHECK;

/*
 * Where on the target the last allocated cluster ends. Clusters marked bad hold
 * nothing and do not count.
 */
bool table_used_end(struct table *table, uint64_t *end, struct failure *why) MUST_CHECK;

#endif
