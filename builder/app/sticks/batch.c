#include "app/sticks/batch.h"

#include "base/mem.h"
#include "base/text.h"

#include <stdio.h>
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
		stick->delivery.report = scoreboard_report(&fleet->board, i, stick->disk->path);
}

bool fleet_open(struct fleet *out, const struct delivery *delivery, const struct sticks *sticks,
                struct failure *why)
{
	bool good = true;

	*out = (struct fleet){
		.delivery = delivery,
		.sticks_chosen = sticks,
		.sticks = mem_zalloc(sticks->count, sizeof(*out->sticks)),
		.count = sticks->count,
	};
	if (!is_one(out))
		scoreboard_begin(&out->board, delivery->report, out->count);
	for (size_t i = 0; i < out->count; i++)
		begin_stick(out, i);
	for (size_t i = 0; good && i < out->count; i++)
		good = deliver_open(out->sticks[i].disk, &out->sticks[i].target, why);
	if (!good && !is_one(out)) {
		const struct failure cause = *why;

		fail(why, cause.kind, "%.900s, nor on any other stick", cause.text);
	}
	return good;
}

static void deliver(void *context)
{
	struct fleet_stick *stick = context;
	struct fleet *fleet = stick->fleet;

	stick->good = deliver_to_device(&stick->delivery, stick->disk, TAKE(stick->target),
	                                &stick->ejected, &stick->why);
	if (!is_one(fleet))
		scoreboard_end(&fleet->board, (size_t)(stick - fleet->sticks), stick->good);
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
		deliver(&fleet->sticks[0]);
	} else {
		for (size_t i = 0; i < fleet->count; i++)
			job_start(&fleet->sticks[i].job, deliver, &fleet->sticks[i]);
		for (size_t i = 0; i < fleet->count; i++)
			job_wait(&fleet->sticks[i].job);
		scoreboard_done(&fleet->board);
	}
	if (fleet->delivery->options->replug)
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

static json_t *failed_json(const struct outcome *outcomes, size_t count)
{
	json_t *failed = json_array();

	for (size_t i = 0; i < count; i++) {
		const struct failure *why = outcomes[i].why;
		char clean[sizeof(why->text)];

		if (!why)
			continue;
		text_clean(clean, sizeof(clean), why->text);
		json_array_append_new(failed, json_pack("{s:s, s:s, s:i, s:s}", "device",
		                                        outcomes[i].disk->path, "kind",
		                                        report_kind(why->kind), "status",
		                                        (int)why->kind, "message", clean));
	}
	return failed;
}

/* The first failure in the order given counts; each was told with its reason. */
static bool sum_up(struct report *report, const struct outcome *outcomes, size_t count,
                   struct failure *why)
{
	AUTO_FREE char *names = mem_strdup("");
	const struct failure *first = NULL;
	size_t proven = 0;

	for (size_t i = 0; i < count; i++) {
		const struct failure *failed = outcomes[i].why;
		char *longer;

		proven += !failed;
		if (!failed)
			continue;
		report_subject(report, "Failed: %s: %s", outcomes[i].disk->path, failed->text);
		longer = mem_printf("%s%s'%s'", names, first ? ", " : "", outcomes[i].disk->path);
		free(names);
		names = longer;
		first = first ? first : failed;
	}
	report_event(report, "summary",
	             json_pack("{s:I, s:I, s:o}", "sticks", (json_int_t)count, "proven",
	                       (json_int_t)proven, "failed", failed_json(outcomes, count)));
	if (first)
		return fail(why, first->kind, "%zu of %zu sticks are proven; failed: %s", proven,
		            count, names);
	if (!report->json)
		printf("All %zu sticks are proven.\n", count);
	return true;
}

bool fleet_tell(const struct fleet *fleet, const struct story *story, const struct digest *used,
                struct failure *why)
{
	struct report *report = fleet->delivery->report;
	AUTO_FREE struct outcome *outcomes = mem_zalloc(fleet->count, sizeof(*outcomes));

	for (size_t i = 0; i < fleet->count; i++)
		outcomes[i] = outcome_of(fleet, i);
	if (!is_one(fleet)) {
		tell_results(report, story, used, outcomes, fleet->count);
		return sum_up(report, outcomes, fleet->count, why);
	}
	if (!outcomes[0].why || outcomes[0].replugged)
		tell_result(report, story, used, &outcomes[0]);
	if (outcomes[0].why)
		*why = *outcomes[0].why;
	return !outcomes[0].why;
}

void fleet_done(struct fleet *fleet)
{
	scoreboard_done(&fleet->board);
	for (size_t i = 0; i < fleet->count; i++)
		target_close(fleet->sticks[i].target);
	free(fleet->replugs);
	free(fleet->sticks);
	*fleet = (struct fleet){ 0 };
}
