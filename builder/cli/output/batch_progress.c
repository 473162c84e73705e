#include "cli/output/batch_progress.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of those at work the one that has begun the fewest steps, but at least one; else NULL. */
static const struct batch_place *find_last(const struct batch_place *const *places, size_t count)
{
	const struct batch_place *last = NULL;

	for (size_t i = 0; i < count; i++) {
		if (places[i]->state == BATCH_AT_WORK && places[i]->steps &&
		    (!last || places[i]->steps < last->steps))
			last = places[i];
	}
	return last;
}

static bool is_past(const struct batch_place *place, const struct batch_place *last)
{
	return place->state == BATCH_PROVEN || place->steps > last->steps;
}

static void add_place(struct batch_sum *sum, const struct batch_place *place,
                      const struct batch_place *last)
{
	if (place->state == BATCH_FAILED) {
		sum->failed++;
	} else if (is_past(place, last)) {
		sum->past++;
		sum->done += last->total;
		sum->total += last->total;
	} else if (place->steps == last->steps) {
		sum->past += place->total && place->done >= place->total;
		sum->done += place->done;
		sum->total += place->total;
	} else {
		sum->total += last->total;
	}
}

void batch_progress_sum_up(const struct batch_place *const *places, size_t count,
                           struct batch_sum *out)
{
	const struct batch_place *last = find_last(places, count);

	*out = (struct batch_sum){ 0 };
	if (!last)
		return;
	out->step = last->step;
	for (size_t i = 0; i < count; i++)
		add_place(out, places[i], last);
	if (!last->total)
		out->total = 0;
}

/* "3 of 8 sticks done, 1 failed, " */
static void make_remark(struct batch_progress *batch, const struct batch_sum *sum)
{
	int used = snprintf(batch->remark, BATCH_REMARK, "%zu of %zu sticks done, ", sum->past,
	                    batch->count);

	if (sum->failed)
		snprintf(batch->remark + used, BATCH_REMARK - (size_t)used, "%zu failed, ",
		         sum->failed);
}

static void show_sum(struct batch_progress *batch)
{
	struct batch_sum sum;

	batch_progress_sum_up(batch->places, batch->count, &sum);
	if (!sum.step)
		return;
	make_remark(batch, &sum);
	report_step(batch->whole, sum.step, sum.done, sum.total);
}

/* The same step again is another one when it begins anew. */
static void follow(struct batch_place *place, const char *step, uint64_t done, uint64_t total)
{
	if (!place->step || strcmp(place->step, step) != 0 || done < place->done)
		place->steps++;
	place->step = step;
	place->done = done;
	place->total = total;
}

static void watch(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct batch_stick *stick = (struct batch_stick *)progress;
	struct batch_progress *batch = stick->batch;

	pthread_mutex_lock(&batch->lock);
	follow(&stick->place, step, done, total);
	if (batch->whole->live)
		show_sum(batch);
	else
		report_step(&stick->report, step, done, total);
	pthread_mutex_unlock(&batch->lock);
}

/* The caller of a message holds the lock already when it replaces the line on the terminal. */
static void make_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t kind;

	pthread_mutexattr_init(&kind);
	pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(lock, &kind);
	pthread_mutexattr_destroy(&kind);
}

void batch_progress_begin(struct batch_progress *out, struct report *whole,
                          const char *const *devices, size_t count)
{
	*out = (struct batch_progress){
		.whole = whole,
		.devices = devices,
		.sticks = mem_zalloc(count, sizeof(*out->sticks)),
		.places = mem_zalloc(count, sizeof(struct batch_place *)),
		.count = count,
	};
	make_lock(&out->lock);
	whole->lock = &out->lock;
	whole->remark = out->remark;
	for (size_t i = 0; i < count; i++)
		out->places[i] = &out->sticks[i].place;
}

struct report *batch_progress_report(struct batch_progress *batch, size_t index)
{
	struct batch_stick *stick = &batch->sticks[index];

	report_begin_part(&stick->report, batch->whole, batch->devices[index]);
	stick->report.ui.progress = (struct progress){ .report = watch };
	stick->batch = batch;
	return &stick->report;
}

void batch_progress_end(struct batch_progress *batch, size_t index, bool proven)
{
	pthread_mutex_lock(&batch->lock);
	batch->sticks[index].place.state = proven ? BATCH_PROVEN : BATCH_FAILED;
	if (batch->whole->live)
		show_sum(batch);
	pthread_mutex_unlock(&batch->lock);
}

void batch_progress_done(struct batch_progress *batch)
{
	if (!batch->whole)
		return;
	report_end_line(batch->whole);
	batch->whole->lock = NULL;
	batch->whole->remark = NULL;
	pthread_mutex_destroy(&batch->lock);
	free(batch->places);
	free(batch->sticks);
	*batch = (struct batch_progress){ 0 };
}
