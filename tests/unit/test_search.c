/* app/knowledge/search, app/find, base/spelling: what is on its box finds a router. */
#include "app/knowledge/search/search.h"

#include "app/knowledge/find.h"
#include "app/knowledge/search/search_words.h"
#include "base/text/joined.h"
#include "base/text/spelling.h"

#include <stdio.h>
#include <string.h>

#include "own_knowledge.h"
#include "test.h"

enum { A_FEW = 7 }; /* every seventh takes a second */

static struct knowledge knowledge;

/* The place of the router among the hits, from 1 on; 0: not among the best. */
static size_t place_of(const char *typed, const char *router)
{
	struct search_result result;
	size_t place = 0;

	search_find(&result, &knowledge.catalog, NULL, typed);
	for (size_t i = 0; !place && i < result.count && i < SEARCH_BEST; i++) {
		const struct recipe *recipe = result.hits[i].recipe;
		AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);

		if (strcmp(name, router) == 0)
			place = i + 1;
	}
	search_done(&result);
	return place;
}

/* "acme/a1*, acme/a2 | acme/a3 | acme": hits, those certain, other versions, the vendor. Owned. */
static char *found_in(const struct catalog *catalog, const char *typed)
{
	struct search_result result;
	struct joined text = { 0 };

	search_find(&result, catalog, NULL, typed);
	for (size_t i = 0; i < result.count; i++)
		joined_add(&text, ", ", "%s/%s%s", result.hits[i].recipe->vendor,
		           result.hits[i].recipe->model, i < result.certain ? "*" : "");
	for (size_t i = 0; i < result.other_count; i++)
		joined_add(&text, " | ", "%s", result.others[i]->model);
	joined_add(&text, " | ", "%s%d%d", result.vendor ? result.vendor->name : "",
	           result.names_vendor_only, result.has_first_word);
	search_done(&result);
	return joined_take(&text);
}

static void assert_found_alike(const struct catalog *names, const char *typed)
{
	AUTO_FREE char *whole = found_in(&knowledge.catalog, typed);
	AUTO_FREE char *by_name = found_in(names, typed);

	assert_string_equal(by_name, whole);
}

static void names_alone_find_what_the_whole_catalogue_finds(void **state)
{
	const struct catalog_request request = { .data = PROJECT_ROOT, .names_only = true };
	FILE *from = fopen(TEST_DATA "/spellings.txt", "re");
	struct catalog names;
	struct failure why;
	char line[128];
	size_t count = 0;

	(void)state;
	assert_non_null(from);
	assert_true(catalog_load(&names, &request, &why));
	while (fgets(line, sizeof(line), from)) {
		line[strcspn(line, "\t\n")] = '\0';
		if (count++ % A_FEW == 0)
			assert_found_alike(&names, line);
	}
	fclose(from);
	for (size_t i = 0; i < names.vendor_count; i += A_FEW)
		assert_found_alike(&names, names.vendors[i].title);
	catalog_done(&names);
}

/* Counts what is found first, and what among the best. */
static void try_spelling(const char *typed, const char *router, size_t *first, size_t *among)
{
	const size_t place = place_of(typed, router);

	if (place != 1)
		print_message("'%s': %s is hit %zu\n", typed, router, place);
	*first += place == 1;
	*among += place != 0;
}

static void what_is_on_the_box_finds_the_router(void **state)
{
	FILE *from = fopen(TEST_DATA "/spellings.txt", "re");
	size_t count = 0;
	size_t first = 0;
	size_t among = 0;
	char line[128];

	(void)state;
	assert_non_null(from);
	while (fgets(line, sizeof(line), from)) {
		char *tab = strchr(line, '\t');

		if (line[0] == '#')
			continue;
		assert_non_null(tab);
		*tab++ = '\0';
		tab[strcspn(tab, "\n")] = '\0';
		try_spelling(line, tab, &first, &among);
		count++;
	}
	fclose(from);
	assert_true(count >= 400);
	assert_true(100 * first >= 95 * count);
	assert_true(100 * among >= 99 * count);
}

static bool has_alias(const struct recipe *recipe, const char *alias)
{
	for (size_t i = 0; i < recipe->alias_count; i++) {
		if (spelling_equal(recipe->aliases[i], alias))
			return true;
	}
	return spelling_equal(recipe->model, alias);
}

/* How many models of the vendor are called that. */
static size_t count_called(const struct vendor *vendor, const char *alias)
{
	size_t count = 0;

	for (size_t i = 0; i < vendor->recipe_count; i++)
		count += has_alias(&vendor->recipes[i], alias);
	return count;
}

/* catalog_recipe() must be NULL then, so that the search asks which one it is; a key is first. */
static void check_aliases(const struct vendor *vendor, const struct recipe *recipe)
{
	for (size_t i = 0; i < recipe->alias_count; i++) {
		const char *alias = recipe->aliases[i];
		const struct recipe *found = catalog_recipe(vendor, alias);

		if (count_called(vendor, alias) == 1 && found != recipe)
			print_error("%s/%s: '%s' does not find it\n", vendor->name, recipe->model,
			            alias);
		if (count_called(vendor, alias) == 1)
			assert_ptr_equal(found, recipe);
		else
			assert_true(!found || spelling_equal(found->model, alias));
	}
}

static void every_alias_is_unique_or_asked_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < knowledge.catalog.vendor_count; i++) {
		const struct vendor *vendor = &knowledge.catalog.vendors[i];

		for (size_t k = 0; k < vendor->recipe_count; k++)
			check_aliases(vendor, &vendor->recipes[k]);
	}
}

/* What find_router() says of it; "" when it found one. */
static void answer_to(const char *typed, char out[sizeof(((struct failure *)0)->text)])
{
	const struct find_request request = { .knowledge = &knowledge };
	const struct recipe *recipe = NULL;
	struct failure why = { 0 };

	snprintf(out, sizeof(why.text), "%s",
	         find_router(&request, typed, &recipe, &why) ? "" : why.text);
}

static void assert_found(const char *typed, const char *model)
{
	const struct find_request request = { .knowledge = &knowledge };
	const struct recipe *recipe = NULL;
	struct failure why;

	if (!find_router(&request, typed, &recipe, &why))
		print_error("%s\n", why.text);
	assert_non_null(recipe);
	assert_string_equal(recipe->model, model);
}

static void assert_not_found(const char *typed, const char *part)
{
	char text[sizeof(((struct failure *)0)->text)];

	answer_to(typed, text);
	if (!strstr(text, part))
		print_error("'%s': '%s' does not say '%s'\n", typed, text, part);
	assert_non_null(strstr(text, part));
}

static void one_phrase_is_enough(void **state)
{
	(void)state;
	assert_found("r3g", "r3g");
	assert_found("xiaomi/r3g", "r3g");
	assert_found("mi router 3g", "r3g");
	assert_found("archer c7 v5", "archer-c7-v5");
	assert_found("Archer C7(US) Ver:5.0", "archer-c7-v5");
	assert_found("redmi ac2100", "rm2100");
	assert_found("unifi nano hd", "unifi-nanohd");
	assert_found("hap ac 2", "hap-ac2");
}

static void a_phrase_for_several_is_asked_back(void **state)
{
	(void)state;
	assert_not_found("onhub", "asus/onhub");
	assert_not_found("onhub", "tplink/onhub");
	assert_not_found("redmi router ax6s", "Model: RB03");
	assert_not_found("redmi router ax6s", "Model: RB01");
	assert_not_found("archer c7", "'archer c7' may be tplink/archer-c7-v1 (Model: Archer C7");
}

static void another_version_is_no_answer(void **state)
{
	static const struct {
		const char *typed;
		const char *other;
	} versions[] = {
		{ "archer c7 v9", "tplink/archer-c7-v5" },
		{ "tl-wr841n v99", "tplink/tl-wr841n-v11" },
		{ "dir-882 z7", "dlink/dir-882-a1" },
		{ "Archer C5 v1", "tplink/archer-c58-v1" },
		{ "Archer C5 v1", "tplink/archer-c5-v4" },
		{ "DIR-615 D", "dlink/dir-615-e4" },
	};

	(void)state;
	for (size_t i = 0; i < ARRAY_LEN(versions); i++)
		assert_int_equal(place_of(versions[i].typed, versions[i].other), 0);
	assert_not_found("archer c7 v9", "may need another rescue");
}

static void a_number_in_a_name_is_whole(void **state)
{
	(void)state;
	assert_int_equal(place_of("Archer C5", "tplink/archer-c58-v1"), 0);
	assert_int_equal(place_of("dir-6", "dlink/dir-615-e4"), 0);
	assert_int_equal(place_of("r30", "xiaomi/r3"), 0);
}

/* "dir-99600" may be no typing mistake of a "dir-2640". */
static void a_number_is_not_taken_for_another(void **state)
{
	(void)state;
	assert_not_found("dir-99600", "'dir-99600' is not in the catalogue");
	assert_not_found("ea98300", "'ea98300' is not in the catalogue");
	assert_not_found("ea98300", "mkrescue-usb guide linksys");
	assert_false(search_may_be_typo("dir-600", "dir-2640"));
	assert_false(search_may_be_typo("ea8300", "engenius"));
	assert_true(search_may_be_typo("netgaer", "netgear"));
	assert_true(search_may_be_typo("wrdn4300", "wndr4300"));
}

static void assert_spelled(const char *text, const char *spelled)
{
	struct spelling spelling;

	spelling_of(&spelling, text);
	assert_int_equal(spelling.length, strlen(spelled));
	assert_memory_equal(spelling.text, spelled, strlen(spelled));
}

static void versions_are_spelled_alike(void **state)
{
	(void)state;
	assert_spelled("C7(US) Ver:5.0", "c7usv5");
	assert_spelled("version 2", "v2");
	assert_spelled("Rev. A1", "a1");
	assert_spelled("H/W Ver.: A1", "hwa1");
	assert_spelled("hAP ac\xc2\xb2", "hapac2");
	assert_spelled("Omega2+", "omega2plus");
	assert_true(spelling_equal("FRITZ!Box", "fritz-box"));
	assert_false(spelling_equal("RT-N12+", "rt-n12"));
	assert_false(spelling_equal("", "---"));
}

static void hostile_text_does_no_harm(void **state)
{
	char text[4000];

	(void)state;
	memset(text, '+', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	for (size_t i = 0; i < sizeof(text) - 1; i += 3)
		text[i] = i % 2 ? '9' : 'v';
	assert_int_equal(place_of(text, "xiaomi/r3g"), 0);
	assert_int_equal(place_of("", "xiaomi/r3g"), 0);
	assert_int_equal(place_of("\xff\xc2", "xiaomi/r3g"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_on_the_box_finds_the_router),
		TEST(names_alone_find_what_the_whole_catalogue_finds),
		TEST(every_alias_is_unique_or_asked_back),
		TEST(one_phrase_is_enough),
		TEST(a_phrase_for_several_is_asked_back),
		TEST(another_version_is_no_answer),
		TEST(a_number_in_a_name_is_whole),
		TEST(a_number_is_not_taken_for_another),
		TEST(versions_are_spelled_alike),
		TEST(hostile_text_does_no_harm),
	};
	int failed;

	if (!own_knowledge(&knowledge))
		return 1;
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	knowledge_done(&knowledge);
	return failed;
}
