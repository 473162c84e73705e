/* app/rescue/reach: addresses, names and limits of a rescue, as the recipe has them or not. */
#include "app/rescue/reach.h"

#include "base/mem.h"

#include <string.h>

#include "test.h"

#define ADDRESS(a, b, c, d) \
	((uint32_t)(a) << 24 | (uint32_t)(b) << 16 | (uint32_t)(c) << 8 | (uint32_t)(d))

struct scene {
	struct address device;
	struct slot slot;
	struct recipe recipe;
	struct input input;
	struct input *by_slot[1];
	struct order order;
	struct rescue_plan plan;
};

static void set(struct scene *scene, enum method method, uint32_t here, const char *name)
{
	static char file[] = "own.bin";
	static const uint8_t bytes[1000];

	*scene = (struct scene){
		.device = { .kind = ADDRESS_STATED,
		            .range = { ADDRESS(192, 168, 1, 1), ADDRESS(192, 168, 1, 1), 0 } },
		.recipe = { .method = method, .title = "A router" },
		.plan.job = { .files = { { .content = { bytes, sizeof(bytes) } } },
		              .file_count = 1,
		              .addresses = { here },
		              .address_count = here != 0 },
	};
	scene->recipe.network.device_addresses = &scene->device;
	scene->recipe.network.device_address_count = 1;
	scene->input.firmware.name = file;
	scene->by_slot[0] = &scene->input;
	scene->order.recipe = &scene->recipe;
	scene->order.inputs.by_slot = scene->by_slot;
	scene->plan.order = &scene->order;
	if (name)
		scene->plan.job.files[0].names[scene->plan.job.files[0].name_count++] = name;
}

static void take(struct scene *scene)
{
	struct failure why;

	assert_true(reach_take(&scene->plan, &why));
}

static void a_file_is_pushed_from_the_routers_own_network(void **state)
{
	struct scene scene;
	const struct net_job *job = &scene.plan.job;

	(void)state;
	set(&scene, METHOD_TFTP_PUT, ADDRESS(192, 168, 1, 75), NULL);
	take(&scene);
	assert_int_equal(job->addresses[0], ADDRESS(192, 168, 1, 75));
	assert_int_equal(job->devices[0], ADDRESS(192, 168, 1, 1));
	assert_true(job->push.is_wanted);
	assert_string_equal(job->files[0].names[0], "firmware.bin");

	/* Where no address is stated, or one of another network: one beside the router's. */
	for (unsigned i = 0; i < 2; i++) {
		set(&scene, METHOD_TFTP_PUT, i ? ADDRESS(10, 0, 0, 5) : 0, "tftp.bin");
		take(&scene);
		assert_int_equal(job->addresses[0], ADDRESS(192, 168, 1, 10));
		assert_int_equal(job->address_count, 1);
		assert_string_equal(job->files[0].names[0], "tftp.bin");
	}
}

static void more_than_the_loader_takes_is_refused(void **state)
{
	struct scene scene;
	struct failure why = { 0 };

	(void)state;
	set(&scene, METHOD_TFTP_PUT, ADDRESS(192, 168, 1, 75), NULL);
	scene.recipe.network.put.size_max = 1000;
	take(&scene);
	scene.recipe.network.put.size_max = 999;
	scene.plan.job.device_count = 0;
	assert_false(reach_take(&scene.plan, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_non_null(strstr(why.text, "999"));
}

static void an_address_is_given_from_the_lease_and_never_our_own(void **state)
{
	static const struct {
		uint32_t here, first, last, given, ours;
	} cases[] = {
		{ ADDRESS(10, 0, 0, 1), ADDRESS(10, 0, 0, 5), ADDRESS(10, 0, 0, 9),
		  ADDRESS(10, 0, 0, 5), ADDRESS(10, 0, 0, 1) },
		{ ADDRESS(10, 0, 0, 5), ADDRESS(10, 0, 0, 5), ADDRESS(10, 0, 0, 9),
		  ADDRESS(10, 0, 0, 6), ADDRESS(10, 0, 0, 5) },
		{ ADDRESS(10, 0, 0, 1), 0, 0, ADDRESS(10, 0, 0, 10), ADDRESS(10, 0, 0, 1) },
		{ ADDRESS(10, 0, 0, 10), 0, 0, ADDRESS(10, 0, 0, 11), ADDRESS(10, 0, 0, 10) },
		{ 0, ADDRESS(10, 0, 0, 10), ADDRESS(10, 0, 0, 10), ADDRESS(10, 0, 0, 10),
		  ADDRESS(10, 0, 0, 11) },
		{ 0, 0, 0, ADDRESS(192, 168, 1, 11), ADDRESS(192, 168, 1, 10) },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		struct scene scene;

		set(&scene, METHOD_BOOTP_TFTP_SERVE, cases[i].here, "a.bin");
		scene.recipe.network.lease =
		        (struct lease){ .first = cases[i].first, .last = cases[i].last };
		take(&scene);
		assert_int_equal(scene.plan.job.lease.address, cases[i].given);
		assert_int_equal(scene.plan.job.addresses[0], cases[i].ours);
		assert_string_equal(scene.plan.job.lease.file, "a.bin");
	}
}

/* The file may be asked for by an address, from either end; a name that is there is not doubled. */
static void a_called_router_is_given_its_address(void **state)
{
	struct scene scene;
	const struct net_job *job = &scene.plan.job;

	(void)state;
	set(&scene, METHOD_NMRP, ADDRESS(10, 164, 183, 252), NULL);
	scene.device = (struct address){ .kind = ADDRESS_GIVEN_BY_US };
	scene.recipe.network.lease.first = ADDRESS(10, 164, 183, 253);
	scene.recipe.network.nmrp.region = REGION_GR;
	take(&scene);
	assert_int_equal(job->devices[0], ADDRESS(10, 164, 183, 253));
	assert_int_equal(job->addresses[0], ADDRESS(10, 164, 183, 252));
	assert_int_equal(job->push.region, 3);
	/* No device is given one by DHCP. */
	assert_int_equal(job->lease.address, 0);
}

static void names_follow_from_the_addresses(void **state)
{
	struct scene scene;
	const struct net_file *file = &scene.plan.job.files[0];

	(void)state;
	set(&scene, METHOD_BOOTP_TFTP_SERVE, ADDRESS(192, 168, 31, 100), "C0A81F64.img");
	scene.recipe.network.lease = (struct lease){ .first = ADDRESS(192, 168, 31, 2),
		                                     .last = ADDRESS(192, 168, 31, 2) };
	take(&scene);
	assert_int_equal(file->name_count, 4);
	assert_string_equal(file->names[1], "641FA8C0.img");
	assert_string_equal(file->names[2], "C0A81F02.img");
	assert_string_equal(file->names[3], "021FA8C0.img");

	set(&scene, METHOD_BOOTP_TFTP_SERVE, ADDRESS(192, 168, 31, 100), "a");
	for (size_t i = 1; i < NET_NAMES - 1; i++)
		scene.plan.job.files[0].names[scene.plan.job.files[0].name_count++] = "b";
	take(&scene);
	assert_int_equal(file->name_count, NET_NAMES);

	/* Without a name it is given under any. */
	set(&scene, METHOD_BOOTP_TFTP_SERVE, ADDRESS(192, 168, 31, 100), NULL);
	take(&scene);
	assert_int_equal(file->name_count, 0);
	assert_string_equal(scene.plan.job.lease.file, "firmware.bin");
}

static void a_page_is_looked_for_at_both_usual_addresses(void **state)
{
	struct scene scene;
	const struct net_job *job = &scene.plan.job;

	(void)state;
	set(&scene, METHOD_HTTP_POST, ADDRESS(192, 168, 1, 2), NULL);
	take(&scene);
	assert_int_equal(job->device_count, 2);
	assert_int_equal(job->devices[0], ADDRESS(192, 168, 1, 1));
	assert_int_equal(job->devices[1], ADDRESS(192, 168, 0, 1));
	assert_int_equal(job->addresses[0], ADDRESS(192, 168, 1, 2));
	assert_int_equal(job->addresses[1], ADDRESS(192, 168, 0, 10));
	assert_string_equal(job->files[0].names[0], "own.bin");

	set(&scene, METHOD_HTTP_POST, 0, NULL);
	scene.device.range.first = ADDRESS(192, 168, 31, 1);
	take(&scene);
	assert_int_equal(job->device_count, 1);
	assert_int_equal(job->addresses[0], ADDRESS(192, 168, 31, 10));
}

static bool takes_options(const char *path, const char *field)
{
	struct scene scene;
	struct failure why;

	set(&scene, METHOD_HTTP_POST, 0, NULL);
	scene.order.request.rescue.page_path = path;
	scene.order.request.rescue.page_field = field;
	return reach_take(&scene.plan, &why);
}

static void the_field_and_path_are_checked_before_anything_is_sent(void **state)
{
	static const char *const fields[] = { "uboot", "art", "bl2",    "fip",  "u-boot",
		                              "",      "a b", "a\r\nb", "\"a\"" };
	static const char *const paths[] = { "upload", "/a b", "/a\n", "/uboot.cgi", "" };

	(void)state;
	assert_true(takes_options("/upload", "firmware"));
	for (size_t i = 0; i < ARRAY_LEN(fields); i++)
		assert_false(takes_options(NULL, fields[i]));
	for (size_t i = 0; i < ARRAY_LEN(paths); i++)
		assert_false(takes_options(paths[i], NULL));
}

TEST_MAIN(TEST(a_page_is_looked_for_at_both_usual_addresses),
          TEST(the_field_and_path_are_checked_before_anything_is_sent),
          TEST(a_file_is_pushed_from_the_routers_own_network),
          TEST(more_than_the_loader_takes_is_refused),
          TEST(an_address_is_given_from_the_lease_and_never_our_own),
          TEST(a_called_router_is_given_its_address), TEST(names_follow_from_the_addresses))
