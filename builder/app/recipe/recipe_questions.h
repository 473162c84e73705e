/* recipe_questions - what has to be known of a router for a vendor file: ten questions. */
#ifndef RECIPE_QUESTIONS_H
#define RECIPE_QUESTIONS_H

#include "app/ui.h"

enum recipe_answer {
	RECIPE_VENDOR,
	RECIPE_ROUTER,
	RECIPE_LABEL,
	RECIPE_METHOD,
	RECIPE_FILE,
	RECIPE_WHAT,
	RECIPE_ADDRESS,
	RECIPE_BUTTON,
	RECIPE_SIGN,
	RECIPE_SOURCE,
	RECIPE_ANSWERS,
};

struct recipe_answers {
	char *text[RECIPE_ANSWERS]; /* owned */
};

/* Each is asked until its answer will do. recipe_answers_done() is the caller's in any case. */
bool recipe_questions_ask(struct ui *ui, struct recipe_answers *out,
                          struct failure *why) MUST_CHECK;

void recipe_answers_done(struct recipe_answers *answers);

#endif
