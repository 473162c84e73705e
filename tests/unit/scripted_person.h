/*
 * scripted_person - who answers at a ui: every question is compared with a list, in its order.
 *
 * A question that the list does not have, or another one than it has, ends the test.
 */
#ifndef SCRIPTED_PERSON_H
#define SCRIPTED_PERSON_H

#include "app/event.h"
#include "app/ui.h"

#include <stdio.h>
#include <string.h>

#include "test.h"

enum { PERSON_EVENTS_MAX = 16, PERSON_TEXT = 16384 };

struct exchange {
	const char *question;  /* a part of it */
	const char *answer;    /* NULL: the end of the input */
	const char *complaint; /* a part of what was wrong with the answer before; NULL: nothing */
	const char *fallback;  /* what is offered; NULL: that is not looked at */
};

/* A question with its answer; one behind a complaint; one with an offer in brackets. */
#define ASKED(text, typed) \
	{ \
		.question = (text), .answer = (typed) \
	}
#define AFTER(wrong, text, typed) \
	{ \
		.question = (text), .answer = (typed), .complaint = (wrong) \
	}
#define OFFERED(offer, text, typed) \
	{ \
		.question = (text), .answer = (typed), .fallback = (offer) \
	}

struct person {
	struct ui ui; /* first, so that a ui is a person */
	const struct exchange *exchanges;
	size_t count;
	size_t asked;
	bool stays_silent; /* after the list: at every other question the input ends */
	enum ui_event_kind events[PERSON_EVENTS_MAX];
	size_t event_count;
	char told[PERSON_TEXT];  /* all sentences, a line each */
	char again[PERSON_TEXT]; /* the words of EVENT_AGAIN, with blanks between; "": there was
	                            none */
};

static inline void person_add(char *text, const char *more, const char *end)
{
	const size_t used = strlen(text);

	snprintf(text + used, PERSON_TEXT - used, "%s%s", more, end);
}

static inline void person_hear(struct ui *ui, const struct ui_event *event)
{
	struct person *person = (struct person *)ui;

	assert_true(person->event_count < PERSON_EVENTS_MAX);
	person->events[person->event_count++] = event->kind;
	if (event->kind != EVENT_AGAIN)
		return;
	for (size_t i = 0; i < event->again.count; i++)
		person_add(person->again, event->again.words[i],
		           i + 1 < event->again.count ? " " : "");
}

static inline void person_read(struct ui *ui, enum ui_level level, const char *text)
{
	(void)level;
	person_add(((struct person *)ui)->told, text, "\n");
}

static inline void person_compare(const char *what, const char *is, const char *expected)
{
	if (is && expected && strstr(is, expected))
		return;
	if (!is && !expected)
		return;
	print_error("%s: '%s' instead of '%s'\n", what, is ? is : "(none)",
	            expected ? expected : "(none)");
	assert_true(false);
}

static inline bool person_answer(struct ui *ui, struct ui_question *question, const char *complaint,
                                 char answer[UI_ANSWER], struct failure *why)
{
	struct person *person = (struct person *)ui;
	const struct exchange *exchange = &person->exchanges[person->asked];
	const bool is_over = person->asked == person->count;

	if (is_over && !person->stays_silent)
		print_error("there is one question more: '%s'\n", question->text);
	assert_true(!is_over || person->stays_silent);
	if (is_over)
		return fail(why, FAIL_INTERRUPTED, "the input has ended");
	person->asked++;
	if (!strstr(question->text, exchange->question))
		print_error("%s", person->told);
	person_compare("question", question->text, exchange->question);
	person_compare(question->text, complaint, exchange->complaint);
	if (exchange->fallback)
		person_compare(question->text, question->fallback, exchange->fallback);
	if (!exchange->answer)
		return fail(why, FAIL_INTERRUPTED, "the input has ended");
	snprintf(answer, UI_ANSWER, "%s", exchange->answer);
	return true;
}

static inline void person_waits(struct progress *progress, const char *step, uint64_t done,
                                uint64_t total)
{
	(void)progress;
	(void)step;
	(void)done;
	(void)total;
}

static const struct ui_calls person_calls = {
	.event = person_hear,
	.say = person_read,
	.ask = person_answer,
};

static inline struct person person_with(const struct exchange *exchanges, size_t count)
{
	return (struct person){ .ui = { .progress = { .report = person_waits },
		                        .calls = &person_calls,
		                        .can_ask = true },
		                .exchanges = exchanges,
		                .count = count };
}

static inline bool person_heard(const struct person *person, enum ui_event_kind kind)
{
	for (size_t i = 0; i < person->event_count; i++) {
		if (person->events[i] == kind)
			return true;
	}
	return false;
}

#endif
