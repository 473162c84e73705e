#include "app/rescue/page_field.h"

#include "base/mem.h"
#include "base/text/joined.h"

#include <stdio.h>
#include <string.h>

enum { FIELDS_MAX = 16 };

/* Of a copy of the event's text, cut at its spaces; returns how many there are. */
static size_t split(char *text, const char *names[FIELDS_MAX])
{
	char *rest = text;
	char *name;
	size_t count = 0;

	while (count < FIELDS_MAX && (name = strtok_r(rest, " ", &rest)))
		names[count++] = name;
	return count;
}

/* "'a', 'b'" */
static char *list_of(const struct net_event *ending)
{
	AUTO_FREE char *text = mem_strdup(ending->text);
	const char *names[FIELDS_MAX];
	struct joined list = { 0 };
	const size_t count = split(text, names);

	for (size_t i = 0; i < count; i++)
		joined_add(&list, ", ", "'%s'", names[i]);
	return joined_take(&list);
}

struct offer {
	const char *names[FIELDS_MAX];
	size_t count;
};

static bool is_offered(const void *context, const char *answer, struct failure *why)
{
	const struct offer *offer = context;

	for (size_t i = 0; i < offer->count; i++) {
		if (strcmp(offer->names[i], answer) == 0)
			return true;
	}
	return fail(why, FAIL_USAGE, "the page has no field '%.64s'; choose one of the list",
	            answer);
}

bool page_field_ask(const struct net_event *ending, char field[UI_ANSWER], struct ui *ui,
                    struct failure *why)
{
	AUTO_FREE char *text = mem_strdup(ending->text);
	struct ui_choice choices[FIELDS_MAX];
	struct offer offer;
	struct ui_question question = {
		.kind = UI_CHOICE,
		.text = "Which field takes the firmware?",
		.heading = "The router's rescue page has several fields for a file:",
		.choices = choices,
		.accepts = is_offered,
		.context = &offer,
	};

	offer.count = split(text, offer.names);
	question.choice_count = offer.count;
	for (size_t i = 0; i < offer.count; i++)
		choices[i] = (struct ui_choice){ offer.names[i], NULL };
	return ui_ask(ui, &question, field, why);
}

bool page_field_fail(const struct net_event *ending, struct failure *why)
{
	AUTO_FREE char *list = list_of(ending);

	if (ending->end == NET_END_CHOICE)
		return fail_unless(why, FAIL_REFUSED, "--page-field NAME",
		                   "the router's rescue page has several fields for a file: %s; "
		                   "name the one that takes the firmware with --page-field",
		                   list);
	if (ending->end == NET_END_UNSAFE)
		return fail(
		        why, FAIL_REFUSED,
		        "the router's rescue page has no field for a firmware, only %s; nothing "
		        "was sent",
		        list);
	return fail(
	        why, FAIL_UNHEARD,
	        "what answers at the router's address has no field for a file: '%s'; repeat the "
	        "steps with the button, or name field and path with --page-field and "
	        "--page-path",
	        ending->text);
}
