#include "guide/guide.h"

#include "base/mem.h"
#include "catalog/catalog.h"
#include "guide/html.h"
#include "guide/words.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

/* What is written to `to` goes to `text`. */
struct memory {
	char *text;
	size_t size;
	FILE *to;
};

static void memory_open(struct memory *memory)
{
	memory->to = open_memstream(&memory->text, &memory->size);
	assert_non_null(memory->to);
}

/* Every run of blanks becomes one space: wrapping does not count. */
static void squeeze(char *text)
{
	char *to = text;

	for (const char *from = text; *from; from++) {
		if (!isspace((unsigned char)*from))
			*to++ = *from;
		else if (to > text && to[-1] != ' ')
			*to++ = ' ';
	}
	*to = '\0';
}

/* What is left without tags. */
static void strip_tags(char *text)
{
	char *to = text;

	for (const char *from = text; *from;) {
		if (*from == '<')
			from += strcspn(from, ">") + 1;
		else
			*to++ = *from++;
	}
	*to = '\0';
	squeeze(text);
}

static void memory_close(struct memory *memory)
{
	fclose(memory->to);
	squeeze(memory->text);
}

/* Where a text is looked for, and whose it is. */
struct place {
	const struct recipe *recipe;
	const char *name;
	const char *text;
	bool page;
};

static void assert_says(const struct place *place, const char *wanted)
{
	struct memory expected;

	if (!wanted)
		return;
	memory_open(&expected);
	if (place->page)
		html_text(expected.to, wanted);
	else
		fputs(wanted, expected.to);
	memory_close(&expected);
	if (!strstr(place->text, expected.text)) {
		print_error("%s of %s/%s lacks: %s\n", place->name, place->recipe->vendor,
		            place->recipe->model, wanted);
		assert_true(false);
	}
	free(expected.text);
}

static void assert_says_all(const struct place *place, const char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		assert_says(place, texts[i]);
}

static void assert_says_address(const struct place *place, const struct address *address)
{
	char text[IPV4_RANGE_TEXT];

	ipv4_range_text(text, &address->range);
	text[strcspn(text, "-")] = '\0'; /* of a range the first */
	if (address->range.first)
		assert_says(place, text);
	assert_says(place, address->note);
}

static void assert_says_addresses(const struct place *place, const struct network *network)
{
	char first[IPV4_TEXT];

	for (size_t i = 0; i < network->pc_address_count; i++)
		assert_says_address(place, &network->pc_addresses[i]);
	for (size_t i = 0; i < network->device_address_count; i++)
		assert_says_address(place, &network->device_addresses[i]);
	ipv4_text(first, network->lease.first);
	if (network->lease.first)
		assert_says(place, first);
}

/* The page draws what is printed on it; what else must hold stands beside that. */
static void assert_says_label(const struct place *place)
{
	const struct recipe *recipe = place->recipe;
	const char *print = recipe->label_print_count ? recipe->label_print[0] : recipe->label;
	const bool begins = strncmp(recipe->label, print, strlen(print)) == 0;

	assert_says(place, print);
	if (!place->page)
		assert_says(place, recipe->label);
	else
		assert_says(place, begins ? recipe->label + strlen(print) : recipe->label);
}

/* What is needed at the router. */
static void assert_says_needed(const struct place *place)
{
	const struct recipe *recipe = place->recipe;

	assert_null(strstr(place->text, "(null)"));
	assert_says(place, recipe->title);
	assert_says_label(place);
	assert_says(place, recipe->works_when);
	assert_says(place, recipe->port);
	for (size_t i = 0; i < recipe->before_count; i++)
		assert_says(place, recipe->before[i].text);
	assert_says_all(place, recipe->after, recipe->after_count);
	assert_says_all(place, recipe->undo, recipe->undo_count);
	assert_says_all(place, recipe->failure_signs, recipe->failure_sign_count);
	for (size_t i = 0; i < recipe->step_count; i++) {
		assert_says(place, recipe->steps[i].action);
		assert_says(place, recipe->steps[i].note);
		assert_says(place, recipe->steps[i].if_not);
		assert_says(place, recipe->steps[i].until);
		assert_says(place, recipe->steps[i].lights);
	}
	for (size_t i = 0; i < recipe->light_count; i++) {
		assert_says(place, recipe->lights[i].shows);
		assert_says(place, recipe->lights[i].means);
	}
	for (size_t i = 0; i < recipe->file_count; i++) {
		assert_says(place, recipe->files[i].name);
		assert_says(place, recipe->files[i].what);
	}
	assert_says_addresses(place, &recipe->network);
	assert_says(place, recipe->network.done);
	if (recipe->confidence != CONFIDENCE_GOOD)
		assert_says(place, recipe->confidence_basis);
}

static void assert_shows(const struct recipe *recipe)
{
	struct memory shown;
	struct place place = { .recipe = recipe, .name = "show" };

	memory_open(&shown);
	guide_everything(recipe, shown.to);
	memory_close(&shown);
	place.text = shown.text;
	assert_says_needed(&place);
	assert_says(&place, recipe->instead);
	assert_says(&place, recipe->not_built);
	assert_says(&place, recipe->layout);
	assert_says(&place, recipe->confidence_basis);
	assert_says(&place, method_name(recipe->method));
	assert_says(&place, words_works_class(recipe));
	assert_says_all(&place, recipe->gotchas, recipe->gotcha_count);
	assert_says_all(&place, recipe->boards, recipe->board_count);
	for (size_t i = 0; i < recipe->source_count; i++)
		assert_says(&place, recipe->sources[i].ref);
	for (size_t i = 0; i < recipe->download_count; i++) {
		assert_says(&place, "untested");
		assert_says(&place, recipe->downloads[i].url);
		assert_says(&place, recipe->downloads[i].sha256);
		assert_says(&place, recipe->downloads[i].channel);
		assert_says(&place, recipe->downloads[i].note);
	}
	for (size_t i = 0; i < recipe->file_count; i++) {
		assert_says(&place, recipe->files[i].from);
		assert_says(&place, words_transform(recipe->files[i].transform));
		assert_says_all(&place, recipe->files[i].image_types,
		                recipe->files[i].image_type_count);
	}
	free(shown.text);
}

static void assert_has_card(const struct recipe *recipe)
{
	static const char *const foreign[] = { "<script", "<img",  "<link", "<iframe",
		                               "<a ",     " src=", "url(",  "@import" };
	const struct guide_card card = { .recipe = recipe };
	struct place place = { .recipe = recipe, .name = "the card" };
	struct memory text;
	struct memory page;
	struct failure why;

	memory_open(&text);
	guide_card_text(&card, text.to);
	memory_close(&text);
	place.text = text.text;
	assert_says_needed(&place);
	memory_open(&page);
	assert_true(guide_card_html(&card, page.to, &why));
	memory_close(&page);
	for (size_t i = 0; i < ARRAY_LEN(foreign); i++)
		assert_null(strstr(page.text, foreign[i]));
	for (const char *at = page.text; (at = strstr(at, " href=")); at++)
		assert_int_equal(at[strlen(" href=\"")], '#');
	strip_tags(page.text);
	place = (struct place){ recipe, "the page", page.text, true };
	assert_says_needed(&place);
	free(text.text);
	free(page.text);
}

static void show_and_cards_tell_all_that_they_should_of_every_model(void **state)
{
	const struct catalog_request request = { .data = PROJECT_ROOT };
	struct catalog catalog;
	struct failure why;
	size_t count = 0;

	(void)state;
	assert_true(catalog_load(&catalog, &request, &why));
	for (size_t i = 0; i < catalog.vendor_count; i++) {
		for (size_t j = 0; j < catalog.vendors[i].recipe_count; j++) {
			assert_shows(&catalog.vendors[i].recipes[j]);
			assert_has_card(&catalog.vendors[i].recipes[j]);
			count++;
		}
	}
	assert_true(count > 0);
	catalog_done(&catalog);
}

static void assert_span(struct span span, const char *expected)
{
	char text[WORDS_TIME];

	words_span(text, &span);
	assert_string_equal(text, expected);
}

static void times_and_cycles_are_told_as_they_are_known(void **state)
{
	static const struct step again = { .act = ACT_CYCLE, .times = 3 };
	static const struct step cycle = { .act = ACT_CYCLE, .times = 4, .power = POWER_CYCLE };
	static const struct step restart = { .act = ACT_CYCLE, .power = POWER_CYCLE };
	AUTO_FREE char *three = words_cycle(&again);
	AUTO_FREE char *four = words_cycle(&cycle);
	AUTO_FREE char *one = words_cycle(&restart);

	(void)state;
	assert_span((struct span){ 0 }, "");
	assert_span((struct span){ 10, 0, 0 }, "about 10 seconds");
	assert_span((struct span){ 0, 6, 10 }, "6 to 10 seconds");
	assert_span((struct span){ 0, 120, 300 }, "2 to 5 minutes");
	assert_span((struct span){ 0, 120, 0 }, "at least 2 minutes");
	assert_span((struct span){ 0, 0, 1 }, "at most 1 second");
	assert_string_equal(three, "3 times in all");
	assert_string_equal(four, "4 times off and on");
	assert_string_equal(one, "off and on");
}

static void assert_command(const char *command, const char *name, const char *expected)
{
	struct slot file = { .name = "recovery.bin", .directory = "/" };
	const struct recipe recipe = {
		.method = METHOD_TFTP_SERVE,
		.files = &file,
		.file_count = 1,
		.network = { .command = command },
	};
	char *text = words_command(&recipe, name);

	assert_string_equal(text, expected);
	free(text);
}

static void a_command_names_the_file_where_no_shell_can_misread_it(void **state)
{
	(void)state;
	assert_command("put FILE", NULL, "put recovery.bin");
	assert_command("put FILE x FILE", "a.bin", "put a.bin x a.bin");
	assert_command("FILE", "FILE", "FILE");
	assert_command("put PROFILE FILES @FILE;", "a", "put PROFILE FILES @a;");
	assert_command("put FILE", "$(rm x)", "put FILE");
	assert_command("put FILE", "-x", "put FILE");
	assert_command("put FILE", "a b", "put FILE");
	assert_command("put", "a", "put");
}

static void times_are_told_as_they_are_known(void **state)
{
	char time[WORDS_TIME];

	(void)state;
	words_time(time, 1);
	assert_string_equal(time, "1 second");
	words_time(time, 90);
	assert_string_equal(time, "90 seconds");
	words_time(time, 600);
	assert_string_equal(time, "10 minutes");
	words_time(time, 150);
	assert_string_equal(time, "150 seconds");
}

TEST_MAIN(TEST(show_and_cards_tell_all_that_they_should_of_every_model),
          TEST(times_and_cycles_are_told_as_they_are_known),
          TEST(a_command_names_the_file_where_no_shell_can_misread_it),
          TEST(times_are_told_as_they_are_known))
