#include "app/rescue/person/walk.h"

#include "app/event.h"

enum { SECOND_MS = 1000 };

static bool is_for_person(const struct step *step)
{
	return !step->by_computer;
}

/* Where the next step for the person is, or the end. */
static size_t skip(const struct walk *walk, size_t at)
{
	while (at < walk->recipe->step_count && !is_for_person(&walk->recipe->steps[at]))
		at++;
	return at;
}

static void tell(struct walk *walk)
{
	const struct event_step step = { &walk->recipe->steps[walk->next], ++walk->number,
		                         walk->count };

	ui_event(walk->ui, &(struct ui_event){ .kind = EVENT_RESCUE_STEP, .step = step });
	walk->last = walk->next;
	walk->next = skip(walk, walk->next + 1);
}

/* Whether hands are on a button until the step at `at`, or let go of it there. */
static bool needs_hands(const struct walk *walk, size_t at)
{
	const struct step *steps = walk->recipe->steps;

	return step_is_held(steps, at) ||
	       (at && steps[at].act == ACT_RELEASE && step_is_held(steps, at - 1));
}

static void tell_group(struct walk *walk)
{
	walk->group = walk->next;
	walk->up_at = 0;
	if (walk->next < walk->recipe->step_count)
		tell(walk);
	while (walk->next < walk->recipe->step_count && needs_hands(walk, walk->next))
		tell(walk);
}

static void tell_rest(struct walk *walk)
{
	while (walk->next < walk->recipe->step_count)
		tell(walk);
	walk->group = walk->last;
}

void walk_begin(struct walk *out, const struct recipe *recipe, struct ui *ui, bool one_by_one)
{
	*out = (struct walk){ .recipe = recipe, .ui = ui };
	for (size_t i = 0; i < recipe->step_count; i++)
		out->count += is_for_person(&recipe->steps[i]);
	out->next = skip(out, 0);
	if (one_by_one)
		tell_group(out);
	else
		tell_rest(out);
}

/* Whether what was told last is done when the link changes like that. */
static bool is_done_by(const struct walk *walk, enum walk_link link)
{
	const struct step *step = &walk->recipe->steps[walk->group];

	if (walk->last > walk->group)
		return false;
	if (link == WALK_DOWN)
		return step->act == ACT_POWER_OUT || step->act == ACT_CABLE_OUT;
	return step->act == ACT_POWER_IN || step->act == ACT_CABLE_IN;
}

static void see_link(struct walk *walk, enum walk_link link, uint64_t now)
{
	const bool is_change = walk->link != WALK_UNSEEN && walk->link != link;

	walk->link = link;
	if (!is_change)
		return;
	walk->up_at = link == WALK_UP ? now : 0;
	if (is_done_by(walk, link) && walk->next < walk->recipe->step_count)
		tell_group(walk);
}

static void hear_state(struct walk *walk, const struct net_event *event, uint64_t now)
{
	switch (event->state) {
	case NET_NO_CARRIER: see_link(walk, WALK_DOWN, now); break;
	case NET_QUIET:
	case NET_SPEAKS: see_link(walk, WALK_UP, now); break;
	case NET_SENDING:
		walk->is_writing = false;
		tell_rest(walk);
		break;
	case NET_WRITING:
		walk->is_writing = true;
		walk->writes_till = event->total ? now + event->total : 0;
		break;
	case NET_WRITTEN:
	case NET_CLOSED:
	case NET_LOOKING: walk->is_writing = false; break;
	default: break;
	}
}

void walk_hear(struct walk *walk, const struct net_event *event, uint64_t now)
{
	if (event->kind == NET_STATE)
		hear_state(walk, event, now);
}

/* Of those told last; 0: no source says. */
static uint64_t hold_seconds(const struct walk *walk)
{
	for (size_t i = walk->group; i <= walk->last; i++) {
		const struct span *span = &walk->recipe->steps[i].span;

		if (span->about || span->least)
			return span->about ? span->about : span->least;
	}
	return 0;
}

static void count_to(struct event_wait *wait, uint64_t then, uint64_t now)
{
	wait->is_counted = true;
	wait->left = then > now ? (then - now + SECOND_MS - 1) / SECOND_MS : 0;
}

static void say_meanwhile(const struct walk *walk, uint64_t now)
{
	const bool is_held = walk->last > walk->group;
	const uint64_t seconds = is_held && walk->up_at ? hold_seconds(walk) : 0;
	struct event_wait wait = {
		.has_link = walk->link == WALK_UP,
		.is_held = is_held,
		.is_writing = walk->is_writing,
		.enter_goes_on = walk->next < walk->recipe->step_count,
	};

	if (walk->is_writing && walk->writes_till)
		count_to(&wait, walk->writes_till, now);
	else if (seconds)
		count_to(&wait, walk->up_at + seconds * SECOND_MS, now);
	ui_event(walk->ui, &(struct ui_event){ .kind = EVENT_RESCUE_WAIT, .wait = wait });
}

void walk_look(struct walk *walk, uint64_t now)
{
	if (walk->next < walk->recipe->step_count && ui_nudged(walk->ui))
		tell_group(walk);
	if (walk->link != WALK_UNSEEN)
		say_meanwhile(walk, now);
}
