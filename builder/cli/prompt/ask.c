#include "cli/prompt/ask.h"

#include "base/interrupt.h"
#include "base/text/text.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { LINE_WIDTH = 78, LOOK_AGAIN_MS = 100 };

/* A signal just before a read would be lost on it: the wait looks for one again and again. */
static bool wait_for_answer(struct failure *why)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	int ready = 0;

	while (interrupt_check(why)) {
		ready = poll(&input, 1, LOOK_AGAIN_MS);
		if (ready > 0 || (ready < 0 && errno != EINTR))
			return true;
	}
	return false;
}

static bool ask_line(struct report *report, const char *question, char answer[UI_ANSWER],
                     struct failure *why)
{
	char line[UI_ANSWER];

	report_end_line(report);
	fflush(stdout);
	report_log(report, "question", question);
	fprintf(stderr, "%s ", question);
	fflush(stderr);
	if (!wait_for_answer(why)) {
		fputc('\n', stderr);
		return false;
	}
	if (!fgets(line, sizeof(line), stdin)) {
		fputc('\n', stderr);
		return interrupt_check(why) &&
		       fail(why, FAIL_NOT_CONFIRMED, "no answer; nothing was changed");
	}
	line[strcspn(line, "\n")] = '\0';
	text_clean(answer, UI_ANSWER, line);
	report_log(report, "answer", answer);
	return true;
}

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

static int widest_name(const struct ui_question *question)
{
	size_t widest = 0;

	for (size_t i = 0; i < question->choice_count; i++) {
		const size_t width = strlen(question->choices[i].name);

		widest = width > widest ? width : widest;
	}
	return (int)widest;
}

static void show_choices(const struct ui_question *question)
{
	const int width = widest_name(question);

	if (question->heading)
		fputs(question->heading, stderr);
	if (question->choice_count && !question->choices[0].text) {
		show_names(question);
		return;
	}
	if (question->heading)
		fputc('\n', stderr);
	for (size_t i = 0; i < question->choice_count; i++)
		fprintf(stderr, "%3zu  %-*s  %s\n", i + 1, width, question->choices[i].name,
		        question->choices[i].text);
	if (question->remark)
		fprintf(stderr, "%s\n", question->remark);
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

/* Whether it will do; otherwise what is wrong with it is shown. */
static bool will_do(const struct ui_question *question, const char *answer)
{
	struct failure why;

	if (!question->accepts)
		return answer[0] != '\0';
	if (question->accepts(question->context, answer, &why))
		return true;
	fprintf(stderr, "%s\n", why.text);
	return false;
}

static bool ask_phrase(struct report *report, const struct ui_question *question,
                       char answer[UI_ANSWER], struct failure *why)
{
	return ask_line(report, question->text, answer, why) &&
	       (strcmp(answer, question->phrase) == 0 ||
	        fail(why, FAIL_NOT_CONFIRMED, "'%s' is not '%s'; nothing was changed", answer,
	             question->phrase));
}

bool ask_question(struct ui *ui, const struct ui_question *question, char answer[UI_ANSWER],
                  struct failure *why)
{
	struct report *report = (struct report *)ui;

	if (question->kind == UI_TYPE_IT)
		return ask_phrase(report, question, answer, why);
	report_end_line(report);
	show_choices(question);
	do {
		if (!ask_line(report, question->text, answer, why))
			return false;
		take_number(question, answer);
	} while (!will_do(question, answer));
	return true;
}

bool ask_nudged(struct ui *ui)
{
	struct pollfd input = { STDIN_FILENO, POLLIN, 0 };
	char line[UI_ANSWER];

	(void)ui;
	return poll(&input, 1, 0) > 0 && fgets(line, sizeof(line), stdin);
}
