/* app/find: each maker's usual way, and what the three general procedures must answer. */
#include "app/knowledge/find.h"

#include "guide/guide.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "own_knowledge.h"
#include "test.h"

static struct knowledge knowledge;

/*
 * Where each point is answered of a rescue partition with a small web page (dlink), of two firmware
 * partitions (linksys) and of setting up a TFTP server (tplink).
 */
static const struct {
	const char *vendor; /* whose family entry answers it */
	const char *point;
	const char *answer;
} points[] = {
	{ "dlink", "which socket", "LAN socket 1" },
	{ "dlink", "what is held while the power comes", "Hold Reset" },
	{ "dlink", "how long the page takes to start", "15 to 20 seconds" },
	{ "dlink", "the address of newer ones", "http://192.168.0.1" },
	{ "dlink", "the address of older ones", "http://192.168.1.1" },
	{ "dlink", "this computer's address for newer ones",
	  "192.168.0.2 with the mask 255.255.255.0" },
	{ "dlink", "this computer's address for older ones",
	  "192.168.1.2 with the mask 255.255.255.0" },
	{ "dlink", "no DHCP", "There is no DHCP" },
	{ "dlink", "which file", "factory.bin, which the page flashes directly" },
	{ "dlink", "putting the computer back", "automatic addresses (DHCP)" },
	{ "linksys", "which routers have two", "two firmware partitions" },
	{ "linksys", "how often", "three times" },
	{ "linksys", "how long on", "on for about 2 seconds" },
	{ "linksys", "off between", "and off again" },
	{ "linksys", "then on", "Wait: the other firmware should start" },
	{ "linksys", "where an update goes", "an update goes to the other partition" },
	{ "linksys", "no button", "no button is part of it" },
	{ "tplink", "which program", "for example dnsmasq" },
	{ "tplink", "the folder", "empty folder" },
	{ "tplink", "the name", "capital letters count" },
	{ "tplink", "the command", "dnsmasq --no-daemon --port=0 --interface=eth0 --enable-tftp" },
	{ "tplink", "this computer's address", "192.168.0.66 with the mask 255.255.255.0" },
	{ "tplink", "how the name is found out", "which name the router asks for" },
	{ "tplink", "the firewall", "UDP port 69" },
	{ "tplink", "the cable's link", "simple switch" },
	{ "tplink", "stopping it", "Stop the TFTP server" },
};

static const struct recipe *family_of(const char *name)
{
	return find_family(catalog_vendor(&knowledge.catalog, name));
}

static void each_point_is_answered(void **state)
{
	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(points); i++) {
		json_t *json = guide_json(family_of(points[i].vendor));
		char *text = json_dumps(json, JSON_ENSURE_ASCII);

		if (!strstr(text, points[i].answer))
			print_error("%s does not answer: %s\n", points[i].vendor, points[i].point);
		assert_non_null(strstr(text, points[i].answer));
		free(text);
		json_decref(json);
	}
}

/* No source describes the unknown model itself. */
static void a_family_is_at_most_partly_sourced(void **state)
{
	size_t families = 0;

	(void)state;
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct recipe *any = find_family(&knowledge.catalog.vendors[i]);

		if (!any || any->method != METHOD_FAMILY)
			continue;
		families++;
		assert_int_not_equal(any->confidence, CONFIDENCE_GOOD);
		assert_true(any->generic);
		assert_non_null(strstr(any->instead, " usually "));
		assert_null(strchr(any->instead, '%'));
	}
	assert_true(families >= 30);
}

/* Two ways that only a look at the router tells apart, and boxes that are no routers. */
static void what_must_be_known_first_is_asked_first(void **state)
{
	static const char *const vendors[] = { "linksys", "netgear", "ubiquiti",
		                               "xiaomi",  "zyxel",   "westerndigital" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vendors); i++) {
		const struct recipe *any = family_of(vendors[i]);

		assert_true(any->before_count > 0);
		assert_non_null(strchr(any->before[0].text, '?'));
	}
}

static void a_router_of_a_maker_of_storage_boxes_is_not_sent_to_a_stick(void **state)
{
	static const char *const vendors[] = { "zyxel", "westerndigital" };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(vendors); i++) {
		const struct recipe *any = family_of(vendors[i]);

		assert_null(strstr(any->instead, "stick"));
		for (size_t k = 0; k < any->step_count; k++)
			assert_null(strstr(any->steps[k].action, "stick"));
	}
}

static void an_unknown_model_is_answered_with_its_makers_way(void **state)
{
	const struct find_request request = { .knowledge = &knowledge };
	const struct recipe *recipe;
	struct failure why = { 0 };

	(void)state;
	assert_false(find_router(&request, "dir-99600", &recipe, &why));
	assert_string_equal(why.text, "'dir-99600' is not in the catalogue; D-Link routers usually "
	                              "have a rescue page: mkrescue-usb guide dlink");
	assert_false(find_router(&request, "gl.inet gl-mt9999", &recipe, &why));
	assert_non_null(
	        strstr(why.text, "GL.iNet routers usually have a rescue page: mkrescue-usb"));
	assert_true(find_router(&request, "D-Link", &recipe, &why));
	assert_string_equal(recipe->model, "any");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(each_point_is_answered),
		TEST(a_family_is_at_most_partly_sourced),
		TEST(what_must_be_known_first_is_asked_first),
		TEST(a_router_of_a_maker_of_storage_boxes_is_not_sent_to_a_stick),
		TEST(an_unknown_model_is_answered_with_its_makers_way),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_done(&knowledge);
	return failed;
}
