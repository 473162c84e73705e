#include "app/recipe/recipe_questions.h"

#include "base/codec/netaddr.h"
#include "base/mem.h"
#include "catalog/vendorfile/vendorname.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum { ANSWER_MAX = 200 };

static bool is_short(const char *answer, struct failure *why)
{
	if (!answer[0])
		return fail(why, FAIL_USAGE, "This answer is needed.");
	return strlen(answer) <= ANSWER_MAX ||
	       fail(why, FAIL_USAGE, "It must have at most %d characters.", ANSWER_MAX);
}

static bool takes_text(const void *context, const char *answer, struct failure *why)
{
	(void)context;
	return is_short(answer, why);
}

/* Its letters and digits become the name that is typed. */
static bool takes_name(const void *context, const char *answer, struct failure *why)
{
	(void)context;
	for (const char *at = answer; *at; at++) {
		if (isalnum((unsigned char)*at))
			return is_short(answer, why);
	}
	return fail(why, FAIL_USAGE, "It needs a letter or a digit.");
}

static bool takes_file(const void *context, const char *answer, struct failure *why)
{
	(void)context;
	return vendorname_is_file_name(answer) ||
	       fail(why, FAIL_USAGE, "'%.128s' is not a file name that FAT can hold.", answer);
}

static const struct ui_choice methods[] = {
	{ "usb-stick", "the router reads the file from a USB stick" },
	{ "tftp-serve", "the router fetches the file from a TFTP server on this computer" },
	{ "tftp-put", "this computer sends the file to the router by TFTP" },
	{ "http-post", "the router has a rescue page for the file" },
};

static bool takes_method(const void *context, const char *answer, struct failure *why)
{
	(void)context;
	for (size_t i = 0; i < ARRAY_LEN(methods); i++) {
		if (strcmp(answer, methods[i].name) == 0)
			return true;
	}
	return fail(why, FAIL_USAGE, "'%.64s' is none of these; type a number or a name.", answer);
}

static bool takes_address(const void *context, const char *answer, struct failure *why)
{
	uint32_t address;

	(void)context;
	return ipv4_read(answer, &address) ||
	       fail(why, FAIL_USAGE, "'%.64s' is not an address such as 192.168.1.1.", answer);
}

static const struct ui_question questions[RECIPE_ANSWERS] = {
	[RECIPE_VENDOR] = { .text = "1. Who made the router?",
	                    .heading = "The name as it is on the box: Acme",
	                    .accepts = takes_name },
	[RECIPE_ROUTER] = { .text = "2. What is the router called?",
	                    .heading = "The model without the maker, as people type it: A1 v2",
	                    .accepts = takes_name },
	[RECIPE_LABEL] = { .text = "3. What does its label say?",
	                   .heading = "What distinguishes this version from others: Model: A1, "
	                              "version 2",
	                   .accepts = takes_text },
	[RECIPE_METHOD] = { .kind = UI_CHOICE,
	                    .text = "4. How is it rescued?",
	                    .heading = "How the firmware reaches the boot loader:",
	                    .choices = methods,
	                    .choice_count = ARRAY_LEN(methods),
	                    .accepts = takes_method },
	[RECIPE_FILE] = { .text = "5. Which file name does it ask for?",
	                  .heading = "Exactly as the source spells it: recovery.bin",
	                  .accepts = takes_file },
	[RECIPE_WHAT] = { .text = "6. What is in that file?",
	                  .heading =
	                          "For the person who has to get it: Acme's firmware for the A1 v2",
	                  .accepts = takes_text },
	[RECIPE_ADDRESS] = { .text = "7. Which address does the rescue use?",
	                     .heading = "This computer's if the router fetches the file, otherwise "
	                                "the "
	                                "router's",
	                     .accepts = takes_address },
	[RECIPE_BUTTON] = { .text = "8. Which button is held while the power is plugged in?",
	                    .heading = "As it is marked on the case: Reset",
	                    .accepts = takes_text },
	[RECIPE_SIGN] = { .text = "9. How does a person see that it has begun?",
	                  .heading = "A light, most often: the light blinks",
	                  .accepts = takes_text },
	[RECIPE_SOURCE] = { .text = "10. Where is this written?",
	                    .heading = "An address, or 'tried' if you did it yourself",
	                    .accepts = takes_text },
};

/* A stick has no address. */
static bool is_asked(enum recipe_answer answer, const struct recipe_answers *so_far)
{
	return answer != RECIPE_ADDRESS || strcmp(so_far->text[RECIPE_METHOD], "usb-stick") != 0;
}

/* What was answered before is offered again. */
static bool ask(struct ui *ui, enum recipe_answer which, struct recipe_answers *out,
                struct failure *why)
{
	struct ui_question question = questions[which];
	char answer[UI_ANSWER];
	bool good;

	question.fallback = out->text[which];
	ui->can_go_back = which != 0;
	good = ui_ask(ui, &question, answer, why);
	ui->can_go_back = false;
	if (!good)
		return false;
	free(out->text[which]);
	out->text[which] = mem_strdup(answer);
	return true;
}

static size_t before(size_t which, const struct recipe_answers *so_far)
{
	do
		which--;
	while (!is_asked((enum recipe_answer)which, so_far));
	return which;
}

bool recipe_questions_ask(struct ui *ui, struct recipe_answers *out, struct failure *why)
{
	*out = (struct recipe_answers){ 0 };
	for (size_t i = 0; i < RECIPE_ANSWERS;) {
		if (!is_asked((enum recipe_answer)i, out) ||
		    ask(ui, (enum recipe_answer)i, out, why))
			i++;
		else if (why->kind == FAIL_BACK)
			i = before(i, out);
		else
			return false;
	}
	return true;
}

void recipe_answers_done(struct recipe_answers *answers)
{
	for (size_t i = 0; i < RECIPE_ANSWERS; i++)
		free(answers->text[i]);
	*answers = (struct recipe_answers){ 0 };
}
