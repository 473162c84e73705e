#include "app/dialogue/which_firmware.h"

#include "app/dialogue/consent.h"
#include "app/dialogue/firmware_offers.h"
#include "app/knowledge/home.h"
#include "app/sources/remote.h"
#include "app/sticks/layout_choice.h"
#include "base/mem.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool is_remote(const char *answer)
{
	return remote_is(answer) || strcmp(answer, FIRMWARE_DOWNLOAD) == 0;
}

/* An address or a source is tried later; a file must be there. */
static bool is_file_or_source(const void *context, const char *answer, struct failure *why)
{
	AUTO_FREE char *path = home_expand(answer);

	(void)context;
	if (!*answer)
		return fail(why, FAIL_USAGE, "Type the name of a file.");
	return is_remote(answer) || access(path, R_OK) == 0 ||
	       fail(why, FAIL_USAGE, "'%.512s' cannot be read: %s.", path, strerror(errno));
}

static const struct slot *next_slot(const struct recipe *recipe, size_t *at)
{
	while (*at < recipe->file_count) {
		const struct slot *slot = &recipe->files[(*at)++];

		if (!slot->optional)
			return slot;
	}
	return NULL;
}

static size_t count_needed(const struct recipe *recipe)
{
	size_t count = 0;

	for (size_t i = 0; i < recipe->file_count; i++)
		count += !recipe->files[i].optional;
	return count;
}

/* What it is for, where several files are needed; owned. */
static char *text_of(const struct recipe *recipe, const struct slot *slot)
{
	if (count_needed(recipe) <= 1 || !slot)
		return mem_strdup("Which firmware?");
	return mem_printf("The file for '%s' (%s)?", slot_title(slot), slot->what);
}

/* Which answer an empty one is: the one before, or what most likely will do. */
static const char *default_of(const struct firmware_answer *answer,
                              const struct firmware_offers *offers, bool is_first)
{
	if (!is_first || answer->kept)
		return is_first ? answer->kept : NULL;
	if (answer->refused && offers->safest && strcmp(answer->refused, offers->safest) == 0)
		return NULL;
	return offers->safest;
}

static bool ask_slot(const struct order *order, const struct slot *slot,
                     const struct firmware_answer *answer, struct ui *ui, char typed[UI_ANSWER],
                     struct failure *why)
{
	const bool is_first = answer->words.count == 0;
	const bool could_go_back = ui->can_go_back;
	AUTO_FREE char *text = text_of(order->recipe, slot);
	AUTO_FREE char *advice = is_first ? firmware_advice(order->recipe) : NULL;
	struct firmware_offers offers = { .count = 0 };
	struct ui_question question = {
		.kind = UI_TEXT,
		.text = text,
		.remark = advice,
		.help = "Type a number, a file (Tab completes it) or an address.",
		.names_file = true,
		.accepts = is_file_or_source,
	};
	bool good;

	if (is_first)
		firmware_offers_find(&offers, order, ui);
	question.heading = offers.count ? "Firmware for it:" : NULL;
	question.choices = offers.choices;
	question.choice_count = offers.count;
	question.fallback = default_of(answer, &offers, is_first);
	ui->can_go_back = could_go_back || !is_first;
	good = ui_ask(ui, &question, typed, why);
	ui->can_go_back = could_go_back;
	firmware_offers_done(&offers);
	return good;
}

static void add_word(struct order *order, struct firmware_answer *answer, const struct slot *slot,
                     const char *typed)
{
	struct strings *words = &answer->words;
	const bool is_named = slot && slot->name && count_needed(order->recipe) > 1;
	AUTO_FREE char *path = remote_is(typed) ? mem_strdup(typed) : home_expand(typed);

	words->items = mem_grow(words->items, words->count, sizeof(*words->items));
	words->items[words->count++] = order_keep(
	        order, is_named && !remote_is(typed) ? mem_printf("%s=%s", slot->name, path)
	                                             : mem_strdup(path));
}

/* One source may have all files; otherwise each is asked for. */
static bool ask_all(struct order *order, struct firmware_answer *answer, struct ui *ui,
                    struct failure *why)
{
	const struct slot *slot;
	char typed[UI_ANSWER];
	size_t at = 0;

	answer->words.count = 0;
	while ((slot = next_slot(order->recipe, &at)) || at == 0) {
		const bool is_first = answer->words.count == 0;

		if (!ask_slot(order, slot, answer, ui, typed, why))
			return false;
		if (is_first)
			answer->kept = order_keep(order, mem_strdup(typed));
		if (strcmp(typed, FIRMWARE_DOWNLOAD) == 0)
			return true;
		add_word(order, answer, slot, typed);
		if (!slot || (is_first && remote_needs_recipe(typed)))
			return true;
	}
	return true;
}

/* From a later file the way back leads to the first one. */
static bool ask(struct order *order, struct firmware_answer *answer, struct ui *ui,
                struct failure *why)
{
	bool good;

	do {
		good = ask_all(order, answer, ui, why);
	} while (!good && why->kind == FAIL_BACK && answer->words.count);
	return good;
}

/* A disk image is unpacked: which of its layouts it is says so. */
static bool find_raw(const struct order *order, bool *raw, struct failure *why)
{
	struct layout_choice choice = { 0 };
	bool good;

	*raw = false;
	if (!recipe_is_built(order->recipe) || order->request.target.output_dir)
		return true;
	good = layout_choose(&choice, &order->knowledge, order->recipe,
	                     order->request.target.layout, why);
	*raw = good && choice.layout->kind == LAYOUT_RAW;
	layout_choice_done(&choice);
	return good;
}

static bool examine(struct order *order, struct ui *ui, struct failure *why)
{
	bool raw;

	return order_open_files(order, ui, why) && find_raw(order, &raw, why) &&
	       order_prepare_files(order, raw, &ui->progress, why) &&
	       order_check_files(order, ui, why);
}

/* Whatever is wrong with a file, another one may be right. */
static bool is_refusal(const struct failure *why)
{
	switch (why->kind) {
	case FAIL_REFUSED: return why->reason != FAIL_NOT_CONFIRMED; /* a person has said no */
	case FAIL_USAGE:
	case FAIL_FIRMWARE:
	case FAIL_NETWORK:
	case FAIL_IO: return true;
	default: return false;
	}
}

/* The files are taken, and pass; whatever is asked about them leads back to the question for them.
 */
static bool pass(struct order *order, const struct firmware_answer *answer, struct ui *ui,
                 struct failure *why)
{
	const bool could_go_back = ui->can_go_back;
	bool good;

	ui->can_go_back = true;
	good = order_take_files(order, &answer->words, why) && examine(order, ui, why);
	ui->can_go_back = could_go_back;
	return good;
}

/* The network may be there the next time; what is wrong with a file stays so. */
static void refuse(struct firmware_answer *answer, struct ui *ui, const struct failure *why)
{
	ui_subject(ui, "%s", why->text);
	if (why->kind != FAIL_NETWORK)
		answer->refused = TAKE(answer->kept);
}

/* *good: they passed. False: a person gave up. */
static bool try(struct order *order, struct firmware_answer *answer, struct ui *ui, bool *good,
                struct failure *why)
{
	bool is_given = true;

	*good = false;
	while (!*good && is_given) {
		*good = pass(order, answer, ui, why);
		if (*good || why->kind == FAIL_BACK)
			return true;
		if (!is_refusal(why))
			return false;
		if (!consent_ask(&order->request, ui, &is_given, why))
			return why->kind == FAIL_BACK;
	}
	refuse(answer, ui, why);
	return true;
}

bool which_firmware(struct order *order, struct firmware_answer *answer, struct ui *ui,
                    struct failure *why)
{
	bool good = false;

	if (answer->offered) {
		answer->kept = TAKE(answer->offered);
		answer->words.count = 0;
		add_word(order, answer, NULL, answer->kept);
		if (!try(order, answer, ui, &good, why))
			return false;
	}
	while (!good) {
		if (!ask(order, answer, ui, why) || !try(order, answer, ui, &good, why))
			return false;
	}
	return true;
}

void firmware_answer_done(struct firmware_answer *answer)
{
	free(answer->words.items);
	*answer = (struct firmware_answer){ .kept = NULL };
}
