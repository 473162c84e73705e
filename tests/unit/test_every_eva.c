/* net/methods/ftp_eva: every model of the catalogue whose boot loader is AVM's EVA gets its file to
 * a fake that is made from its own recipe, or the catalogue says why a person must do that.
 */
#include "app/rescue/reach.h"
#include "net/method.h"

#include "fake_eva.h"
#include "own_knowledge.h"

static struct knowledge knowledge;
static uint8_t content[EVA_FILE];

static struct {
	size_t models, flash, memory, by_hand;
} seen;

struct scene {
	struct input input;
	struct input *by_slot[1];
	struct order order;
	struct rescue_plan plan;
};

static bool plan_for(struct scene *scene, const struct recipe *recipe, uint64_t size)
{
	static char name[] = "firmware.bin";
	struct failure why;

	memset(scene, 0, sizeof(*scene));
	scene->plan.job = (struct net_job){
		.method = "ftp-eva",
		.files = { { .content = { content, size } } },
		.file_count = 1,
		.patience_ms = 60 * 1000,
	};
	if (recipe->network.pc_address_count) {
		scene->plan.job.addresses[0] = recipe->network.pc_addresses[0].range.first;
		scene->plan.job.address_count = 1;
	}
	scene->input.firmware.name = name;
	scene->by_slot[0] = &scene->input;
	scene->order.recipe = recipe;
	scene->order.inputs.by_slot = scene->by_slot;
	scene->plan.order = &scene->order;
	return reach_take(&scene->plan, &why);
}

/* What changes the router, and nothing that the recipe does not name. */
static void assert_as_the_recipe_says(const struct recipe *recipe, const struct fake_eva *eva)
{
	const bool is_flash = recipe->network.eva.media == EVA_FLASH;
	char store[64];

	if (is_flash)
		snprintf(store, sizeof(store), "MEDIA FLSH|PASV|STOR %s|REBOOT|",
		         recipe->network.eva.target);
	else
		snprintf(store, sizeof(store), "MEDIA SDRAM|PASV|STOR 0x87ffb000 %s|",
		         recipe->network.eva.target);
	assert_memory_equal(eva->said, "USER adam2|PASS adam2|TYPE I|", 29);
	assert_non_null(strstr(eva->said, store));
	assert_int_equal(strlen(strstr(eva->said, store)), strlen(store));
	assert_int_equal(strstr(eva->said, "SETENV") == NULL, is_flash);
	assert_int_equal(eva->file_size, EVA_FILE);
	assert_memory_equal(eva->file, content, EVA_FILE);
	seen.flash += is_flash;
	seen.memory += !is_flash;
}

static void run_recipe(const struct recipe *recipe)
{
	AUTO_FREE struct scene *scene = mem_zalloc(1, sizeof(*scene));
	AUTO_FREE struct fake_eva *eva = mem_zalloc(1, sizeof(*eva));
	AUTO_FREE struct fake_wire *wire = fake_wire_new(eva_hear, eva);

	assert_true(plan_for(scene, recipe, EVA_FILE));
	assert_int_equal(fake_run(wire, "ftp-eva", &scene->plan.job).end, NET_END_SENT);
	assert_as_the_recipe_says(recipe, eva);
	if (recipe->network.eva.media == EVA_MEMORY)
		assert_false(plan_for(scene, recipe, 0x2000000));
}

static void see(const struct recipe *recipe)
{
	seen.models++;
	if (recipe_is_carried_out(recipe))
		run_recipe(recipe);
	else if (recipe->network.by_hand)
		seen.by_hand++;
}

static void every_model_with_eva_is_served_or_says_why_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct vendor *vendor = &knowledge.catalog.vendors[i];

		for (size_t k = 0; k < vendor->recipe_count; k++) {
			if (vendor->recipes[k].method == METHOD_FTP_EVA)
				see(&vendor->recipes[k]);
		}
	}
	print_message("%zu with EVA: %zu into the flash, %zu into the memory, %zu by hand\n",
	              seen.models, seen.flash, seen.memory, seen.by_hand);
	assert_int_equal(seen.flash + seen.memory + seen.by_hand, seen.models);
	assert_int_equal(seen.models, 22);
	assert_int_equal(seen.flash, 4);
	assert_int_equal(seen.memory, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_model_with_eva_is_served_or_says_why_not),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_done(&knowledge);
	return failed;
}
