/* net/methods/http_post: every model of the catalogue with a rescue page gets its file to a page
 * that is made from its own recipe, or the catalogue says why a person must do that.
 */
#include "app/rescue/reach.h"
#include "net/method.h"

#include "fake_page.h"
#include "own_knowledge.h"

enum { FILE_SIZE = 5000 };

static struct knowledge knowledge;
static uint8_t content[FILE_SIZE];

static struct {
	size_t models, known, read, by_hand;
} seen;

/* Where nothing is known, a page says it itself. */
static const char unknown_path[] = "/cgi-bin/upgrade.cgi";
static const char unknown_field[] = "image";

struct scene {
	struct input input;
	struct input *by_slot[1];
	struct order order;
	struct rescue_plan plan;
	char html[512];
	char answer[128];
};

static void plan_for(struct scene *scene, const struct recipe *recipe)
{
	static char name[] = "firmware.bin";
	struct failure why;

	memset(scene, 0, sizeof(*scene));
	scene->plan.job = (struct net_job){
		.method = "http-post",
		.files = { { .content = { content, FILE_SIZE } } },
		.file_count = 1,
		.patience_ms = 60 * 1000,
	};
	if (recipe->network.pc_address_count) {
		scene->plan.job.addresses[0] = recipe->network.pc_addresses[0].range.first;
		scene->plan.job.address_count = scene->plan.job.addresses[0] != 0;
	}
	scene->input.firmware.name = name;
	scene->by_slot[0] = &scene->input;
	scene->order.recipe = recipe;
	scene->order.inputs.by_slot = scene->by_slot;
	scene->plan.order = &scene->order;
	assert_true(reach_take(&scene->plan, &why));
}

/* "SIZE MD5" where the page is asked a second time, else its word for success. */
static struct fake_page *page_for(struct scene *scene, const char *path, const char *field)
{
	const struct net_page *wish = &scene->plan.job.page;
	struct fake_page *page = mem_zalloc(1, sizeof(*page));

	snprintf(scene->html, sizeof(scene->html),
	         "<form action='%s' method=post enctype=multipart/form-data><input type=file "
	         "name='%s'></form>",
	         path, field);
	snprintf(scene->answer, sizeof(scene->answer), "%d %s", FILE_SIZE, wish->md5);
	page->html = scene->html;
	page->answer = wish->success ? wish->success : "Please wait";
	if (wish->second_path)
		page->answer = scene->answer;
	page->result = wish->success;
	page->window = PAGE_SEGMENT;
	page->address = scene->plan.job.devices[0];
	page->resets_on_second = true;
	return page;
}

static void assert_written(const struct net_job *job, const struct fake_page *page,
                           const char *path, const char *field)
{
	const size_t uploads = job->page.first_path ? 2 : 1;
	char name[128];

	snprintf(name, sizeof(name), "name=\"%s\"", field);
	assert_string_equal(page->paths[uploads], path);
	assert_non_null(strstr(page->body, name));
	assert_non_null(memmem(page->body, page->body_size, content, FILE_SIZE));
	assert_false(page->was_ruined);
	assert_int_equal(page->requests, uploads + 1 + (job->page.second_path != NULL));
}

static void run_recipe(const struct recipe *recipe)
{
	AUTO_FREE struct scene *scene = mem_zalloc(1, sizeof(*scene));
	const struct network *network = &recipe->network;
	const bool is_known = network->path && network->field;
	const char *path = is_known ? network->path : unknown_path;
	const char *field = is_known ? network->field : unknown_field;
	AUTO_FREE struct fake_page *page = NULL;
	AUTO_FREE struct fake_wire *wire = NULL;

	plan_for(scene, recipe);
	page = page_for(scene, path, field);
	wire = fake_wire_new(page_hear, page);
	assert_int_equal(fake_run(wire, "http-post", &scene->plan.job).end, NET_END_SENT);
	assert_int_equal(fake_count(wire, NET_WRITTEN), scene->plan.job.page.success != NULL);
	assert_written(&scene->plan.job, page, path, field);
	seen.known += is_known;
	seen.read += !is_known;
}

static void see(const struct recipe *recipe)
{
	seen.models++;
	if (recipe_is_carried_out(recipe))
		run_recipe(recipe);
	else if (recipe->network.by_hand)
		seen.by_hand++;
}

static void every_model_with_a_page_is_served_or_says_why_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(content); i++)
		content[i] = (uint8_t)(i * 7 + i / 251);
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct vendor *vendor = &knowledge.catalog.vendors[i];

		for (size_t k = 0; k < vendor->recipe_count; k++) {
			if (vendor->recipes[k].method == METHOD_HTTP_POST)
				see(&vendor->recipes[k]);
		}
	}
	print_message("%zu pages: %zu by what the recipe knows, %zu by the form that is read, %zu "
	              "by hand\n",
	              seen.models, seen.known, seen.read, seen.by_hand);
	assert_int_equal(seen.known + seen.read + seen.by_hand, seen.models);
	assert_int_equal(seen.models, 250);
	assert_int_equal(seen.known, 79);
	assert_int_equal(seen.by_hand, 17);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_model_with_a_page_is_served_or_says_why_not),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_done(&knowledge);
	return failed;
}
