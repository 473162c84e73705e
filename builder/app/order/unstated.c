#include "app/order/unstated.h"

#include "base/mem.h"
#include "base/text/text.h"

#include <stdio.h>
#include <string.h>

#define OPTION "--accept-unstated-model"

enum { COMMAND_MAX = 600, CLAIM = 96 };

static const struct input *first_open(const struct inputs *files)
{
	for (size_t i = 0; i < files->count; i++) {
		if (files->by_slot[i]->verdict.model_is_open)
			return files->by_slot[i];
	}
	return NULL;
}

/* As a shell takes it. */
static void put_word(FILE *to, const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
	                            "0123456789-_./:=,+@%";

	if (word[0] && strspn(word, plain) == strlen(word)) {
		fputs(word, to);
		return;
	}
	fputc('\'', to);
	for (; *word; word++) {
		if (*word == '\'')
			fputs("'\\''", to);
		else
			fputc(*word, to);
	}
	fputc('\'', to);
}

/* The command line with the option behind it; the option alone where that cannot be shown. */
static char *command_of(const struct strings *typed)
{
	AUTO_FREE char *text = NULL;
	size_t size = 0;
	FILE *to = open_memstream(&text, &size);

	if (!to)
		return mem_strdup(OPTION);
	for (size_t i = 0; i < typed->count; i++) {
		put_word(to, typed->items[i]);
		fputc(' ', to);
	}
	fputs(OPTION, to);
	fclose(to);
	return size <= COMMAND_MAX && text_is_harmless(text) ? TAKE(text) : mem_strdup(OPTION);
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
	AUTO_FREE char *text = mem_printf("%s. Firmware for another model can make the router "
	                                  "useless. If you know that it is for '%s', type %s:",
	                                  complaint, recipe->title, recipe->model);
	const struct ui_question question = {
		.kind = UI_TYPE_IT,
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
	AUTO_FREE char *command = NULL;

	if (!file || request->firmware.accept_unstated_model)
		return true;
	if (ui->can_ask && !request->consent.yes)
		return request->consent.dry_run || ask(order, complaint, ui, why);
	command = command_of(&request->typed);
	return fail(why, FAIL_FIRMWARE, "%s; if you know that it is for '%s', accept it with: %s",
	            complaint, order->recipe->title, command);
}
