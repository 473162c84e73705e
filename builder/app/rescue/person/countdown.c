#include "app/rescue/person/countdown.h"

#include "app/event.h"
#include "base/interrupt.h"
#include "base/wait.h"

enum {
	SECOND_MS = 1000,
	SECOND_BEAT_MS = 200,
	READY_S = 5,
	OTHERS_ON_S = 10, /* 2 to 15 are known */
	USUAL_OFF_S = 5,
};

static bool wait_here(void *context, uint64_t at)
{
	(void)context;
	for (uint64_t now = wait_now(); now < at && !interrupt_requested(); now = wait_now())
		wait_pause(at - now);
	return !interrupt_requested();
}

static uint64_t now_here(void *context)
{
	(void)context;
	return wait_now();
}

const struct countdown_clock countdown_clock_here = { wait_here, now_here, NULL };

struct countdown countdown_of(const struct toggle *toggle)
{
	return (struct countdown){
		.on_seconds = toggle->on_seconds ? toggle->on_seconds : OTHERS_ON_S,
		.off_seconds = toggle->off_seconds ? toggle->off_seconds : USUAL_OFF_S,
		.times = toggle->times,
		.on_is_known = toggle->on_seconds != 0,
	};
}

struct counting {
	const struct countdown_clock *clock;
	struct ui *ui;
	struct event_toggle event;
	uint64_t at; /* when the next second begins: what is late does not add up */
};

static bool is_change(const struct counting *counting)
{
	return counting->event.left == counting->event.seconds;
}

static void report(const struct counting *counting)
{
	ui_event(counting->ui,
	         &(struct ui_event){ .kind = EVENT_TOGGLE, .toggle = counting->event });
}

/* Two beats at a change, one at each other second. */
static bool count_second(struct counting *counting)
{
	const struct countdown_clock *clock = counting->clock;

	if (!clock->wait_until(clock->context, counting->at))
		return false;
	counting->event.is_second_beat = false;
	report(counting);
	if (is_change(counting)) {
		if (!clock->wait_until(clock->context, counting->at + SECOND_BEAT_MS))
			return false;
		counting->event.is_second_beat = true;
		report(counting);
	}
	counting->at += SECOND_MS;
	return true;
}

static bool count(struct counting *counting, enum toggle_phase phase, uint64_t seconds)
{
	counting->event.phase = phase;
	counting->event.seconds = seconds;
	for (uint64_t left = seconds; left; left--) {
		counting->event.left = left;
		if (!count_second(counting))
			return false;
	}
	return true;
}

bool countdown_run(const struct countdown *countdown, const struct countdown_clock *clock,
                   struct ui *ui)
{
	struct counting counting = {
		.clock = clock,
		.ui = ui,
		.event = { .count = countdown->times },
		.at = clock->now(clock->context),
	};

	if (!count(&counting, TOGGLE_READY, READY_S))
		return false;
	for (uint64_t i = 1; i <= countdown->times; i++) {
		counting.event.number = i;
		if (!count(&counting, TOGGLE_ON, countdown->on_seconds) ||
		    !count(&counting, TOGGLE_OFF, countdown->off_seconds))
			return false;
	}
	return count(&counting, TOGGLE_STAY_ON, 1);
}
