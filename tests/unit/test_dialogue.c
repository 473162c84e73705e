/* app/dialogue, app/ui: whole dialogues with a person who answers from a list. */
#include "app/build.h"

#include "app/dialogue/dialogue.h"
#include "app/dialogue/firmware_offers.h"
#include "app/knowledge/home.h"
#include "app/rescue/page_field.h"
#include "base/mem.h"
#include "fetch/part.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "scripted_person.h"
#include "vendor_folder.h"

#define FIRMWARE TEST_DATA "/firmware/"
#define R3G FIRMWARE "xiaomi-hdr1-r3g-sha1-8slots.bin"
#define R4CM FIRMWARE "xiaomi-hdr1-r4cm-unsigned.bin"
#define KEY FIRMWARE "xiaomi-test-public.pem"
#define KERNEL FIRMWARE "uimage-legacy-mips.bin"
#define NOTES FIRMWARE "trx-v1.trx"
#define SHARED FIRMWARE "openwrt-sysupgrade-nor-meta.bin"
#define MIRROR "https://mirror.example"

#define WHICH_ROUTER "Which router is it?"
#define WHICH_FIRMWARE "Which firmware?"
#define WHERE_TO "to which image file?"

#define MODEL(name, confidence, files) \
	"{\"model\": \"" name "\", \"title\": \"Made-up " name "\", \"label\": \"" name "\"," \
	" \"method\": \"usb-stick\", \"works_when\": \"-\", \"confidence\": \"" confidence "\"," \
	" \"confidence_basis\": \"-\", \"boards\": [\"acme_one\", \"acme_two\"]," \
	" \"sources\": [{\"ref\": \"-\", \"kind\": \"measured\"}]," \
	" \"layout\": \"fat32-mbr\", \"files\": [" files "]}"
#define FILE_OF(name, accepts) \
	"{\"name\": \"" name "\", \"what\": \"the " name "\", \"image_types\": [\"sysupgrade\"]," \
	" \"accepts\": [" accepts "]}"
#define UIMAGE "{\"format\": \"uimage\"}"
#define ANY "{\"format\": \"any\"}"
#define BOARD "{\"format\": \"uimage\", \"codes\": [\"testvendor,testboard\"]}"
#define HEAD "{\"schema\": 2, \"vendor\": \"made-up\", \"title\": \"Made-up\", \"models\": ["
#define ONE MODEL("one", "good", FILE_OF("kernel.img", UIMAGE))
#define TWO MODEL("two", "good", FILE_OF("kernel.img", UIMAGE) ", " FILE_OF("notes.txt", ANY))
#define TWIN_A MODEL("twin-a", "good", FILE_OF("t.img", BOARD))
#define TWIN_B MODEL("twin-b", "good", FILE_OF("t.img", BOARD))
#define INFERRED MODEL("inferred", "inferred", FILE_OF("kernel.img", UIMAGE))

static const char vendor_text[] = HEAD ONE ", " TWO ", " TWIN_A ", " TWIN_B ", " INFERRED "]}";

/* Where everything of one test is: the home, the cache, a catalogue of its own, the image. */
struct place {
	char *home;
	char *catalog;
	char *image;
	const char *catalogs[1];
	const char *trusted[1];
	struct request request;
};

static int begin(void **state)
{
	struct place *place = mem_zalloc(1, sizeof(*place));

	place->home = make_empty_folder();
	place->catalog = make_folder(vendor_text);
	place->image = mem_printf("%s/stick.img", place->home);
	place->catalogs[0] = place->catalog;
	place->trusted[0] = KEY;
	place->request.router.catalogs = (struct strings){ place->catalogs, 1 };
	place->request.firmware.trusted = (struct strings){ place->trusted, 1 };
	setenv("HOME", place->home, 1);
	setenv("XDG_CACHE_HOME", place->home, 1);
	unsetenv("XDG_CONFIG_HOME");
	unsetenv("SUDO_UID");
	*state = place;
	return 0;
}

static int end(void **state)
{
	struct place *place = *state;
	AUTO_FREE char *command = mem_printf("rm -rf '%s'", place->home);

	assert_int_equal(system(command), 0);
	drop_folder(place->catalog);
	free(place->home);
	free(place->image);
	free(place);
	return 0;
}

static bool is_there(const struct place *place)
{
	return access(place->image, F_OK) == 0;
}

#define PERSON(...) \
	person_with((const struct exchange[]){ __VA_ARGS__ }, \
	            sizeof((const struct exchange[]){ __VA_ARGS__ }) / sizeof(struct exchange))

/* Builds with these answers, which are all that is asked for. */
static bool talk(const struct place *place, struct person *person, struct failure *why)
{
	const bool good = build(&place->request, &person->ui, why);

	if (person->asked < person->count)
		print_error("not asked: '%s'\n", person->exchanges[person->asked].question);
	assert_int_equal(person->asked, person->count);
	return good;
}

static void a_whole_dialogue_makes_an_image(void **state)
{
	const struct place *place = *state;
	struct person person = PERSON(ASKED(WHICH_ROUTER, "mi router 3g (r3g)"),
	                              ASKED(WHICH_FIRMWARE, R3G), ASKED(WHERE_TO, place->image));
	AUTO_FREE char *again = mem_printf(
	        "--vendor xiaomi --model r3g --firmware " R3G " --output %s", place->image);
	struct failure why;

	assert_true(talk(place, &person, &why));
	assert_true(is_there(place));
	assert_true(person_heard(&person, EVENT_RESULT));
	assert_string_equal(person.again, again);
	assert_false(person.ui.can_go_back);
}

static void the_end_of_input_ends_it_at_every_question_and_tells_no_command(void **state)
{
	struct place *place = *state;
	const struct exchange all[] = { ASKED(WHICH_ROUTER, "two"),
		                        ASKED("The file for 'kernel.img'", KERNEL),
		                        ASKED("The file for 'notes.txt'", NOTES),
		                        ASKED("type two:", "two"), ASKED(WHERE_TO, place->image) };

	place->request.router.vendor = NULL;
	for (size_t i = 0; i < ARRAY_LEN(all); i++) {
		struct person person = person_with(all, i);
		struct failure why;

		person.stays_silent = true;
		assert_false(talk(place, &person, &why));
		assert_int_equal(why.kind, FAIL_INTERRUPTED);
		assert_non_null(strstr(why.text, "nothing was changed"));
		assert_string_equal(person.again, "");
		assert_false(is_there(place));
	}
}

static void back_leads_from_every_question_to_the_one_before(void **state)
{
	const struct place *place = *state;
	struct person person = PERSON(
	        ASKED(WHICH_ROUTER, "made-up"), ASKED("Which model is it?", "back"),
	        ASKED(WHICH_ROUTER, "archer c7"), ASKED("Which of these is it?", "back"),
	        ASKED(WHICH_ROUTER, SHARED), ASKED("Which of these is it?", "back"),
	        ASKED(WHICH_ROUTER, "made-up/inferred"), ASKED("Go on anyway?", "back"),
	        ASKED(WHICH_ROUTER, "made-up/two"), ASKED("The file for 'kernel.img'", "back"),
	        OFFERED("made-up/two", WHICH_ROUTER, ""),
	        ASKED("The file for 'kernel.img'", KERNEL),
	        ASKED("The file for 'notes.txt'", "back"),
	        OFFERED(KERNEL, "The file for 'kernel.img'", ""),
	        ASKED("The file for 'notes.txt'", NOTES), ASKED("type two:", "back"),
	        OFFERED(KERNEL, "The file for 'kernel.img'", ""),
	        ASKED("The file for 'notes.txt'", NOTES), ASKED("type two:", "two"),
	        ASKED(WHERE_TO, "back"), OFFERED(KERNEL, "The file for 'kernel.img'", NULL));
	struct failure why;

	assert_false(talk(place, &person, &why));
	assert_int_equal(why.kind, FAIL_INTERRUPTED);
}

static void before_the_first_question_there_is_none(void **state)
{
	struct place *place = *state;
	struct person person = PERSON(ASKED(WHICH_ROUTER, "back"),
	                              AFTER("no question before", WHICH_ROUTER, NULL));
	struct person other =
	        PERSON(ASKED(WHERE_TO, "back"), AFTER("no question before", WHERE_TO, NULL));
	const char *files[] = { R3G };
	struct failure why;

	assert_false(talk(place, &person, &why));
	place->request.router.vendor = "xiaomi";
	place->request.firmware.files = (struct strings){ files, 1 };
	assert_false(talk(place, &other, &why));
}

static void a_file_for_several_routers_asks_for_which(void **state)
{
	const struct place *place = *state;
	struct person person = PERSON(
	        ASKED(WHICH_ROUTER, SHARED), ASKED("Which of these is it?", "3"),
	        AFTER("There is no number 3 (1 to 2).", "Which of these is it?", "made-up/one"),
	        AFTER("none of these", "Which of these is it?", "2"),
	        ASKED(WHERE_TO, place->image));
	struct failure why;

	assert_true(talk(place, &person, &why));
	assert_non_null(strstr(person.again, "--model twin-b"));
}

static void refused_firmware_is_asked_for_again_and_not_offered(void **state)
{
	const struct place *place = *state;
	struct person person =
	        PERSON(ASKED(WHICH_ROUTER, "r3g"), ASKED(WHICH_FIRMWARE, R4CM),
	               OFFERED("download", WHICH_FIRMWARE, R3G), ASKED(WHERE_TO, place->image));
	struct failure why;

	assert_true(talk(place, &person, &why));
	assert_non_null(strstr(person.told, "R4CM"));
}

static void a_number_that_no_offer_has_is_no_file(void **state)
{
	const struct place *place = *state;
	struct person person =
	        PERSON(ASKED(WHICH_ROUTER, "archer c7"), ASKED("Which of these is it?", "99"),
	               AFTER("There is no number 99 (1 to", "Which of these is it?", "back"),
	               ASKED(WHICH_ROUTER, "r3g"), ASKED(WHICH_FIRMWARE, "99"),
	               AFTER("There is no number 99 (1 to 2).", WHICH_FIRMWARE, "0"),
	               AFTER("There is no number 0 (1 to 2).", WHICH_FIRMWARE, NULL));
	struct failure why;

	assert_false(talk(place, &person, &why));
}

static void three_wrong_phrases_end_it_and_nothing_is_written(void **state)
{
	const struct place *place = *state;
	struct person person =
	        PERSON(ASKED(WHICH_ROUTER, "made-up/one"), ASKED(WHICH_FIRMWARE, KERNEL),
	               ASKED("type one:", "yes"), AFTER("'yes' is not", "type one:", "no"),
	               AFTER("'no' is not", "type one:", ""));
	struct failure why;

	assert_false(talk(place, &person, &why));
	assert_int_equal(why.kind, FAIL_REFUSED);
	assert_string_equal(fail_reason_name(&why), "not-confirmed");
	assert_non_null(strstr(why.text, "nothing was changed"));
}

/* The last question, as a use case asks it. */
static bool act_on_yes(void *context, struct order *order, struct ui *ui, struct failure *why)
{
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.text = "May it begin?",
		.phrase = "yes",
	};
	char answer[UI_ANSWER];

	(void)context;
	(void)order;
	return ui_ask(ui, &question, answer, why);
}

static void three_wrong_answers_to_the_last_question_end_it_with_the_command(void **state)
{
	const struct place *place = *state;
	const struct dialogue_job job = { DIALOGUE_MEDIUM, act_on_yes, NULL, NULL };
	struct person person =
	        PERSON(ASKED(WHICH_ROUTER, R3G), ASKED(WHERE_TO, place->image),
	               ASKED("May it begin?", "back"), ASKED(WHERE_TO, place->image),
	               ASKED("May it begin?", "no"), AFTER("'no'", "May it begin?", "no"),
	               AFTER("'no'", "May it begin?", "no"));
	struct failure why;

	assert_false(dialogue(&job, &place->request, &person.ui, &why));
	assert_int_equal(person.asked, person.count);
	assert_string_equal(fail_reason_name(&why), "not-confirmed");
	assert_non_null(strstr(person.again, "--vendor xiaomi --model r3g"));
	assert_false(is_there(place));
}

static void the_end_of_input_at_the_last_question_tells_no_command(void **state)
{
	const struct place *place = *state;
	const struct dialogue_job job = { DIALOGUE_MEDIUM, act_on_yes, NULL, NULL };
	struct person person = PERSON(ASKED(WHICH_ROUTER, R3G), ASKED(WHERE_TO, place->image),
	                              ASKED("May it begin?", NULL));
	struct failure why;

	assert_false(dialogue(&job, &place->request, &person.ui, &why));
	assert_int_equal(why.kind, FAIL_INTERRUPTED);
	assert_string_equal(person.again, "");
}

/* As a rescue page with two fields for a file. */
static bool act_on_field(void *context, struct order *order, struct ui *ui, struct failure *why)
{
	const struct net_event page = { .end = NET_END_CHOICE, .text = "firmware backup" };

	(void)order;
	return page_field_ask(&page, context, ui, why);
}

static void back_leads_from_the_page_s_field_to_the_target(void **state)
{
	const struct place *place = *state;
	char field[UI_ANSWER];
	const struct dialogue_job job = { DIALOGUE_MEDIUM, act_on_field, NULL, field };
	struct person person = PERSON(ASKED(WHICH_ROUTER, R3G), ASKED(WHERE_TO, place->image),
	                              ASKED("Which field takes the firmware?", "back"),
	                              ASKED(WHERE_TO, place->image),
	                              ASKED("Which field takes the firmware?", "radio"),
	                              AFTER("the page has no field 'radio'",
	                                    "Which field takes the firmware?", "firmware"));
	struct failure why;

	assert_true(dialogue(&job, &place->request, &person.ui, &why));
	assert_int_equal(person.asked, person.count);
	assert_string_equal(field, "firmware");
}

static void a_router_that_only_a_person_rescues_ends_it(void **state)
{
	const struct place *place = *state;
	const struct dialogue_job job = { DIALOGUE_ROUTER, act_on_yes, NULL, NULL };
	struct person person = PERSON(ASKED(WHICH_ROUTER, "breed/any"));
	struct failure why;

	assert_true(dialogue(&job, &place->request, &person.ui, &why));
	assert_int_equal(person.asked, person.count);
	assert_true(person_heard(&person, EVENT_INSTEAD));
	assert_non_null(strstr(person.told, "guide breed any --html card.html"));
	assert_string_equal(person.again, "");
}

static void a_declined_way_is_not_offered_again(void **state)
{
	const struct place *place = *state;
	struct person person = PERSON(
	        ASKED(WHICH_ROUTER, "made-up/inferred"), OFFERED("no", "Go on anyway?", ""),
	        ASKED(WHICH_ROUTER, ""), AFTER("Type what is on", WHICH_ROUTER, "made-up/inferred"),
	        ASKED("Go on anyway?", "yes"), ASKED(WHICH_FIRMWARE, KERNEL),
	        ASKED("type inferred:", "inferred"), ASKED(WHERE_TO, place->image));
	AUTO_FREE char *again = mem_printf("--vendor made-up --model inferred --firmware " KERNEL
	                                   " --accept-unstated-model --accept-unproven --output %s",
	                                   place->image);
	struct failure why;

	assert_true(talk(place, &person, &why));
	assert_string_equal(person.again, again);
}

/* What the mirror's list of boards says, as if it had been fetched before. */
static void remember_boards(void)
{
	static const char text[] = "{\"release\": \"24.10.2\", \"profiles\": ["
	                           "{\"id\": \"acme_one\", \"target\": \"ramips/mt7621\"},"
	                           "{\"id\": \"acme_two\", \"target\": \"ramips/mt7621\"}]}";
	const struct part_expected expected = { .what = "a list" };
	const struct part_wait no_wait = { 0 };
	struct stored stored;
	struct store store;
	struct failure why;
	struct part part;

	assert_true(home_store(&store, &why));
	assert_true(part_begin(&store, "a list", &no_wait, &part, &why));
	assert_true(part_add(&part, text, strlen(text), &why));
	assert_true(part_finish(&part, &expected, &stored, &why));
	assert_true(store_remember(&store, MIRROR "/releases/24.10.2/.overview.json",
	                           &stored.sha256, &why));
	stored_done(&stored);
	part_done(&part);
	store_done(&store);
}

static void back_leads_from_the_board_to_the_firmware(void **state)
{
	struct place *place = *state;
	struct person person = PERSON(
	        ASKED(WHICH_ROUTER, "made-up/one"), ASKED(WHICH_FIRMWARE, "openwrt:24.10.2"),
	        ASKED("Which board is it", "back"), OFFERED("openwrt:24.10.2", WHICH_FIRMWARE, ""),
	        ASKED("Which board is it", "acme_three"),
	        AFTER("'acme_three' is none of", "Which board is it", "acme_two"),
	        ASKED(WHICH_FIRMWARE, NULL));
	struct failure why;

	remember_boards();
	place->request.firmware.offline = true;
	place->request.firmware.openwrt_mirror = MIRROR;
	assert_false(talk(place, &person, &why));
	assert_non_null(strstr(person.told, "is not in the cache"));
}

static void a_consent_is_not_kept_on_the_way_back(void **state)
{
	struct place *place = *state;
	struct person person =
	        PERSON(ASKED(WHICH_ROUTER, "r3g"), ASKED(WHICH_FIRMWARE, R3G),
	               ASKED("Go on anyway?", "yes"), ASKED(WHERE_TO, "back"),
	               OFFERED(R3G, WHICH_FIRMWARE, ""), ASKED("Go on anyway?", NULL));
	struct failure why;

	place->request.firmware.trusted.count = 0;
	assert_false(talk(place, &person, &why));
}

static void assert_version(const char *name, const char *expected)
{
	AUTO_FREE char *version = firmware_version(name);

	if (!expected)
		assert_null(version);
	else
		assert_string_equal(version, expected);
}

static void a_version_is_what_a_name_states_and_never_guessed(void **state)
{
	(void)state;
	assert_version("http://a.example/r3g/miwifi_r3g_firmware_12f97_2.25.124.bin", "2.25.124");
	assert_version("miwifi_rb01_firmware_d8243_1.0.83_INT.bin", "1.0.83");
	assert_version("openwrt-be3600-4.7.3-0603-1748929735.bin", "4.7.3");
	assert_version("NSA310_4.40(AFK.0)C0.zip", "4.40(AFK.0)C0");
	assert_version("NAS542_V5.21(ABAG.0)C0.zip", "5.21(ABAG.0)C0");
	assert_version("https://192.168.1.1/cxsw_update.tar.bz2", NULL);
	assert_version("FW_RT_AC51U_30043808591.zip", NULL);
	assert_version("omnia-ng-medkit-latest.tar.gz", NULL);
	assert_version("2.", NULL);
	assert_version("", NULL);
}

#define TALK(name) cmocka_unit_test_setup_teardown(name, begin, end)

TEST_MAIN(TALK(a_whole_dialogue_makes_an_image),
          TALK(the_end_of_input_ends_it_at_every_question_and_tells_no_command),
          TALK(back_leads_from_every_question_to_the_one_before),
          TALK(before_the_first_question_there_is_none),
          TALK(a_file_for_several_routers_asks_for_which),
          TALK(refused_firmware_is_asked_for_again_and_not_offered),
          TALK(a_number_that_no_offer_has_is_no_file),
          TALK(three_wrong_phrases_end_it_and_nothing_is_written),
          TALK(three_wrong_answers_to_the_last_question_end_it_with_the_command),
          TALK(the_end_of_input_at_the_last_question_tells_no_command),
          TALK(back_leads_from_the_page_s_field_to_the_target),
          TALK(a_router_that_only_a_person_rescues_ends_it),
          TALK(a_declined_way_is_not_offered_again), TALK(a_consent_is_not_kept_on_the_way_back),
          TALK(back_leads_from_the_board_to_the_firmware),
          TEST(a_version_is_what_a_name_states_and_never_guessed))
