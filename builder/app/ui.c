#include "app/ui.h"

#include "base/mem.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MESSAGE = 1024, PHRASE_TRIES = 3 };

struct progress *ui_progress(struct ui *ui)
{
	return ui ? &ui->progress : NULL;
}

void ui_event(struct ui *ui, const struct ui_event *event)
{
	if (ui->calls->event)
		ui->calls->event(ui, event);
}

static void PRINTF_LIKE(3, 0) say(struct ui *ui, enum ui_level level, const char *fmt, va_list args)
{
	char text[MESSAGE];

	if (!ui->calls->say)
		return;
	vsnprintf(text, sizeof(text), fmt, args);
	ui->calls->say(ui, level, text);
}

void ui_warning(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_WARNING, fmt, args);
	va_end(args);
}

void ui_subject(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_SUBJECT, fmt, args);
	va_end(args);
}

void ui_note(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_NOTE, fmt, args);
	va_end(args);
}

void ui_detail(struct ui *ui, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	say(ui, UI_DETAIL, fmt, args);
	va_end(args);
}

/* A choice's number stands for its name; where they have no texts they have no numbers either. */
static void take_number(const struct ui_question *question, char answer[UI_ANSWER])
{
	char *end;
	unsigned long number = strtoul(answer, &end, 10);

	if (end == answer || *end || !number || number > question->choice_count ||
	    !question->choices[0].text)
		return;
	snprintf(answer, UI_ANSWER, "%s", question->choices[number - 1].name);
}

static bool is_phrase(const struct ui_question *question, const char *answer, struct failure *why)
{
	if (question->accepts)
		return question->accepts(question->context, answer, why);
	return strcmp(answer, question->phrase) == 0 ||
	       fail(why, FAIL_REFUSED, "'%.256s' is not '%.256s'", answer, question->phrase);
}

static bool is_choice(const struct ui_question *question, const char *answer)
{
	for (size_t i = 0; i < question->choice_count; i++) {
		if (strcmp(question->choices[i].name, answer) == 0)
			return true;
	}
	return false;
}

static bool is_accepted(const struct ui_question *question, const char *answer, struct failure *why)
{
	if (question->accepts)
		return question->accepts(question->context, answer, why);
	if (!answer[0])
		return fail(why, FAIL_USAGE, "Type an answer.");
	return question->kind != UI_CHOICE || is_choice(question, answer) ||
	       fail(why, FAIL_USAGE, "'%.128s' is none of the choices.", answer);
}

/* What is neither a choice's number nor anything else that is accepted. */
static bool is_wrong_number(const struct ui_question *question, const char *answer)
{
	return question->choice_count && question->choices[0].text && answer[0] &&
	       strspn(answer, "0123456789") == strlen(answer);
}

static bool will_do(const struct ui_question *question, char answer[UI_ANSWER], struct failure *why)
{
	if (strcmp(answer, "back") == 0)
		return fail(why, FAIL_BACK, "There is no question before this one.");
	if (question->kind == UI_TYPE_IT)
		return is_phrase(question, answer, why);
	if (!answer[0] && question->fallback)
		snprintf(answer, UI_ANSWER, "%s", question->fallback);
	take_number(question, answer);
	if (is_accepted(question, answer, why))
		return true;
	if (!is_wrong_number(question, answer))
		return false;
	return fail(why, FAIL_USAGE, "There is no number %.16s (1 to %zu).", answer,
	            question->choice_count);
}

static bool is_last_try(const struct ui_question *question, const struct failure *unfit,
                        unsigned *tries)
{
	return question->kind == UI_TYPE_IT && unfit->kind != FAIL_BACK && ++*tries == PHRASE_TRIES;
}

static bool ask_again_and_again(struct ui *ui, struct ui_question *question, char answer[UI_ANSWER],
                                struct failure *why)
{
	struct failure unfit;
	const char *complaint = NULL;
	unsigned tries = 0;

	for (;;) {
		if (!ui->calls->ask(ui, question, complaint, answer, why))
			return false;
		if (strcmp(answer, "back") == 0 && ui->can_go_back)
			return fail(why, FAIL_BACK, "back to the question before");
		if (will_do(question, answer, &unfit))
			return true;
		if (is_last_try(question, &unfit, &tries))
			return fail(why, FAIL_NOT_CONFIRMED, "%s; nothing was changed", unfit.text);
		complaint = unfit.text;
	}
}

bool ui_ask(struct ui *ui, const struct ui_question *question, char answer[UI_ANSWER],
            struct failure *why)
{
	struct ui_question now = *question; /* which a watch may change */

	if (ui->can_ask && ui->calls->ask)
		return ask_again_and_again(ui, &now, answer, why);
	return fail(why, FAIL_INCOMPLETE, "there is no terminal to ask on: %s", question->text);
}

bool ui_nudged(struct ui *ui)
{
	return ui->can_ask && ui->calls->nudged && ui->calls->nudged(ui);
}

void ui_begin_parts(struct ui *ui, const char *const *devices, size_t count)
{
	if (ui->calls->begin_parts)
		ui->calls->begin_parts(ui, devices, count);
}

struct ui *ui_part(struct ui *ui, size_t index)
{
	return ui->calls->part ? ui->calls->part(ui, index) : ui;
}

void ui_end_part(struct ui *ui, size_t index, bool proven)
{
	if (ui->calls->end_part)
		ui->calls->end_part(ui, index, proven);
}

void ui_end_parts(struct ui *ui)
{
	if (ui->calls->end_parts)
		ui->calls->end_parts(ui);
}
