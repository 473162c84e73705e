/*
 * probe - stamps written to a stick and looked for, at given places. Private to capacity.
 *
 * Between writing and reading goes the flood, several MiB of stamps side by side: a stick
 * answers from its own cache only what it was given last.
 */
#ifndef PROBE_H
#define PROBE_H

#include "base/medium/target.h"
#include "base/progress.h"
#include "stick/write/stamp.h"

enum {
	PROBE_MAX = 64,   /* places in one round: powers of two below 2^64, and the end */
	PLACES_MAX = 256, /* in all rounds */
	FLOOD_START = 4096,
	FLOOD_MIN = 4 * MIB,
	FLOOD_MAX = 64 * MIB,
	FLOOD_PIECE = 4 * MIB,
	FLOOD_SHARE = 8192, /* of the stick's size */
};

struct probe {
	struct target *stick;
	struct progress *progress;
	struct stamps stamps;
	uint8_t *buffer;    /* FLOOD_PIECE bytes */
	uint64_t flood_end; /* bytes; it begins at FLOOD_START */
	uint64_t flooded;   /* as far as it has been written */
	uint64_t distance;  /* every stamp found elsewhere was a multiple of it away; 0: none was */
	uint64_t lowest_elsewhere;   /* the first place where one was found */
	uint64_t places[PLACES_MAX]; /* where stamps were written, the flood aside */
	size_t place_count;
};

enum finding {
	FINDING_GOOD,      /* the stamp that belongs there */
	FINDING_ELSEWHERE, /* a stamp of this check that belongs elsewhere */
	FINDING_LOST,      /* anything else */
};

struct round {
	uint64_t at[PROBE_MAX]; /* ascending, whole sectors */
	enum finding found[PROBE_MAX];
	size_t count;
};

bool probe_begin(struct probe *out, struct target *stick, uint8_t *buffer,
                 struct progress *progress, struct failure *why) MUST_CHECK;

/*
 * Writes round->at, floods up to `flood_to` and reads round->found, in another order.
 * The smallest flood is enough to be past a cache.
 */
bool probe_round(struct probe *probe, struct round *round, uint64_t flood_to,
                 struct failure *why) MUST_CHECK;

/* What is at one place. *stamp is where it belongs, unless it is lost. */
bool probe_look(struct probe *probe, uint64_t at, enum finding *found, uint64_t *stamp,
                struct failure *why) MUST_CHECK;

/* Zeros wherever a stamp was written; goes on after an error, and ends with the first. */
bool probe_wipe(const struct probe *probe, struct failure *why) MUST_CHECK;

#endif
