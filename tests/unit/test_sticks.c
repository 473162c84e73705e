#include "app/sticks/confirm.h"
#include "app/sticks/removal.h"
#include "app/sticks/sticks.h"

#include <sys/sysmacros.h>

#include "test.h"

#include "device_world.h"

static const struct device_terms terms = { .size_min = 1 << 20, .layout = "fat32-mbr" };

/* The world's one stick, as if it had been looked into. */
static struct disk stick_of(const struct fake_world *world)
{
	AUTO_FREE struct disk *disks = NULL;
	struct failure why;
	size_t count = 0;
	struct disk stick;

	assert_true(device_survey(&world->world, &disks, &count, &why));
	assert_int_equal(count, 1);
	stick = disks[0];
	stick.contents_known = true;
	stick.users_known = true;
	return stick;
}

static struct disk a_stick(void)
{
	struct fake_world world = make_world();
	struct disk stick;

	world_stick(&world);
	stick = stick_of(&world);
	leave_world(&world);
	return stick;
}

static void assert_left_out(const struct disk *disk, const char *words)
{
	struct reasons reasons;

	sticks_left_out(disk, &terms, &reasons);
	assert_int_not_equal(reasons.count, 0);
	assert_non_null(strstr(reasons.text[0], words));
}

static void all_usb_takes_a_stick_as_it_comes_out_of_the_shop(void **state)
{
	const struct disk stick = a_stick();
	struct reasons reasons;

	(void)state;
	sticks_left_out(&stick, &terms, &reasons);
	assert_int_equal(reasons.count, 0);
}

static void all_usb_leaves_out_what_there_is_a_doubt_about(void **state)
{
	struct disk stick = a_stick();

	(void)state;
	stick.partition_count = 2;
	assert_left_out(&stick, "2 partitions");
	stick.partition_count = 1;
	stick.size = UINT64_C(512) << 30;
	assert_left_out(&stick, "large");
	stick.size = 64 << 20;
	stick.content_count = 1;
	snprintf(stick.contents[0].type, sizeof(stick.contents[0].type), "ext4");
	assert_left_out(&stick, "ext4");
	stick.content_count = 0;
	stick.contents_known = false;
	assert_left_out(&stick, "cannot be read");
}

static void all_usb_leaves_out_what_the_rules_refuse(void **state)
{
	struct disk stick = a_stick();

	(void)state;
	stick.read_only = true;
	assert_left_out(&stick, "read-only");
	stick.read_only = false;
	stick.size = 512;
	assert_left_out(&stick, "too small");
	stick.size = 64 << 20;
	stick.user_count = 1;
	snprintf(stick.users[0].text, sizeof(stick.users[0].text), "mounted on /srv/backup");
	assert_left_out(&stick, "/srv/backup");
}

static void all_usb_leaves_out_every_disk_that_is_not_on_usb(void **state)
{
	const struct device_terms generous = { .allow_fixed = true, .unmount_allowed = true };
	struct disk card = a_stick();
	struct reasons reasons;

	(void)state;
	card.usb = false;
	sticks_left_out(&card, &generous, &reasons);
	assert_int_equal(reasons.count, 1);
	assert_string_equal(reasons.text[0], "it is not on USB");
}

static void one_disk_under_two_names_is_found_out(void **state)
{
	const char *paths[] = { "/dev/sdb", "/dev/sdc", "/dev/disk/by-id/usb-SanDisk" };
	const struct strings named = { paths, 3 };
	struct disk disks[3] = { a_stick(), a_stick(), a_stick() };
	const struct sticks sticks = { disks, 3 };
	struct failure why;

	(void)state;
	disks[1].number = makedev(8, 32);
	disks[2].number = makedev(8, 48);
	assert_true(sticks_differ(&sticks, &named, &why));
	disks[2].number = disks[0].number;
	assert_false(sticks_differ(&sticks, &named, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_non_null(strstr(why.text, "'/dev/sdb' and '/dev/disk/by-id/usb-SanDisk'"));
}

static void a_person_types_each_name_once_and_no_other(void **state)
{
	struct disk disks[3] = { { .name = "sdb", .path = "/dev/sdb" },
		                 { .name = "sdc", .path = "/dev/sdc" },
		                 { .name = "sdd", .path = "/dev/sdd" } };
	const struct sticks sticks = { disks, 3 };

	(void)state;
	assert_true(confirm_names_all(&sticks, "sdb sdc sdd"));
	assert_true(confirm_names_all(&sticks, " sdd,sdb,  sdc "));
	assert_true(confirm_names_all(&sticks, "/dev/sdb sdc /dev/sdd"));
	assert_false(confirm_names_all(&sticks, "/dev/sdb sdb sdd"));
	assert_false(confirm_names_all(&sticks, "sdb sdc"));
	assert_false(confirm_names_all(&sticks, "sdb sdc sdc"));
	assert_false(confirm_names_all(&sticks, "sdb sdc sdd sde"));
	assert_false(confirm_names_all(&sticks, "sdb sdc sdd sdd"));
	assert_false(confirm_names_all(&sticks, "sdb sdc sd"));
	assert_false(confirm_names_all(&sticks, ""));
	assert_false(confirm_names_all(&sticks, "yes"));
}

static void a_disk_is_gone_when_another_has_its_number_or_its_medium_is_out(void **state)
{
	struct fake_world world = make_world();
	struct disk stick;

	(void)state;
	world_stick(&world);
	world_value(&world, WORLD_STICK, "diskseq", "7");
	stick = stick_of(&world);
	assert_false(device_is_gone(&world.world, &stick));
	world_value(&world, WORLD_STICK, "diskseq", "8");
	assert_true(device_is_gone(&world.world, &stick));
	world_value(&world, WORLD_STICK, "diskseq", "7");
	world_value(&world, WORLD_STICK, "size", "0");
	assert_true(device_is_gone(&world.world, &stick));
	stick.number = makedev(8, 99);
	assert_true(device_is_gone(&world.world, &stick));
	leave_world(&world);
}

static void assert_pulled(const struct removal_watch *watch, enum write_state state,
                          const char *words)
{
	const struct disk stick = { .path = "/dev/sdb" };
	struct failure why;

	assert_false(removal_explain(watch, &stick, state, &why));
	assert_int_equal(why.kind, FAIL_IO);
	if (!strstr(why.text, words))
		assert_string_equal(why.text, words);
}

static void a_stick_that_was_pulled_out_is_told_about_as_it_is(void **state)
{
	struct removal_watch watch;

	(void)state;
	removal_watch_begin(&watch, NULL);
	assert_pulled(&watch, WRITE_UNTOUCHED, "nothing was changed");
	assert_pulled(&watch, WRITE_UNKNOWN, "has its old content or is blank");
	assert_pulled(&watch, WRITE_BLANK, "pulled out at the beginning; it is left blank");
	progress_report(&watch.progress, "writing", 12000000, 40000000);
	assert_pulled(&watch, WRITE_BLANK,
	              "'/dev/sdb' was pulled out after 12.0 MB of 40.0 MB; it is left blank "
	              "because its first sector is written last");
	progress_report(&watch.progress, "comparing", 1, 40000000);
	assert_pulled(&watch, WRITE_BLANK, "before it was proven; it is left blank");
	assert_pulled(&watch, WRITE_UNKNOWN, "it is blank or complete");
}

TEST_MAIN(TEST(all_usb_takes_a_stick_as_it_comes_out_of_the_shop),
          TEST(all_usb_leaves_out_what_there_is_a_doubt_about),
          TEST(all_usb_leaves_out_what_the_rules_refuse),
          TEST(all_usb_leaves_out_every_disk_that_is_not_on_usb),
          TEST(one_disk_under_two_names_is_found_out),
          TEST(a_person_types_each_name_once_and_no_other),
          TEST(a_disk_is_gone_when_another_has_its_number_or_its_medium_is_out),
          TEST(a_stick_that_was_pulled_out_is_told_about_as_it_is))
