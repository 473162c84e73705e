/*
 * batch_progress - how far several sticks have come, for one terminal.
 *
 * Each stick has a report of its own, which its thread alone uses; this module sees to it that
 * one writes at a time. On a terminal one line sums up; elsewhere each stick has a line for each
 * of its steps, and with --json its own events.
 */
#ifndef BATCH_PROGRESS_H
#define BATCH_PROGRESS_H

#include "cli/output/report.h"

enum batch_state { BATCH_AT_WORK, BATCH_PROVEN, BATCH_FAILED };

/* How far one stick has come. */
struct batch_place {
	enum batch_state state;
	const char *step; /* NULL before the first */
	uint64_t done;    /* bytes of it */
	uint64_t total;   /* 0: not known */
	size_t steps;     /* that it has begun */
};

/* All of them in one line. */
struct batch_sum {
	const char *step; /* of the stick that is furthest behind; NULL when none is at work */
	uint64_t done;    /* bytes, of all sticks that have not failed */
	uint64_t total;   /* 0: not known */
	size_t past;      /* sticks that are through with that step */
	size_t failed;
};

/* Pure. */
void batch_progress_sum_up(const struct batch_place *const *places, size_t count,
                           struct batch_sum *out);

struct batch_progress;

struct batch_stick {
	struct report report; /* first, so that its progress is the stick's */
	struct batch_progress *batch;
	struct batch_place place;
};

enum { BATCH_REMARK = 64 };

struct batch_progress {
	struct report *whole; /* borrowed */
	pthread_mutex_t lock;
	const char *const *devices;
	struct batch_stick *sticks;
	const struct batch_place **places;
	size_t count;
	char remark[BATCH_REMARK];
};

/* The devices are borrowed, and `out` stays where it is, until batch_progress_done(). */
void batch_progress_begin(struct batch_progress *out, struct report *whole,
                          const char *const *devices, size_t count);

/* The report of one stick. */
struct report *batch_progress_report(struct batch_progress *batch, size_t index);

/* From the stick's own thread: nothing more is to come of it. */
void batch_progress_end(struct batch_progress *batch, size_t index, bool proven);

/* Accepts a zeroed one. */
void batch_progress_done(struct batch_progress *batch);

#endif
