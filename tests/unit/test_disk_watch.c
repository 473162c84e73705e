/* app/disks/disk_watch: which disk was plugged in, and which pulled out. */
#include "app/disks/disk_watch.h"

#include "test.h"

#include "device_world.h"

enum { TOLD = 256 };

/* "+sdb -sdc " */
static void note(void *context, const struct disk *disk, bool is_here)
{
	char *told = context;
	const size_t used = strlen(told);

	snprintf(told + used, TOLD - used, "%c%s ", is_here ? '+' : '-', disk->name);
}

#define DISK "devices/pci/usb1/block/sdb"

static void plug_in(const struct fake_world *world, const char *sequence, const char *sectors)
{
	world_disk(world, DISK, "8:16");
	world_value(world, DISK, "size", sectors);
	world_value(world, DISK, "diskseq", sequence);
}

static void pull_out(const struct fake_world *world)
{
	AUTO_FREE char *listed = mem_printf("%s/sys/block/sdb", world->folder);

	assert_return_code(unlink(listed), 0);
}

static void look(struct disk_watch *watch, const char *expected)
{
	char told[TOLD] = "";
	struct failure why;

	assert_true(disk_watch_look(watch, note, told, &why));
	assert_string_equal(told, expected);
}

static void what_comes_and_goes_is_told_once(void **state)
{
	struct fake_world world = make_world();
	struct disk_watch watch = { .world = &world.world };

	(void)state;
	look(&watch, "");
	plug_in(&world, "2", "4096");
	look(&watch, "+sdb ");
	look(&watch, "");
	pull_out(&world);
	look(&watch, "-sdb ");
	disk_watch_done(&watch);
	leave_world(&world);
}

static void what_was_there_before_is_not_told(void **state)
{
	struct fake_world world = make_world();
	struct disk_watch watch = { .world = &world.world };

	(void)state;
	plug_in(&world, "2", "4096");
	look(&watch, "");
	disk_watch_done(&watch);
	leave_world(&world);
}

static void a_disk_in_the_place_of_another_is_a_new_one(void **state)
{
	struct fake_world world = make_world();
	struct disk_watch watch = { .world = &world.world };

	(void)state;
	plug_in(&world, "2", "4096");
	look(&watch, "");
	world_value(&world, DISK, "diskseq", "3");
	look(&watch, "-sdb +sdb ");
	disk_watch_done(&watch);
	leave_world(&world);
}

static void an_empty_slot_of_a_reader_is_no_disk_until_it_has_a_card(void **state)
{
	struct fake_world world = make_world();
	struct disk_watch watch = { .world = &world.world };

	(void)state;
	look(&watch, "");
	plug_in(&world, "4", "0");
	look(&watch, "");
	world_value(&world, DISK, "size", "4096");
	look(&watch, "+sdb ");
	disk_watch_done(&watch);
	leave_world(&world);
}

TEST_MAIN(TEST(what_comes_and_goes_is_told_once), TEST(what_was_there_before_is_not_told),
          TEST(a_disk_in_the_place_of_another_is_a_new_one),
          TEST(an_empty_slot_of_a_reader_is_no_disk_until_it_has_a_card))
