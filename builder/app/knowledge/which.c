#include "app/knowledge/which.h"

#include "base/mem.h"
#include "catalog/ability.h"

#include <stdlib.h>
#include <string.h>

enum { LABEL_DIGITS = 3 };

char *which_text(const struct recipe *recipe)
{
	return mem_printf("%s [%s]", recipe->label, ability_brief(recipe_ability(recipe)));
}

/* By "vendor/model" or by the model alone; NULL: none. */
static const struct recipe *called(const struct which_question *question, const char *answer)
{
	for (size_t i = 0; i < question->count; i++) {
		const struct recipe *recipe = question->recipes[i];
		AUTO_FREE char *name = mem_printf("%s/%s", recipe->vendor, recipe->model);

		if (strcmp(name, answer) == 0 || strcmp(recipe->model, answer) == 0)
			return recipe;
	}
	return NULL;
}

/* A number that none of them has; a longer one is what is on a label: 7490. */
static bool is_slip(const struct which_question *question, const char *answer)
{
	return question->count && strlen(answer) < LABEL_DIGITS &&
	       strspn(answer, "0123456789") == strlen(answer);
}

static bool will_do(const void *context, const char *answer, struct failure *why)
{
	const struct which_question *question = context;

	if (called(question, answer))
		return true;
	if (question->accepts && !is_slip(question, answer))
		return question->accepts(question->context, answer, why);
	return fail(why, FAIL_USAGE, "'%.128s' is none of these names.", answer);
}

static const char *help_of(const struct which_question *question)
{
	if (!question->accepts)
		return "Type its number.";
	return question->count ? "Type its number, or more of what is on the label."
	                       : "Type what is on its label or box.";
}

bool which_of(const struct which_question *question, struct ui *ui, const struct recipe **out,
              char answer[UI_ANSWER], struct failure *why)
{
	AUTO_FREE struct ui_choice *choices = mem_zalloc(question->count + 1, sizeof(*choices));
	const struct ui_question asked = {
		.kind = UI_CHOICE,
		.text = question->text,
		.heading = question->heading,
		.choices = choices,
		.choice_count = question->count,
		.help = help_of(question),
		.accepts = will_do,
		.context = question,
	};
	bool good;

	for (size_t i = 0; i < question->count; i++) {
		const struct recipe *recipe = question->recipes[i];

		choices[i].name = mem_printf("%s/%s", recipe->vendor, recipe->model);
		choices[i].text = which_text(recipe);
	}
	good = ui_ask(ui, &asked, answer, why);
	*out = good ? called(question, answer) : NULL;
	for (size_t i = 0; i < question->count; i++) {
		free((char *)(uintptr_t)choices[i].name);
		free((char *)(uintptr_t)choices[i].text);
	}
	return good;
}
