#include "app/sticks/replug.h"

#include "test.h"

#include "device_world.h"

/* Every disk of a world in which the stick has that place and diskseq. */
struct seen {
	struct disk *disks;
	size_t count;
};

static struct seen look(const char *directory, const char *number, const char *sequence)
{
	struct fake_world world = make_world();
	struct seen seen = { 0 };
	struct failure why;

	world_disk(&world, "devices/virtual/block/loop0", "7:0");
	world_value(&world, "devices/virtual/block/loop0", "diskseq", "3");
	if (directory) {
		world_value(&world, "devices/usb1/1-2", "idVendor", "0781");
		world_value(&world, "devices/usb1/1-2", "product", "Ultra Fit");
		world_value(&world, "devices/usb1/1-2", "serial", "4C5300");
		world_disk(&world, directory, number);
		if (sequence)
			world_value(&world, directory, "diskseq", sequence);
	}
	assert_true(device_survey(&world.world, &seen.disks, &seen.count, &why));
	leave_world(&world);
	return seen;
}

#define AS(name) "devices/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block/" name

/* The stick among them, as it was before. */
static struct disk stick_in(const struct seen *seen)
{
	for (size_t i = 0; i < seen->count; i++) {
		if (seen->disks[i].usb)
			return seen->disks[i];
	}
	assert_true(false); /* there is no stick */
	return (struct disk){ 0 };
}

static const struct disk *find(const struct replug_stick *stick, const struct seen *seen)
{
	return replug_find(stick, stick, 1, seen->disks, seen->count);
}

static void a_stick_is_found_under_another_name(void **state)
{
	struct seen before = look(AS("sdb"), "8:16", "7");
	struct seen after = look(AS("sdd"), "8:48", "9");
	struct disk was = stick_in(&before);
	struct replug_stick stick = { .was = &was, .state = REPLUG_AWAITED };

	(void)state;
	replug_note_newest(&stick, before.disks, before.count);
	assert_non_null(find(&stick, &after));
	assert_string_equal(find(&stick, &after)->name, "sdd");
	free(before.disks);
	free(after.disks);
}

static void a_stick_that_was_never_pulled_out_is_not_taken(void **state)
{
	struct seen seen = look(AS("sdb"), "8:16", "7");
	struct disk was = stick_in(&seen);
	struct replug_stick stick = { .was = &was, .state = REPLUG_AWAITED };

	(void)state;
	replug_note_newest(&stick, seen.disks, seen.count);
	replug_note_gone(&stick, seen.disks, seen.count);
	assert_false(stick.gone);
	assert_null(find(&stick, &seen));
	free(seen.disks);
}

/* It was plugged in later, but before anybody was asked to plug one in. */
static void nor_is_its_twin_that_was_there_all_the_time(void **state)
{
	struct seen seen = look(AS("sdc"), "8:32", "9");
	struct disk was = stick_in(&seen);
	struct replug_stick stick = { .was = &was, .state = REPLUG_AWAITED };

	(void)state;
	was.sequence = 7;
	replug_note_newest(&stick, seen.disks, seen.count);
	assert_null(find(&stick, &seen));
	free(seen.disks);
}

static void without_diskseq_it_must_have_been_gone(void **state)
{
	struct seen there = look(AS("sdb"), "8:16", NULL);
	struct seen away = look(NULL, NULL, NULL);
	struct disk was = stick_in(&there);
	struct replug_stick stick = { .was = &was, .state = REPLUG_AWAITED };

	(void)state;
	replug_note_gone(&stick, there.disks, there.count);
	assert_null(find(&stick, &there));
	replug_note_gone(&stick, away.disks, away.count);
	assert_null(find(&stick, &away));
	replug_note_gone(&stick, there.disks, there.count);
	assert_non_null(find(&stick, &there));
	free(there.disks);
	free(away.disks);
}

static void another_stick_is_not_taken_for_it(void **state)
{
	struct seen before = look(AS("sdb"), "8:16", "7");
	struct seen after = look(AS("sdc"), "8:32", "9");
	struct disk was = stick_in(&before);
	struct replug_stick stick = { .was = &was, .state = REPLUG_AWAITED };

	(void)state;
	snprintf(was.serial, sizeof(was.serial), "4C5301");
	assert_null(find(&stick, &after));
	was = stick_in(&before);
	was.size++;
	assert_null(find(&stick, &after));
	was = stick_in(&before);
	snprintf(was.model, sizeof(was.model), "Ultra Slow");
	assert_null(find(&stick, &after));
	free(before.disks);
	free(after.disks);
}

/* Cheap sticks share a serial: then they are told apart by being there twice. */
static void two_that_are_alike_are_not_found_in_one(void **state)
{
	struct seen before = look(AS("sdb"), "8:16", "7");
	struct seen after = look(AS("sdb"), "8:16", "9");
	struct disk was = stick_in(&before);
	struct replug_stick sticks[] = {
		{ .was = &was, .state = REPLUG_PROVEN, .newest = 7, .now = stick_in(&after) },
		{ .was = &was, .state = REPLUG_AWAITED, .newest = 7 },
	};

	(void)state;
	assert_null(replug_find(&sticks[1], sticks, 2, after.disks, after.count));
	after.disks[after.count - 1].sequence = 11; /* pulled once more, and another one put in */
	assert_non_null(replug_find(&sticks[1], sticks, 2, after.disks, after.count));
	free(before.disks);
	free(after.disks);
}

static void patience_has_an_end(void **state)
{
	const struct ui_calls calls = { 0 };
	struct ui ui = { .calls = &calls };
	const struct disk was = { .path = "/dev/sdb", .sequence = UINT64_MAX };
	struct replug_stick sticks[] = {
		{ .was = &was, .state = REPLUG_AWAITED },
		{ .was = &was, .state = REPLUG_NONE },
	};
	const struct delivery delivery = { .ui = &ui };

	(void)state;
	replug_all(sticks, 2, &delivery, 0);
	assert_int_equal(sticks[0].state, REPLUG_FAILED);
	assert_int_equal(sticks[0].why.kind, FAIL_VERIFY);
	assert_non_null(strstr(sticks[0].why.text, "written and proven, but not proven again after "
	                                           "replugging"));
	assert_int_equal(sticks[1].state, REPLUG_NONE);
}

TEST_MAIN(TEST(a_stick_is_found_under_another_name),
          TEST(a_stick_that_was_never_pulled_out_is_not_taken),
          TEST(nor_is_its_twin_that_was_there_all_the_time),
          TEST(without_diskseq_it_must_have_been_gone), TEST(another_stick_is_not_taken_for_it),
          TEST(two_that_are_alike_are_not_found_in_one), TEST(patience_has_an_end))
