/*
 * batch_progress - how far several sticks have come, for one terminal.
 *
 * Each stick has a report of its own, which its thread alone uses; the board sees to it that
 * one tells at a time. On a terminal one line sums up; elsewhere each stick has a line for each
 * of its steps, and with --json its own events.
 */
#ifndef BATCH_PROGRESS_H
#define BATCH_PROGRESS_H

#include "cli/output/report.h"

enum scoreboard_state { SCOREBOARD_AT_WORK, SCOREBOARD_PROVEN, SCOREBOARD_FAILED };

/* How far one stick has come. */
struct scoreboard_place {
	enum scoreboard_state state;
	const char *step; /* NULL before the first */
	uint64_t done;    /* bytes of it */
	uint64_t total;   /* 0: not known */
	size_t steps;     /* that it has begun */
};

/* All of them in one line. */
struct scoreboard_sum {
	const char *step; /* of the stick that is furthest behind; NULL when none is at work */
	uint64_t done;    /* bytes, of all sticks that have not failed */
	uint64_t total;   /* 0: not known */
	size_t past;      /* sticks that are through with that step */
	size_t failed;
};

/* Pure. */
void scoreboard_sum_up(const struct scoreboard_place *const *places, size_t count,
                       struct scoreboard_sum *out);

struct scoreboard;

struct scoreboard_stick {
	struct report report; /* first, so that its progress is the stick's */
	struct scoreboard *board;
	struct scoreboard_place place;
};

enum { SCOREBOARD_REMARK = 64 };

struct scoreboard {
	struct report *whole; /* borrowed */
	pthread_mutex_t lock;
	struct scoreboard_stick *sticks;
	const struct scoreboard_place **places;
	size_t count;
	char remark[SCOREBOARD_REMARK];
};

/* `out` stays where it is until scoreboard_done(). */
void scoreboard_begin(struct scoreboard *out, struct report *whole, size_t count);

/* The report of one stick, which is told about as `device` (borrowed). */
struct report *scoreboard_report(struct scoreboard *board, size_t index, const char *device);

/* From the stick's own thread: nothing more is to come of it. */
void scoreboard_end(struct scoreboard *board, size_t index, bool proven);

/* Accepts a zeroed one. */
void scoreboard_done(struct scoreboard *board);

#endif
