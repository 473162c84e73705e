/*
 * fleet_work - one router of a fleet in a worker: what it is told, and what it replies.
 *
 * The reply is JSON, between two processes of this program.
 */
#ifndef FLEET_WORK_H
#define FLEET_WORK_H

#include "app/fleet/fleet_file.h"
#include "app/fleet/fleet_outcome.h"
#include "app/knowledge/knowledge.h"
#include "app/ui.h"
#include "firmware/sandbox/sandbox.h"

struct fleet_task {
	struct request request;    /* the fleet's own */
	const struct fleet *fleet; /* selected */
	const json_t *lock;        /* NULL: not --locked */
	char *lock_path;
	bool makes_lock;
	bool adds_sums; /* image_sums.h */
	struct {
		bool was_tried;
		struct knowledge knowledge; /* the keys alone */
		struct sandbox_pool pool;
	} shared; /* by what one worker makes */
};

/*
 * In a worker: makes the image, or the lock file, of the entry at `index`. A new reference. After
 * one that found no server the next one looks for it no longer than a second.
 */
json_t *fleet_work(struct fleet_task *task, size_t index);

/* What a task had to itself where this program was its own worker; accepts a zeroed one. */
void fleet_task_done(struct fleet_task *task);

/* Fills what the reply says; NULL: the worker ended early. Warnings go to `ui`. */
void fleet_work_take(struct fleet_outcome *out, const json_t *reply, struct ui *ui);

#endif
