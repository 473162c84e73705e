#include "app/order/unstated.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <string.h>

enum { CLAIM = 96 };

static const struct input *first_open(const struct inputs *files)
{
	for (size_t i = 0; i < files->count; i++) {
		if (files->by_slot[i]->verdict.model_is_open)
			return files->by_slot[i];
	}
	return NULL;
}

/* What is the matter with the file, in a sentence without an end. */
static char *complaint_of(const struct input *file, const struct recipe *recipe)
{
	const char *claimed = model_claimed(&file->firmware);
	char clean[CLAIM];

	if (!claimed)
		return mem_printf("'%s' does not say which model it is for", file->firmware.name);
	text_clean(clean, sizeof(clean), claimed);
	return mem_printf("'%s' says that it is for '%s', which cannot be compared with '%s'",
	                  file->firmware.name, clean, recipe->title);
}

static bool ask(const struct order *order, const char *complaint, struct ui *ui,
                struct failure *why)
{
	const struct recipe *recipe = order->recipe;
	AUTO_FREE char *heading = mem_printf(
	        "%s. Firmware for another model can make the router useless.", complaint);
	AUTO_FREE char *text = mem_printf(
	        "If you know that it is for '%s', type %s:", recipe->title, recipe->model);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
		.heading = heading,
		.text = text,
		.phrase = recipe->model,
	};
	char answer[UI_ANSWER];

	return ui_ask(ui, &question, answer, why);
}

bool unstated_accept(const struct order *order, struct ui *ui, struct failure *why)
{
	const struct request *request = &order->request;
	const struct input *file = first_open(&order->inputs);
	AUTO_FREE char *complaint = file ? complaint_of(file, order->recipe) : NULL;

	if (!file || request->firmware.accept_unstated_model)
		return true;
	if (ui->can_ask && !request->consent.yes)
		return request->consent.dry_run || ask(order, complaint, ui, why);
	return fail_unless(why, FAIL_UNSTATED_MODEL, "--accept-unstated-model",
	                   "%s; use --accept-unstated-model if you know that it is for '%s'",
	                   complaint, order->recipe->title);
}
