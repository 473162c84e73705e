#include "app/sticks/batch.h"

#include "app/event.h"
#include "app/sticks/deliver_device.h"
#include "base/mem.h"
#include "base/text/joined.h"

#include <stdlib.h>

static bool is_one(const struct batch *batch)
{
	return batch->count == 1;
}

static void begin_stick(struct batch *batch, size_t i)
{
	struct batch_stick *stick = &batch->sticks[i];

	stick->batch = batch;
	stick->delivery = *batch->delivery;
	stick->disk = &batch->sticks_chosen->disks[i];
	if (!is_one(batch))
		stick->delivery.ui = ui_part(batch->delivery->ui, i);
}

bool batch_open(struct batch *out, const struct delivery *delivery, const struct sticks *sticks,
                struct failure *why)
{
	bool good = true;

	*out = (struct batch){
		.delivery = delivery,
		.sticks_chosen = sticks,
		.sticks = mem_zalloc(sticks->count, sizeof(*out->sticks)),
		.names = mem_zalloc(sticks->count, sizeof(*out->names)),
		.count = sticks->count,
	};
	for (size_t i = 0; i < out->count; i++)
		out->names[i] = sticks->disks[i].path;
	out->has_parts = !is_one(out);
	if (out->has_parts)
		ui_begin_parts(delivery->ui, out->names, out->count);
	for (size_t i = 0; i < out->count; i++)
		begin_stick(out, i);
	for (size_t i = 0; good && i < out->count; i++)
		good = deliver_device_open(out->sticks[i].disk, &delivery->ui->progress,
		                           &out->sticks[i].target, why);
	if (!good && !is_one(out)) {
		const struct failure cause = *why;

		fail_like(why, &cause, "%.900s, nor on any other stick", cause.text);
	}
	return good;
}

static void end_parts(struct batch *batch)
{
	if (batch->has_parts)
		ui_end_parts(batch->delivery->ui);
	batch->has_parts = false;
}

static void deliver_one(void *context)
{
	struct batch_stick *stick = context;
	struct batch *batch = stick->batch;

	stick->good = deliver_device(&stick->delivery, stick->disk, TAKE(stick->target),
	                             &stick->ejected, &stick->why);
	if (!is_one(batch))
		ui_end_part(batch->delivery->ui, (size_t)(stick - batch->sticks), stick->good);
}

/* In the order given, and only those that are right so far. */
static void replug(struct batch *batch)
{
	batch->replugs = mem_zalloc(batch->count, sizeof(*batch->replugs));
	for (size_t i = 0; i < batch->count; i++) {
		batch->replugs[i].was = batch->sticks[i].disk;
		batch->replugs[i].state = batch->sticks[i].good ? REPLUG_AWAITED : REPLUG_NONE;
	}
	replug_all(batch->replugs, batch->count, batch->delivery, REPLUG_PATIENCE);
	for (size_t i = 0; i < batch->count; i++) {
		if (batch->replugs[i].state == REPLUG_NONE)
			continue;
		batch->sticks[i].good = batch->replugs[i].state == REPLUG_PROVEN;
		batch->sticks[i].why = batch->replugs[i].why;
		batch->sticks[i].ejected = false;
	}
}

void batch_deliver(struct batch *batch)
{
	if (is_one(batch)) {
		deliver_one(&batch->sticks[0]);
	} else {
		for (size_t i = 0; i < batch->count; i++)
			job_start(&batch->sticks[i].job, deliver_one, &batch->sticks[i]);
		for (size_t i = 0; i < batch->count; i++)
			job_wait(&batch->sticks[i].job);
		end_parts(batch);
	}
	if (batch->delivery->terms->replug)
		replug(batch);
}

static struct outcome outcome_of(const struct batch *batch, size_t i)
{
	const struct batch_stick *stick = &batch->sticks[i];
	const struct replug_stick *again = batch->replugs ? &batch->replugs[i] : NULL;

	return (struct outcome){
		.disk = stick->disk,
		.ejected = stick->ejected,
		.replugged = again && again->state != REPLUG_NONE,
		.again = again && again->state == REPLUG_PROVEN ? &again->now : NULL,
		.why = stick->good ? NULL : &stick->why,
	};
}

/* The first failure in the order given counts; each was reported with its reason. */
static bool sum_up(const struct outcome *outcomes, size_t count, struct failure *why)
{
	AUTO_FREE char *list = NULL;
	struct joined names = { 0 };
	const struct failure *first = NULL;
	size_t proven = 0;

	for (size_t i = 0; i < count; i++) {
		proven += !outcomes[i].why;
		if (!outcomes[i].why)
			continue;
		joined_add(&names, ", ", "'%s'", outcomes[i].disk->path);
		first = first ? first : outcomes[i].why;
	}
	list = joined_take(&names);
	return !first || fail_like(why, first, "%zu of %zu sticks are proven; failed: %s", proven,
	                           count, list);
}

bool batch_report(const struct batch *batch, const struct summary *summary,
                  const struct digest *used, struct failure *why)
{
	AUTO_FREE struct outcome *outcomes = mem_zalloc(batch->count, sizeof(*outcomes));
	const struct ui_event event = {
		.kind = is_one(batch) ? EVENT_RESULT : EVENT_RESULTS,
		.job = { summary, used, outcomes, batch->count },
	};

	for (size_t i = 0; i < batch->count; i++)
		outcomes[i] = outcome_of(batch, i);
	if (!is_one(batch) || !outcomes[0].why || outcomes[0].replugged)
		ui_event(batch->delivery->ui, &event);
	if (!is_one(batch))
		return sum_up(outcomes, batch->count, why);
	if (outcomes[0].why)
		*why = *outcomes[0].why;
	return !outcomes[0].why;
}

void batch_done(struct batch *batch)
{
	end_parts(batch);
	for (size_t i = 0; i < batch->count; i++)
		target_close(batch->sticks[i].target);
	free(batch->replugs);
	free(batch->sticks);
	free(batch->names);
	*batch = (struct batch){ 0 };
}
