#include "app/sticks/batch.h"

#include "app/event.h"
#include "app/sticks/deliver_device.h"
#include "base/mem.h"

#include <stdlib.h>

static bool is_one(const struct fleet *fleet)
{
	return fleet->count == 1;
}

static void begin_stick(struct fleet *fleet, size_t i)
{
	struct fleet_stick *stick = &fleet->sticks[i];

	stick->fleet = fleet;
	stick->delivery = *fleet->delivery;
	stick->disk = &fleet->sticks_chosen->disks[i];
	if (!is_one(fleet))
		stick->delivery.ui = ui_part(fleet->delivery->ui, i);
}

bool fleet_open(struct fleet *out, const struct delivery *delivery, const struct sticks *sticks,
                struct failure *why)
{
	bool good = true;

	*out = (struct fleet){
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
		good = deliver_device_open(out->sticks[i].disk, &out->sticks[i].target, why);
	if (!good && !is_one(out)) {
		const struct failure cause = *why;

		fail(why, cause.kind, "%.900s, nor on any other stick", cause.text);
	}
	return good;
}

static void end_parts(struct fleet *fleet)
{
	if (fleet->has_parts)
		ui_end_parts(fleet->delivery->ui);
	fleet->has_parts = false;
}

static void deliver_one(void *context)
{
	struct fleet_stick *stick = context;
	struct fleet *fleet = stick->fleet;

	stick->good = deliver_device(&stick->delivery, stick->disk, TAKE(stick->target),
	                             &stick->ejected, &stick->why);
	if (!is_one(fleet))
		ui_end_part(fleet->delivery->ui, (size_t)(stick - fleet->sticks), stick->good);
}

/* In the order given, and only those that are right so far. */
static void replug(struct fleet *fleet)
{
	fleet->replugs = mem_zalloc(fleet->count, sizeof(*fleet->replugs));
	for (size_t i = 0; i < fleet->count; i++) {
		fleet->replugs[i].was = fleet->sticks[i].disk;
		fleet->replugs[i].state = fleet->sticks[i].good ? REPLUG_AWAITED : REPLUG_NONE;
	}
	replug_all(fleet->replugs, fleet->count, fleet->delivery, REPLUG_PATIENCE);
	for (size_t i = 0; i < fleet->count; i++) {
		if (fleet->replugs[i].state == REPLUG_NONE)
			continue;
		fleet->sticks[i].good = fleet->replugs[i].state == REPLUG_PROVEN;
		fleet->sticks[i].why = fleet->replugs[i].why;
		fleet->sticks[i].ejected = false;
	}
}

void fleet_deliver(struct fleet *fleet)
{
	if (is_one(fleet)) {
		deliver_one(&fleet->sticks[0]);
	} else {
		for (size_t i = 0; i < fleet->count; i++)
			job_start(&fleet->sticks[i].job, deliver_one, &fleet->sticks[i]);
		for (size_t i = 0; i < fleet->count; i++)
			job_wait(&fleet->sticks[i].job);
		end_parts(fleet);
	}
	if (fleet->delivery->terms->replug)
		replug(fleet);
}

static struct outcome outcome_of(const struct fleet *fleet, size_t i)
{
	const struct fleet_stick *stick = &fleet->sticks[i];
	const struct replug_stick *again = fleet->replugs ? &fleet->replugs[i] : NULL;

	return (struct outcome){
		.disk = stick->disk,
		.ejected = stick->ejected,
		.replugged = again && again->state != REPLUG_NONE,
		.again = again && again->state == REPLUG_PROVEN ? &again->now : NULL,
		.why = stick->good ? NULL : &stick->why,
	};
}

/* The first failure in the order given counts; each was told with its reason. */
static bool sum_up(const struct outcome *outcomes, size_t count, struct failure *why)
{
	AUTO_FREE char *names = mem_strdup("");
	const struct failure *first = NULL;
	size_t proven = 0;

	for (size_t i = 0; i < count; i++) {
		AUTO_FREE char *before = NULL;

		proven += !outcomes[i].why;
		if (!outcomes[i].why)
			continue;
		before = TAKE(names);
		names = mem_printf("%s%s'%s'", before, first ? ", " : "", outcomes[i].disk->path);
		first = first ? first : outcomes[i].why;
	}
	return !first || fail(why, first->kind, "%zu of %zu sticks are proven; failed: %s", proven,
	                      count, names);
}

bool fleet_tell(const struct fleet *fleet, const struct summary *summary, const struct digest *used,
                struct failure *why)
{
	AUTO_FREE struct outcome *outcomes = mem_zalloc(fleet->count, sizeof(*outcomes));
	const struct ui_event event = {
		.kind = is_one(fleet) ? EVENT_RESULT : EVENT_RESULTS,
		.job = { summary, used, outcomes, fleet->count },
	};

	for (size_t i = 0; i < fleet->count; i++)
		outcomes[i] = outcome_of(fleet, i);
	if (!is_one(fleet) || !outcomes[0].why || outcomes[0].replugged)
		ui_event(fleet->delivery->ui, &event);
	if (!is_one(fleet))
		return sum_up(outcomes, fleet->count, why);
	if (outcomes[0].why)
		*why = *outcomes[0].why;
	return !outcomes[0].why;
}

void fleet_done(struct fleet *fleet)
{
	end_parts(fleet);
	for (size_t i = 0; i < fleet->count; i++)
		target_close(fleet->sticks[i].target);
	free(fleet->replugs);
	free(fleet->sticks);
	free(fleet->names);
	*fleet = (struct fleet){ 0 };
}
