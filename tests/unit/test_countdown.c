/* app/rescue/person/countdown: a router's power is switched by the clock. */
#include "app/rescue/person/countdown.h"

#include "app/event.h"

#include "test.h"

enum { EVENTS = 256 };

/* A person with a plug, on a clock that nobody waits for. */
struct scene {
	struct ui ui; /* first */
	uint64_t now; /* milliseconds */
	uint64_t interrupt_at;
	struct event_toggle events[EVENTS];
	uint64_t at[EVENTS];
	size_t count;
};

static bool wait_until(void *context, uint64_t at)
{
	struct scene *scene = context;

	if (scene->now < at)
		scene->now = at;
	return !scene->interrupt_at || scene->now < scene->interrupt_at;
}

static uint64_t now(void *context)
{
	return ((struct scene *)context)->now;
}

static void take_event(struct ui *ui, const struct ui_event *event)
{
	struct scene *scene = (struct scene *)ui;

	assert_int_equal(event->kind, EVENT_TOGGLE);
	assert_true(scene->count < EVENTS);
	scene->at[scene->count] = scene->now;
	scene->events[scene->count++] = event->toggle;
	scene->now += 30; /* what it takes to show */
}

static bool run(struct scene *scene, struct toggle toggle)
{
	static const struct ui_calls calls = { .event = take_event };
	const struct countdown countdown = countdown_of(&toggle);

	scene->ui.calls = &calls;
	scene->now = 7000;
	return countdown_run(&countdown, &(struct countdown_clock){ wait_until, now, scene },
	                     &scene->ui);
}

/* When the power changes, in milliseconds since the first time that it is on. */
static size_t changes_of(const struct scene *scene, uint64_t changes[EVENTS])
{
	uint64_t from = 0;
	size_t count = 0;

	for (size_t i = 0; i < scene->count; i++) {
		const struct event_toggle *event = &scene->events[i];

		if (event->phase == TOGGLE_READY || event->left != event->seconds ||
		    event->is_second_beat)
			continue;
		if (!count)
			from = scene->at[i];
		changes[count++] = scene->at[i] - from;
	}
	return count;
}

static void the_power_changes_when_the_recipe_says(void **state)
{
	static const uint64_t expected[] = { 0, 15000, 25000, 40000, 50000, 65000, 75000 };
	struct scene scene = { 0 };
	uint64_t changes[EVENTS];

	(void)state;
	assert_true(
	        run(&scene, (struct toggle){ .on_seconds = 15, .off_seconds = 10, .times = 3 }));
	assert_int_equal(changes_of(&scene, changes), 7);
	assert_memory_equal(changes, expected, sizeof(expected));
	assert_int_equal(scene.events[scene.count - 1].phase, TOGGLE_STAY_ON);
}

static void each_second_counts_down_and_a_change_beats_twice(void **state)
{
	struct scene scene = { 0 };
	uint64_t left = 0;
	size_t beats = 0;

	(void)state;
	assert_true(run(&scene, (struct toggle){ .on_seconds = 2, .off_seconds = 3, .times = 2 }));
	for (size_t i = 0; i < scene.count; i++) {
		const struct event_toggle *event = &scene.events[i];

		if (event->is_second_beat) {
			assert_int_equal(event->left, event->seconds);
			assert_in_range(scene.at[i] - scene.at[i - 1], 150, 400);
			beats++;
			continue;
		}
		assert_int_equal(event->left, left > 1 ? left - 1 : event->seconds);
		left = event->left;
		assert_int_equal(event->count, 2);
	}
	assert_int_equal(beats, 1 + 2 * 2 + 1);
}

static void what_no_source_says_is_said_to_be_unknown(void **state)
{
	const struct countdown known =
	        countdown_of(&(struct toggle){ .on_seconds = 2, .times = 3 });
	const struct countdown unknown = countdown_of(&(struct toggle){ .times = 3 });

	(void)state;
	assert_true(known.on_is_known);
	assert_int_equal(known.on_seconds, 2);
	assert_false(unknown.on_is_known);
	assert_in_range(unknown.on_seconds, 2, 15);
	assert_in_range(unknown.off_seconds, 2, 10);
}

static void an_interrupt_ends_the_count_at_once(void **state)
{
	(void)state;
	for (uint64_t at = 7001; at < 20000; at += 500) {
		struct scene scene = { .interrupt_at = at };

		assert_false(run(&scene, (struct toggle){ .on_seconds = 2, .times = 3 }));
		assert_in_range(scene.now, at, at + 1000);
		assert_true(scene.events[scene.count - 1].phase != TOGGLE_STAY_ON);
	}
}

TEST_MAIN(TEST(the_power_changes_when_the_recipe_says),
          TEST(each_second_counts_down_and_a_change_beats_twice),
          TEST(what_no_source_says_is_said_to_be_unknown),
          TEST(an_interrupt_ends_the_count_at_once))
