#include "cli/output/batch_progress.h"

#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Of those at work the one that has begun the fewest steps, but at least one; else NULL. */
static const struct scoreboard_place *find_last(const struct scoreboard_place *const *places,
                                                size_t count)
{
	const struct scoreboard_place *last = NULL;

	for (size_t i = 0; i < count; i++) {
		if (places[i]->state == SCOREBOARD_AT_WORK && places[i]->steps &&
		    (!last || places[i]->steps < last->steps))
			last = places[i];
	}
	return last;
}

static bool is_past(const struct scoreboard_place *place, const struct scoreboard_place *last)
{
	return place->state == SCOREBOARD_PROVEN || place->steps > last->steps;
}

static void add_place(struct scoreboard_sum *sum, const struct scoreboard_place *place,
                      const struct scoreboard_place *last)
{
	if (place->state == SCOREBOARD_FAILED) {
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

void scoreboard_sum_up(const struct scoreboard_place *const *places, size_t count,
                       struct scoreboard_sum *out)
{
	const struct scoreboard_place *last = find_last(places, count);

	*out = (struct scoreboard_sum){ 0 };
	if (!last)
		return;
	out->step = last->step;
	for (size_t i = 0; i < count; i++)
		add_place(out, places[i], last);
	if (!last->total)
		out->total = 0;
}

/* "3 of 8 sticks done, 1 failed, " */
static void make_remark(struct scoreboard *board, const struct scoreboard_sum *sum)
{
	int used = snprintf(board->remark, SCOREBOARD_REMARK, "%zu of %zu sticks done, ", sum->past,
	                    board->count);

	if (sum->failed)
		snprintf(board->remark + used, SCOREBOARD_REMARK - (size_t)used, "%zu failed, ",
		         sum->failed);
}

static void show_sum(struct scoreboard *board)
{
	struct scoreboard_sum sum;

	scoreboard_sum_up(board->places, board->count, &sum);
	if (!sum.step)
		return;
	make_remark(board, &sum);
	report_step(board->whole, sum.step, sum.done, sum.total);
}

/* The same step again is another one when it begins anew. */
static void follow(struct scoreboard_place *place, const char *step, uint64_t done, uint64_t total)
{
	if (!place->step || strcmp(place->step, step) != 0 || done < place->done)
		place->steps++;
	place->step = step;
	place->done = done;
	place->total = total;
}

static void watch(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct scoreboard_stick *stick = (struct scoreboard_stick *)progress;
	struct scoreboard *board = stick->board;

	pthread_mutex_lock(&board->lock);
	follow(&stick->place, step, done, total);
	if (board->whole->live)
		show_sum(board);
	else
		report_step(&stick->report, step, done, total);
	pthread_mutex_unlock(&board->lock);
}

/* Whoever tells something holds the lock already when the line on the terminal gives way to it. */
static void make_lock(pthread_mutex_t *lock)
{
	pthread_mutexattr_t kind;

	pthread_mutexattr_init(&kind);
	pthread_mutexattr_settype(&kind, PTHREAD_MUTEX_RECURSIVE);
	pthread_mutex_init(lock, &kind);
	pthread_mutexattr_destroy(&kind);
}

void scoreboard_begin(struct scoreboard *out, struct report *whole, size_t count)
{
	*out = (struct scoreboard){
		.whole = whole,
		.sticks = mem_zalloc(count, sizeof(*out->sticks)),
		.places = mem_zalloc(count, sizeof(struct scoreboard_place *)),
		.count = count,
	};
	make_lock(&out->lock);
	whole->lock = &out->lock;
	whole->remark = out->remark;
	for (size_t i = 0; i < count; i++)
		out->places[i] = &out->sticks[i].place;
}

struct report *scoreboard_report(struct scoreboard *board, size_t index, const char *device)
{
	struct scoreboard_stick *stick = &board->sticks[index];

	report_begin_part(&stick->report, board->whole, device);
	stick->report.progress.report = watch;
	stick->board = board;
	return &stick->report;
}

void scoreboard_end(struct scoreboard *board, size_t index, bool proven)
{
	pthread_mutex_lock(&board->lock);
	board->sticks[index].place.state = proven ? SCOREBOARD_PROVEN : SCOREBOARD_FAILED;
	if (board->whole->live)
		show_sum(board);
	pthread_mutex_unlock(&board->lock);
}

void scoreboard_done(struct scoreboard *board)
{
	if (!board->whole)
		return;
	report_end_line(board->whole);
	board->whole->lock = NULL;
	board->whole->remark = NULL;
	pthread_mutex_destroy(&board->lock);
	free(board->places);
	free(board->sticks);
	*board = (struct scoreboard){ 0 };
}
