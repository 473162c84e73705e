#include "app/dialogue/consent.h"

#include "base/mem.h"

#include <string.h>

/* What a person may decide here; a lock, a number or a name is no such thing. */
static bool *consent_in(struct request *request, const char *option)
{
	if (strcmp(option, "--accept-unproven") == 0)
		return &request->firmware.accept_unproven;
	if (strcmp(option, "--accept-unsigned") == 0)
		return &request->firmware.accept_unsigned;
	if (strcmp(option, "--accept-developer") == 0)
		return &request->firmware.accept_developer;
	return NULL;
}

static bool is_yes_or_no(const void *context, const char *answer, struct failure *why)
{
	(void)context;
	return strcmp(answer, "yes") == 0 || strcmp(answer, "no") == 0 ||
	       fail(why, FAIL_USAGE, "Type yes or no.");
}

bool consent_ask(struct request *request, struct ui *ui, bool *given, struct failure *why)
{
	bool *consent = consent_in(request, why->remedy);
	const struct failure refusal = *why;
	const struct ui_question question = {
		.kind = UI_TEXT,
		.heading = refusal.text,
		.text = "Go on anyway?",
		.help = "yes is the same as the option; no asks for something else.",
		.fallback = "no",
		.accepts = is_yes_or_no,
	};
	char answer[UI_ANSWER];

	*given = false;
	if (!consent || *consent || !ui->can_ask)
		return true;
	if (!ui_ask(ui, &question, answer, why))
		return false;
	*given = strcmp(answer, "yes") == 0;
	*consent = *given;
	*why = refusal;
	return true;
}
