#include "cli/prompt/ask.h"

#include "cli/prompt/emphasis.h"
#include "cli/prompt/line.h"
#include "cli/prompt/words.h"

#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
	LINE_WIDTH = 78,
	PROMPT = 1024,
	NUMBER = 24,
	NUMBERS = 5, /* columns: "  1  " */
	GAP = 2,
};

/* There may be many: as many on a line as fit. */
static void show_names(const struct ui_question *question)
{
	size_t column = 0;

	for (size_t i = 0; i < question->choice_count; i++) {
		const char *name = question->choices[i].name;
		size_t width = strlen(name) + 2;

		if (i == 0 || column + width > LINE_WIDTH) {
			fputs("\n ", stderr);
			column = 1;
		}
		fprintf(stderr, " %s%s", name, i + 1 < question->choice_count ? "," : "\n");
		column += width;
	}
}

static size_t widest_name(const struct ui_question *question)
{
	size_t widest = 0;

	for (size_t i = 0; i < question->choice_count; i++) {
		const size_t width = strlen(question->choices[i].name);

		widest = width > widest ? width : widest;
	}
	return widest;
}

/* Whether each fits beside its name; otherwise all stand below. */
static bool fit_beside(const struct ui_question *question, size_t names)
{
	for (size_t i = 0; i < question->choice_count; i++) {
		if (NUMBERS + names + GAP + strlen(question->choices[i].text) >= words_width())
			return false;
	}
	return true;
}

static void show_texts(const struct ui_question *question)
{
	const size_t names = widest_name(question);
	const bool are_beside = fit_beside(question, names);

	for (size_t i = 0; i < question->choice_count; i++) {
		const struct ui_choice *choice = &question->choices[i];

		fprintf(stderr, "%3zu  %s", i + 1, choice->name);
		if (!are_beside)
			fputc('\n', stderr);
		words_show(choice->text, are_beside ? NUMBERS + strlen(choice->name) : 0,
		           are_beside ? NUMBERS + names + GAP : NUMBERS + GAP);
	}
}

static void show_choices(const struct ui_question *question)
{
	if (question->heading && question->choice_count && !question->choices[0].text)
		fputs(question->heading, stderr);
	else if (question->heading)
		words_show(question->heading, 0, 0);
	if (question->choice_count && !question->choices[0].text)
		show_names(question);
	else
		show_texts(question);
	if (question->remark)
		words_show(question->remark, 0, 0);
}

static void show_question(const struct ui *ui, const struct ui_question *question)
{
	show_choices(question);
	if (question->danger)
		emphasis_show(question->danger);
	if (question->help)
		words_show(question->help, 0, 0);
	if (ui->can_go_back)
		words_show("Type back for the question before.", 0, 0);
}

/* A question that is being asked. */
struct asking {
	const struct ui *ui;
	struct ui_question *question;
};

static bool look_again(void *context)
{
	const struct asking *asking = context;
	struct ui_watch *watch = asking->question->watch;

	if (!watch->look(watch, asking->question))
		return false;
	fputc('\n', stderr);
	show_choices(asking->question);
	return true;
}

/* "Which firmware? [1]": a choice by its number, where they have numbers. */
static void make_prompt(char prompt[PROMPT], const struct ui_question *question)
{
	const char *fallback = question->fallback;
	char number[NUMBER];

	for (size_t i = 0; fallback && i < question->choice_count; i++) {
		if (!question->choices[i].text ||
		    strcmp(question->choices[i].name, question->fallback) != 0)
			continue;
		snprintf(number, sizeof(number), "%zu", i + 1);
		fallback = number;
	}
	snprintf(prompt, PROMPT, "%s%s%s%s", question->text, fallback ? " [" : "",
	         fallback ? fallback : "", fallback ? "]" : "");
}

bool ask_question(struct ui *ui, struct ui_question *question, const char *complaint,
                  char answer[UI_ANSWER], struct failure *why)
{
	struct report *report = (struct report *)ui;
	const struct ui_watch *watch = question->watch;
	struct asking asking = { ui, question };
	char prompt[PROMPT];
	const struct line_request line = {
		.prompt = prompt,
		.names_file = question->names_file,
		.watched = watch ? watch->fd : -1,
		.changed = look_again,
		.context = &asking,
	};

	report_end_line(report);
	fflush(stdout);
	if (complaint)
		words_show(complaint, 0, 0);
	else
		show_question(ui, question);
	make_prompt(prompt, question);
	report_log(report, "question", question->text);
	if (!line_read(&line, answer, why))
		return false;
	report_log(report, "answer", answer);
	return true;
}

bool ask_nudged(struct ui *ui)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	char line[UI_ANSWER];

	(void)ui;
	return poll(&input, 1, 0) > 0 && fgets(line, sizeof(line), stdin);
}
