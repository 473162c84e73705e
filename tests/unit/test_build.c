/* Whole builds, driven through the two seams: a request, and a ui that answers from a script. */
#include "app/build.h"

#include "app/event.h"
#include "app/summary.h"
#include "app/verify.h"
#include "base/mem.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

#define R3G TEST_DATA "/firmware/xiaomi-hdr1-r3g-sha1-8slots.bin"
#define KEY TEST_DATA "/firmware/xiaomi-test-public.pem"

enum { EVENTS_MAX = 8, ANSWERS_MAX = 8, SENTENCE = 1024 };

/* What it is asked gets these answers, in this order; what it is told it writes down. */
struct script {
	struct ui ui; /* first, so that a ui is a script */
	const char *answers[ANSWERS_MAX];
	size_t asked;
	enum ui_event_kind events[EVENTS_MAX];
	size_t event_count;
	char warning[SENTENCE]; /* the last one */
	char unfit[SENTENCE];   /* why the last unfit answer would not do */
	uint64_t written;       /* bytes, of the last step called "writing" */
};

static void note_step(struct progress *progress, const char *step, uint64_t done, uint64_t total)
{
	struct script *script = (struct script *)progress;

	(void)total;
	if (strcmp(step, "writing") == 0)
		script->written = done;
}

static void note_event(struct ui *ui, const struct ui_event *event)
{
	struct script *script = (struct script *)ui;

	assert_true(script->event_count < EVENTS_MAX);
	script->events[script->event_count++] = event->kind;
}

static void note_sentence(struct ui *ui, enum ui_level level, const char *text)
{
	struct script *script = (struct script *)ui;

	if (level == UI_WARNING)
		snprintf(script->warning, sizeof(script->warning), "%s", text);
}

static bool answer_next(struct ui *ui, struct ui_question *question, const char *complaint,
                        char answer[UI_ANSWER], struct failure *why)
{
	struct script *script = (struct script *)ui;
	const char *next = script->answers[script->asked];

	if (complaint)
		snprintf(script->unfit, sizeof(script->unfit), "%s", complaint);
	if (!next)
		return fail(why, FAIL_REFUSED, "no answer to: %s", question->text);
	script->asked++;
	snprintf(answer, UI_ANSWER, "%s", next);
	return true;
}

static const struct ui_calls calls = {
	.event = note_event,
	.say = note_sentence,
	.ask = answer_next,
};

static struct script a_script(void)
{
	return (struct script){
		.ui = { .progress = { .report = note_step }, .calls = &calls, .can_ask = true },
	};
}

static const char *key[] = { KEY };

static struct request a_request(const char **firmware, const char *output)
{
	return (struct request){
		.router = { .vendor = "xiaomi" },
		.firmware = { .files = { firmware, 1 }, .trusted = { key, 1 } },
		.target = { .output = output },
	};
}

/* An empty folder; where the image goes. */
struct workplace {
	char path[32];
	char image[64];
};

static struct workplace make_folder(void)
{
	struct workplace folder = { .path = "/tmp/build-XXXXXX" };

	assert_non_null(mkdtemp(folder.path));
	snprintf(folder.image, sizeof(folder.image), "%s/stick.img", folder.path);
	return folder;
}

static void remove_folder(const struct workplace *folder)
{
	unlink(folder->image);
	assert_return_code(rmdir(folder->path), 0); /* and nothing else is left in it */
}

static void assert_proves_itself(const char *image)
{
	const struct verify_request request = { .image = image };
	struct script script = a_script();
	struct verification verification;
	struct failure why;

	assert_true(verify(&request, &script.ui, &verification, &why));
	assert_string_equal(verification.diagnosis.manifest.recipe, "xiaomi/r3g");
	verification_done(&verification);
}

static void a_complete_request_is_built_without_a_question(void **state)
{
	const char *firmware[] = { R3G };
	struct workplace folder = make_folder();
	const struct request request = a_request(firmware, folder.image);
	struct script script = a_script();
	struct failure why;

	(void)state;
	script.ui.can_ask = false;
	assert_true(build(&request, &script.ui, &why));
	assert_int_equal(script.event_count, 2);
	assert_int_equal(script.events[0], EVENT_PLAN);
	assert_int_equal(script.events[1], EVENT_RESULT);
	assert_int_equal(script.asked, 0);
	assert_true(script.written > 0);
	assert_proves_itself(folder.image);
	remove_folder(&folder);
}

static void what_is_missing_is_asked_for_until_an_answer_will_do(void **state)
{
	struct workplace folder = make_folder();
	const char *firmware[] = { R3G };
	struct request request = a_request(firmware, NULL);
	struct script script = a_script();
	struct failure why;

	(void)state;
	request.router.vendor = NULL;
	script.answers[0] = "xaomi";
	script.answers[1] = "xiaomi";
	script.answers[2] = folder.image;
	assert_true(build(&request, &script.ui, &why));
	assert_int_equal(script.asked, 3);
	assert_non_null(strstr(script.unfit, "'xiaomi'"));
	assert_proves_itself(folder.image);
	remove_folder(&folder);
}

static void without_anybody_to_ask_all_that_is_missing_is_named(void **state)
{
	const struct request request = { 0 };
	struct script script = a_script();
	struct failure why;

	(void)state;
	script.ui.can_ask = false;
	assert_false(build(&request, &script.ui, &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	assert_non_null(strstr(why.text, "--vendor"));
	assert_non_null(strstr(why.text, "--device"));
	assert_int_equal(script.event_count, 0);
}

static void a_dry_run_tells_the_plan_and_writes_nothing(void **state)
{
	const char *firmware[] = { R3G };
	struct workplace folder = make_folder();
	struct request request = a_request(firmware, folder.image);
	struct script script = a_script();
	struct failure why;

	(void)state;
	request.consent.dry_run = true;
	assert_true(build(&request, &script.ui, &why));
	assert_int_equal(script.event_count, 2);
	assert_int_equal(script.events[0], EVENT_PLAN);
	assert_int_equal(script.events[1], EVENT_DRY_RUN);
	assert_int_equal(access(folder.image, F_OK), -1);
	remove_folder(&folder);
}

static void a_model_that_only_a_person_rescues_is_told_what_it_needs(void **state)
{
	const char *firmware[] = { R3G };
	struct workplace folder = make_folder();
	struct request request = a_request(firmware, folder.image);
	struct script script = a_script();
	struct failure why;

	(void)state;
	request.router.model = "r1cl";
	assert_false(build(&request, &script.ui, &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	assert_int_equal(script.event_count, 1);
	assert_int_equal(script.events[0], EVENT_INSTEAD);
	remove_folder(&folder);
}

static void a_model_that_the_program_rescues_itself_needs_no_card(void **state)
{
	const char *firmware[] = { R3G };
	struct workplace folder = make_folder();
	struct request request = a_request(firmware, folder.image);
	struct script script = a_script();
	struct failure why;

	(void)state;
	request.router.model = "r4a";
	assert_false(build(&request, &script.ui, &why));
	assert_int_equal(why.kind, FAIL_USAGE);
	assert_string_equal(fail_reason_name(&why), "not-this-way");
	assert_int_equal(script.event_count, 0);
	remove_folder(&folder);
}

static void firmware_of_an_unknown_key_is_refused_before_anything_is_told(void **state)
{
	const char *firmware[] = { R3G };
	struct workplace folder = make_folder();
	struct request request = a_request(firmware, folder.image);
	struct script script = a_script();
	struct failure why;

	(void)state;
	request.firmware.trusted.count = 0;
	assert_false(build(&request, &script.ui, &why));
	assert_int_equal(why.kind, FAIL_FIRMWARE);
	assert_int_equal(script.event_count, 0);
	remove_folder(&folder);
}

TEST_MAIN(TEST(a_complete_request_is_built_without_a_question),
          TEST(what_is_missing_is_asked_for_until_an_answer_will_do),
          TEST(without_anybody_to_ask_all_that_is_missing_is_named),
          TEST(a_dry_run_tells_the_plan_and_writes_nothing),
          TEST(a_model_that_only_a_person_rescues_is_told_what_it_needs),
          TEST(a_model_that_the_program_rescues_itself_needs_no_card),
          TEST(firmware_of_an_unknown_key_is_refused_before_anything_is_told))
