/* catalog/network: what a vendor file says of addresses reaches the recipe, also from an old file.
 */
#include "catalog/catalog.h"

#include <string.h>

#include "vendor_folder.h"

/* The first model of the only file in a folder, loaded with the program's own. */
static const struct recipe *load_first(const char *text, struct catalog *catalog)
{
	char *folder = make_folder(text);
	const struct catalog_place place = { .folder = folder, .owner = FOLDER_ANYBODY };
	const struct catalog_request request = {
		.data = PROJECT_ROOT, .places = &place, .place_count = 1, .vendor = "mine"
	};
	struct failure why;

	assert_true(catalog_load(catalog, &request, &why));
	drop_folder(folder);
	return &catalog_vendor(catalog, "mine")->recipes[0];
}

#define NETWORK(schema, network) \
	"{" schema "\"vendor\": \"mine\", \"title\": \"M\", \"models\": [{\"model\": \"m\", " \
	"\"title\": \"M\", \"label\": \"L\", \"method\": \"tftp-serve\", \"instead\": \"-\", " \
	"\"confidence\": \"thin\", \"confidence_basis\": \"-\", \"sources\": [{\"ref\": " \
	"\"r\", \"kind\": \"measured\"}], \"network\": {" network "}}]}"

static void a_file_of_the_older_schema_is_read_with_one_warning(void **state)
{
	struct catalog catalog;
	const struct recipe *recipe = load_first(
	        NETWORK("", "\"pc_address\": \"10.0.0.1/8\", \"device_address\": \"1.1.1.1, "
	                    "given to it by this computer\""),
	        &catalog);

	(void)state;
	assert_int_equal(recipe->network.pc_addresses[0].range.first, 0x0a000001);
	assert_int_equal(recipe->network.device_addresses[0].kind, ADDRESS_GIVEN_BY_US);
	assert_int_equal(recipe->network.lease.last, 0x01010101);
	assert_int_equal(catalog.warning_count, 1);
	assert_non_null(strstr(catalog.warnings[0], "mine.json'"));
	assert_non_null(strstr(catalog.warnings[0], "check-catalog --fix /tmp/catalog-"));
	catalog_done(&catalog);
}

static void a_file_of_this_schema_is_read_without_a_warning(void **state)
{
	struct catalog catalog;
	const struct recipe *recipe = load_first(
	        NETWORK("\"schema\": 2, ",
	                "\"pc_addresses\": [{\"address\": \"10.0.0.1-10.0.0.9\"}, {\"kind\": "
	                "\"given-by-router\", \"note\": \"n\"}], \"asked_as\": [\"a\", \"b\"], "
	                "\"neighbour\": \"02:aa:bb:cc:dd:20\", \"put\": {\"period_ms\": 300, "
	                "\"port\": \"new\", \"verdict\": \"packets\"}, \"ends\": {\"kind\": "
	                "\"answers\", \"value\": \"10.0.0.2\"}, \"link\": {\"switch_between\": "
	                "true, \"max_mbit\": 100}, \"nmrp\": {\"region\": \"WW\"}, \"eva\": "
	                "{\"media\": \"memory\", \"target\": \"0x88000000\"}, \"toggle\": "
	                "{\"times\": "
	                "3}, \"page\": {\"second_path\": \"/result\"}"),
	        &catalog);
	const struct network *network = &recipe->network;

	(void)state;
	assert_int_equal(catalog.warning_count, 0);
	assert_int_equal(network->pc_address_count, 2);
	assert_int_equal(network->pc_addresses[0].range.last, 0x0a000009);
	assert_int_equal(network->pc_addresses[1].kind, ADDRESS_GIVEN_BY_ROUTER);
	assert_string_equal(network->pc_addresses[1].note, "n");
	assert_string_equal(network->asked_as[1], "b");
	assert_int_equal(network->neighbour.bytes[5], 0x20);
	assert_int_equal(network->put.period_ms, 300);
	assert_int_equal(network->put.port, ANSWER_NEW);
	assert_int_equal(network->put.verdict, VERDICT_PACKETS);
	assert_int_equal(network->ends.value, 0x0a000002);
	assert_true(network->link.switch_between && network->link.max_mbit == 100);
	assert_int_equal(network->nmrp.region, 2); /* as NMRP has it */
	assert_int_equal(network->eva.media, EVA_MEMORY);
	assert_int_equal(network->toggle.times, 3);
	assert_string_equal(network->page.second_path, "/result");
	catalog_done(&catalog);
}

TEST_MAIN(TEST(a_file_of_the_older_schema_is_read_with_one_warning),
          TEST(a_file_of_this_schema_is_read_without_a_warning))
