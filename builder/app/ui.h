/*
 * ui - what the use cases talk to: a terminal, JSON for scripts, or a test's script.
 *
 * The one way in which app reports something or asks for something. Reports are typed; the
 * implementation of the calls makes words and JSON of them. A call that is NULL does nothing,
 * and without `ask` there is no answer.
 *
 * One thread uses a ui. Where several sticks are written at once each thread has a part.
 */
#ifndef UI_H
#define UI_H

#include "base/fail.h"
#include "base/progress.h"

#include <stddef.h>

struct ui;
struct ui_event;

enum ui_level {
	UI_WARNING, /* what the user should know in any case */
	UI_SUBJECT, /* what a question or a result is about: shown in any case */
	UI_NOTE,    /* advice, and what went well */
	UI_DETAIL,  /* for those who want to follow */
};

enum { UI_ANSWER = 4352 }; /* a terminal gives lines of up to 4096 bytes */

enum ui_question_kind {
	UI_TEXT,   /* anything */
	UI_CHOICE, /* one of `choices`, or instead what `accepts` takes as one */
	UI_TYPE_IT /* exactly `phrase`, or what `accepts` takes: for what cannot be undone */
};

/* Where choices have texts, their numbers from 1 are answers, too. */
struct ui_choice {
	const char *name;
	const char *text; /* what distinguishes it from others; NULL: the name does */
};

struct ui_watch;

/* Everything is borrowed. */
struct ui_question {
	enum ui_question_kind kind;
	bool names_file; /* the answer may be the name of a file: it can be completed */
	const char *text;
	const char *heading; /* stands before the choices; or NULL */
	const struct ui_choice *choices;
	size_t choice_count;
	const char *remark;   /* stands after them; or NULL */
	const char *help;     /* how to answer, in one line; or NULL */
	const char *danger;   /* what the right answer destroys: to be seen by anybody; or NULL */
	const char *phrase;   /* UI_TYPE_IT */
	const char *fallback; /* what an empty answer means; NULL: nothing */
	/*
	 * Whether an answer will do; otherwise the sentence in *why is shown, and the question
	 * is asked again. NULL: any answer that is not empty.
	 */
	bool (*accepts)(const void *context, const char *answer, struct failure *why);
	const void *context;
	struct ui_watch *watch; /* what may change while it is asked; or NULL */
};

/* Choices that come and go while a person thinks. */
struct ui_watch {
	int fd; /* readable when they may have; -1: that cannot be known */
	/* Reads what is there to read; true with other choices and remark in *question. */
	bool (*look)(struct ui_watch *watch, struct ui_question *question);
};

struct ui_calls {
	void (*event)(struct ui *ui, const struct ui_event *event);
	void (*say)(struct ui *ui, enum ui_level level, const char *text);
	/*
	 * One answer, without blanks at its ends, whatever it is. `complaint` is what was wrong
	 * with the one before, NULL: it is asked for the first time, with all there is to choose
	 * from. FAIL_INTERRUPTED on Ctrl-C and at the end of input.
	 */
	bool (*ask)(struct ui *ui, struct ui_question *question, const char *complaint,
	            char answer[UI_ANSWER], struct failure *why);

	/* Whether Enter was pressed since this was asked last; it never waits. */
	bool (*nudged)(struct ui *ui);

	/* Several sticks at once; a part may be used by another thread. Optional together. */
	void (*begin_parts)(struct ui *ui, const char *const *devices, size_t count);
	struct ui *(*part)(struct ui *ui, size_t index);
	void (*end_part)(struct ui *ui, size_t index, bool proven);
	void (*end_parts)(struct ui *ui);
};

struct ui {
	struct progress progress; /* first, so that a ui is what long steps report to */
	const struct ui_calls *calls;
	bool can_ask;
	bool can_go_back;   /* to a question before the next one: see FAIL_BACK */
	bool wants_digests; /* of all that is written, though they take their time */
};

/* NULL where there is no ui. */
struct progress *ui_progress(struct ui *ui);

void ui_event(struct ui *ui, const struct ui_event *event);

void ui_warning(struct ui *ui, const char *fmt, ...) PRINTF_LIKE(2, 3);
void ui_subject(struct ui *ui, const char *fmt, ...) PRINTF_LIKE(2, 3);
void ui_note(struct ui *ui, const char *fmt, ...) PRINTF_LIKE(2, 3);
void ui_detail(struct ui *ui, const char *fmt, ...) PRINTF_LIKE(2, 3);

/*
 * Asks until the answer will do: a number has become its choice's name, an empty answer the
 * fallback. A number that no choice has, and "back" where there is no question before, are
 * complained about. Fails as `ask` does, with FAIL_BACK for the answer "back", and with
 * FAIL_REFUSED after three wrong phrases.
 */
bool ui_ask(struct ui *ui, const struct ui_question *question, char answer[UI_ANSWER],
            struct failure *why) MUST_CHECK;

/* False where nobody can press a key. */
bool ui_nudged(struct ui *ui);

/* The device names are borrowed until ui_end_parts(). */
void ui_begin_parts(struct ui *ui, const char *const *devices, size_t count);
/* For the stick at `index`; the ui itself where there are no parts. */
struct ui *ui_part(struct ui *ui, size_t index);
/* From the part's own thread: nothing more will come of it. */
void ui_end_part(struct ui *ui, size_t index, bool proven);
void ui_end_parts(struct ui *ui);

#endif
