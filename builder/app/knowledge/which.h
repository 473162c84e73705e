/* which - which of a few routers it is, from a person who sees their labels. */
#ifndef WHICH_H
#define WHICH_H

#include "app/ui.h"
#include "catalog/recipe.h"

/* Everything is borrowed. */
struct which_question {
	const struct recipe *const *recipes;
	size_t count;
	const char *heading;
	const char *text; /* the question */
	/* Whether an answer that is none of them will do; NULL: none will. */
	bool (*accepts)(const void *context, const char *answer, struct failure *why);
	const void *context;
};

/* *out is NULL where `accepts` took the answer. */
bool which_of(const struct which_question *question, struct ui *ui, const struct recipe **out,
              char answer[UI_ANSWER], struct failure *why) MUST_CHECK;

/* "Model: R3G; makes the USB stick": how to know it, and what the program does for it. Owned. */
char *which_text(const struct recipe *recipe);

#endif
