/* catalog/lookup, catalog/ability: which rescues over the network the program carries out, and why
 * not the rest. */
#include "base/mem.h"
#include "catalog/ability.h"
#include "catalog/catalog.h"
#include "catalog/methods.h"

#include <string.h>

#include "test.h"

static struct catalog catalog;

static int load(void **state)
{
	const struct catalog_request request = { .data = PROJECT_ROOT };
	struct failure why;

	(void)state;
	return catalog_load(&catalog, &request, &why) ? 0 : -1;
}

static int unload(void **state)
{
	(void)state;
	catalog_done(&catalog);
	return 0;
}

struct count {
	size_t models, carried_out, guided, by_hand, without_address;
};

static bool names_an_address(const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->network.pc_address_count; i++) {
		if (recipe->network.pc_addresses[i].kind != ADDRESS_UNKNOWN)
			return true;
	}
	return false;
}

static struct count count_of(enum method method)
{
	struct count count = { 0 };

	for (size_t i = 0; i < catalog.vendor_count; i++) {
		for (size_t k = 0; k < catalog.vendors[i].recipe_count; k++) {
			const struct recipe *recipe = &catalog.vendors[i].recipes[k];

			if (recipe->method != method)
				continue;
			count.models++;
			count.carried_out += recipe_is_carried_out(recipe);
			count.guided += recipe_is_guided(recipe);
			count.by_hand += recipe->network.by_hand != NULL;
			count.without_address += !names_an_address(recipe);
		}
	}
	return count;
}

/* A new model, or a fact that is found, changes these. */
static void so_many_models_are_rescued_over_the_network(void **state)
{
	const struct count serve = count_of(METHOD_TFTP_SERVE);
	const struct count put = count_of(METHOD_TFTP_PUT);
	const struct count bootp = count_of(METHOD_BOOTP_TFTP_SERVE);
	const struct count page = count_of(METHOD_HTTP_POST);
	const struct count dual = count_of(METHOD_DUAL_BOOT);
	const struct count nmrp = count_of(METHOD_NMRP);
	const struct count eva = count_of(METHOD_FTP_EVA);

	(void)state;
	assert_int_equal(serve.models, 295);
	assert_int_equal(serve.carried_out, 286);
	assert_int_equal(serve.by_hand, 1);
	assert_int_equal(put.models, 146);
	assert_int_equal(put.carried_out, 143);
	assert_int_equal(put.by_hand, 2);
	assert_int_equal(bootp.models, 55);
	assert_int_equal(bootp.carried_out, 54);
	assert_int_equal(bootp.by_hand, 1);
	assert_int_equal(page.models, 250);
	assert_int_equal(page.carried_out, 233);
	assert_int_equal(page.by_hand, 17);
	assert_int_equal(nmrp.models, 57);
	assert_int_equal(nmrp.carried_out, 57);
	assert_int_equal(dual.models, 32);
	assert_int_equal(dual.guided, 31);
	/* No source has the RouterStation's. */
	assert_int_equal(put.without_address + nmrp.without_address + bootp.without_address, 1);
	assert_int_equal(eva.models, 22);
	assert_int_equal(eva.carried_out, 6);
	assert_int_equal(eva.by_hand, 16);
}

static bool can(enum method method, size_t files, enum address_kind device, const char *by_hand)
{
	struct slot slots[2] = { { .name = "a.bin" }, { .name = "b.bin" } };
	struct address pc = { .kind = ADDRESS_STATED, .range = { 0xc0a8014b, 0xc0a8014b, 24 } };
	struct address router = { .kind = device, .range = { 0xc0a80101, 0xc0a80101, 24 } };
	struct recipe recipe = {
		.method = method,
		.files = slots,
		.file_count = files,
		.network = {
			.pc_addresses = &pc,
			.pc_address_count = 1,
			.device_addresses = &router,
			.device_address_count = 1,
			.by_hand = by_hand,
		},
	};

	return recipe_is_carried_out(&recipe);
}

static void who_speaks_first_must_know_whom_it_speaks_to(void **state)
{
	(void)state;
	assert_true(can(METHOD_TFTP_PUT, 1, ADDRESS_STATED, NULL));
	assert_false(can(METHOD_TFTP_PUT, 1, ADDRESS_UNKNOWN, NULL));
	assert_false(can(METHOD_TFTP_PUT, 2, ADDRESS_STATED, NULL));
	assert_false(can(METHOD_TFTP_PUT, 0, ADDRESS_STATED, NULL));
	assert_false(can(METHOD_NMRP, 1, ADDRESS_GIVEN_BY_US, NULL)); /* but which one? */
	assert_true(can(METHOD_BOOTP_TFTP_SERVE, 2, ADDRESS_GIVEN_BY_US, NULL));
	assert_true(can(METHOD_TFTP_SERVE, 2, ADDRESS_UNKNOWN, NULL));
	assert_true(can(METHOD_HTTP_POST, 1, ADDRESS_STATED, NULL));
	assert_false(can(METHOD_HTTP_POST, 1, ADDRESS_UNKNOWN, NULL));
}

static void eva_is_told_where_the_file_goes_or_nothing(void **state)
{
	static const struct {
		enum eva_media media;
		const char *target, *login;
		bool is_carried_out;
	} cases[] = {
		{ EVA_FLASH, "mtd1", "adam2/adam2", true },
		{ EVA_MEMORY, "0x88000000", "adam2/adam2", true },
		{ EVA_UNKNOWN, "mtd1", "adam2/adam2", false },
		{ EVA_FLASH, NULL, "adam2/adam2", false },
		{ EVA_MEMORY, NULL, "adam2/adam2", false },
		{ EVA_FLASH, "mtd1", NULL, false },
	};
	struct slot slot = { .name = NULL };
	struct address address = { .kind = ADDRESS_STATED,
		                   .range = { 0xc0a8b201, 0xc0a8b201, 24 } };

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(cases); i++) {
		const struct recipe recipe = {
			.method = METHOD_FTP_EVA,
			.files = &slot,
			.file_count = 1,
			.network = {
				.pc_addresses = &address,
				.pc_address_count = 1,
				.device_addresses = &address,
				.device_address_count = 1,
				.login = cases[i].login,
				.eva = { .media = cases[i].media, .target = cases[i].target },
			},
		};

		assert_int_equal(recipe_is_carried_out(&recipe), cases[i].is_carried_out);
	}
}

static void what_only_a_person_can_do_is_left_to_one(void **state)
{
	(void)state;
	assert_false(can(METHOD_TFTP_PUT, 1, ADDRESS_STATED, "-"));
	assert_false(can(METHOD_BOOTP_TFTP_SERVE, 1, ADDRESS_GIVEN_BY_US, "-"));
	assert_false(can(METHOD_TFTP_SERVE, 1, ADDRESS_STATED, "-"));
}

/* What serves, sends or opens a page before the router restarts is not left to a person. */
static bool is_left_to_a_person(const struct recipe *recipe, size_t at)
{
	const struct step *step = &recipe->steps[at];

	if (step->by_computer)
		return false;
	switch (step->act) {
	case ACT_PC_SEND: return true;
	case ACT_BROWSER:
	case ACT_UPLOAD: return recipe->method == METHOD_HTTP_POST;
	case ACT_PC_START:
		return strstr(step->action, "TFTP server") || strstr(step->action, "Serve ");
	default: return false;
	}
}

static size_t count_left(const struct recipe *recipe)
{
	size_t left = 0;

	for (size_t i = 0; recipe_is_carried_out(recipe) && i < recipe->step_count; i++) {
		if (!is_left_to_a_person(recipe, i))
			continue;
		left++;
		print_message("%s/%s: %s\n", recipe->vendor, recipe->model,
		              recipe->steps[i].action);
	}
	return left;
}

static void no_step_asks_a_person_for_what_the_rescue_does(void **state)
{
	size_t left = 0;

	(void)state;
	for (size_t i = 0; i < catalog.vendor_count; i++) {
		for (size_t k = 0; k < catalog.vendors[i].recipe_count; k++)
			left += count_left(&catalog.vendors[i].recipes[k]);
	}
	assert_int_equal(left, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(so_many_models_are_rescued_over_the_network),
		cmocka_unit_test(who_speaks_first_must_know_whom_it_speaks_to),
		cmocka_unit_test(eva_is_told_where_the_file_goes_or_nothing),
		cmocka_unit_test(what_only_a_person_can_do_is_left_to_one),
		cmocka_unit_test(no_step_asks_a_person_for_what_the_rescue_does),
	};

	return cmocka_run_group_tests(tests, load, unload);
}
