/* app/rescue/person/walk: a person is led through the steps as keys and the link allow. */
#include "app/rescue/person/walk.h"

#include "app/event.h"

#include "test.h"

enum { TOLD = 32 };

/* A person, a link and a clock that nobody waits for. */
struct scene {
	struct ui ui; /* first */
	struct walk walk;
	uint64_t now;
	bool presses_enter;
	const struct step *told[TOLD];
	size_t count;
	struct event_wait wait; /* the last one */
};

static void take_event(struct ui *ui, const struct ui_event *event)
{
	struct scene *scene = (struct scene *)ui;

	if (event->kind == EVENT_RESCUE_WAIT) {
		scene->wait = event->wait;
		return;
	}
	assert_int_equal(event->kind, EVENT_RESCUE_STEP);
	assert_true(scene->count < TOLD);
	scene->told[scene->count++] = event->step.step;
	assert_int_equal(event->step.number, scene->count);
}

static bool nudged(struct ui *ui)
{
	struct scene *scene = (struct scene *)ui;
	const bool was_pressed = scene->presses_enter;

	scene->presses_enter = false;
	return was_pressed;
}

static const struct ui_calls calls = { .event = take_event, .nudged = nudged };

static struct step steps[] = {
	{ .act = ACT_POWER_OUT },
	{ .act = ACT_PC_ADDRESS, .by_computer = true },
	{ .act = ACT_CABLE_IN },
	{ .act = ACT_HOLD, .button = "Reset" },
	{ .act = ACT_POWER_IN, .span = { .about = 10 } },
	{ .act = ACT_RELEASE, .button = "Reset" },
	{ .act = ACT_HANDS_OFF, .span = { .about = 120 } },
};
enum { STEPS = sizeof(steps) / sizeof(*steps), OF_PERSON = STEPS - 1 };

static const struct recipe recipe = { .steps = steps, .step_count = STEPS };

static void begin(struct scene *scene, bool one_by_one)
{
	*scene = (struct scene){ .ui = { .calls = &calls, .can_ask = true }, .now = 5000 };
	walk_begin(&scene->walk, &recipe, &scene->ui, one_by_one);
}

static void hear(struct scene *scene, enum net_state state)
{
	walk_hear(&scene->walk, &(struct net_event){ .kind = NET_STATE, .state = state },
	          scene->now);
}

static void look(struct scene *scene)
{
	scene->now += 500;
	walk_look(&scene->walk, scene->now);
}

static void press_enter(struct scene *scene)
{
	scene->presses_enter = true;
	look(scene);
}

static void without_a_terminal_all_steps_are_told_at_once(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene, false);
	assert_int_equal(scene.count, OF_PERSON);
	assert_int_equal(scene.told[1]->act, ACT_CABLE_IN);
}

static void enter_tells_the_next_step(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene, true);
	hear(&scene, NET_QUIET);
	look(&scene);
	assert_int_equal(scene.count, 1);
	assert_true(scene.wait.enter_goes_on);
	press_enter(&scene);
	assert_int_equal(scene.count, 2);
	assert_int_equal(scene.told[1]->act, ACT_CABLE_IN);
}

static void a_link_that_goes_down_shows_that_the_power_is_out(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene, true);
	hear(&scene, NET_NO_CARRIER); /* it was so before: it shows nothing */
	assert_int_equal(scene.count, 1);
	hear(&scene, NET_QUIET);
	assert_int_equal(scene.count, 1);
	hear(&scene, NET_NO_CARRIER);
	assert_int_equal(scene.count, 2);
}

static void led_to_the_button(struct scene *scene)
{
	begin(scene, true);
	hear(scene, NET_NO_CARRIER);
	press_enter(scene);
	press_enter(scene);
}

static void no_key_is_needed_while_a_button_is_held(void **state)
{
	struct scene scene;

	(void)state;
	led_to_the_button(&scene);
	assert_int_equal(scene.count, 5);
	assert_int_equal(scene.told[2]->act, ACT_HOLD);
	assert_int_equal(scene.told[4]->act, ACT_RELEASE);
	look(&scene);
	assert_true(scene.wait.is_held);
	assert_false(scene.wait.has_link);
	assert_false(scene.wait.is_counted);
}

static void the_link_that_comes_up_starts_the_count(void **state)
{
	struct scene scene;

	(void)state;
	led_to_the_button(&scene);
	hear(&scene, NET_QUIET);
	assert_int_equal(scene.count, 5);
	look(&scene);
	assert_true(scene.wait.has_link && scene.wait.is_counted);
	assert_int_equal(scene.wait.left, 10);
	scene.now += 6000;
	look(&scene);
	assert_int_equal(scene.wait.left, 3);
	scene.now += 6000;
	look(&scene);
	assert_true(scene.wait.is_counted);
	assert_int_equal(scene.wait.left, 0);
	hear(&scene, NET_NO_CARRIER); /* the count begins anew with the power */
	look(&scene);
	assert_false(scene.wait.is_counted);
}

static void what_is_left_is_told_once_the_router_takes_its_firmware(void **state)
{
	struct scene scene;

	(void)state;
	begin(&scene, true);
	hear(&scene, NET_SENDING);
	assert_int_equal(scene.count, OF_PERSON);
	hear(&scene, NET_SENDING);
	press_enter(&scene);
	assert_int_equal(scene.count, OF_PERSON);
	assert_false(scene.wait.enter_goes_on);
}

static void the_time_of_writing_is_counted_down(void **state)
{
	const struct net_event writing = {
		.kind = NET_STATE,
		.state = NET_WRITING,
		.total = 60000,
	};
	struct scene scene;

	(void)state;
	begin(&scene, false);
	hear(&scene, NET_QUIET);
	walk_hear(&scene.walk, &writing, scene.now);
	look(&scene);
	assert_true(scene.wait.is_writing);
	assert_int_equal(scene.wait.left, 60);
	scene.now += 30000;
	look(&scene);
	assert_int_equal(scene.wait.left, 29);
	hear(&scene, NET_LOOKING);
	look(&scene);
	assert_false(scene.wait.is_writing);
}

TEST_MAIN(TEST(without_a_terminal_all_steps_are_told_at_once), TEST(enter_tells_the_next_step),
          TEST(a_link_that_goes_down_shows_that_the_power_is_out),
          TEST(no_key_is_needed_while_a_button_is_held),
          TEST(the_link_that_comes_up_starts_the_count),
          TEST(what_is_left_is_told_once_the_router_takes_its_firmware),
          TEST(the_time_of_writing_is_counted_down))
