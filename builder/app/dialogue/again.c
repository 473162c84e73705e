#include "app/dialogue/again.h"

#include "app/event.h"
#include "app/sources/openwrt_source.h"
#include "base/mem.h"

#include <string.h>

enum { WORDS = 32 };

struct words {
	const char *items[WORDS];
	size_t count;
};

static void add(struct words *words, const char *option, const char *value)
{
	if (words->count + 2 > WORDS)
		return;
	words->items[words->count++] = option;
	if (value)
		words->items[words->count++] = value;
}

static bool is_same(const char *a, const char *b)
{
	return a && b && strcmp(a, b) == 0;
}

/* What a lock file says needs no name. */
static void add_router(struct words *words, const struct request *now, const struct request *typed)
{
	if (typed->firmware.locked)
		return;
	if (!is_same(typed->router.vendor, now->router.vendor))
		add(words, "--vendor", now->router.vendor);
	if (!is_same(typed->router.model, now->router.model))
		add(words, "--model", now->router.model);
}

/* "openwrt:latest" with the board that was chosen; the word itself where that is in it. */
static const char *with_choice(struct order *order, const char *word)
{
	const char *colon = openwrt_source_is(word) ? strchr(word, ':') : NULL;

	if (!order->supply.chosen || !colon || strchr(colon + 1, ':'))
		return word;
	return order_keep(order, mem_printf("%s:%s", word, order->supply.chosen));
}

/* Where the catalogue's own address was chosen there is none to be typed. */
static void add_files(struct words *words, struct order *order, const struct request *typed)
{
	const struct strings *files = &order->request.firmware.files;
	bool differs = files->count != typed->firmware.files.count;

	for (size_t i = 0; i < files->count; i++)
		differs = differs || with_choice(order, files->items[i]) != files->items[i];
	for (size_t i = 0; differs && i < files->count; i++)
		add(words, "--firmware", with_choice(order, files->items[i]));
}

/* Whether a person has said for which model a file is. */
static bool has_named_model(const struct order *order)
{
	const struct inputs *inputs = &order->inputs;

	for (size_t i = 0; order->is_checked && i < inputs->count; i++) {
		if (inputs->by_slot[i]->verdict.model_is_open)
			return true;
	}
	return false;
}

static void add_consents(struct words *words, const struct order *order,
                         const struct request *typed)
{
	const struct request *now = &order->request;

	if (has_named_model(order) && !typed->firmware.accept_unstated_model)
		add(words, "--accept-unstated-model", NULL);
	if (now->firmware.accept_unsigned && !typed->firmware.accept_unsigned)
		add(words, "--accept-unsigned", NULL);
	if (now->firmware.accept_unproven && !typed->firmware.accept_unproven)
		add(words, "--accept-unproven", NULL);
	if (now->firmware.accept_developer && !typed->firmware.accept_developer)
		add(words, "--accept-developer", NULL);
}

static void add_target(struct words *words, const struct request *now, const struct request *typed)
{
	const bool was_asked = !request_has_target(typed);

	for (size_t i = 0; was_asked && i < now->target.devices.count; i++)
		add(words, "--device", now->target.devices.items[i]);
	if (was_asked && now->target.output)
		add(words, "--output", now->target.output);
	if (now->rescue.interface && !typed->rescue.interface)
		add(words, "--interface", now->rescue.interface);
	if (now->rescue.page_field && !typed->rescue.page_field)
		add(words, "--page-field", now->rescue.page_field);
}

void again_tell(struct order *order, const struct request *typed, struct ui *ui)
{
	const struct request *now = &order->request;
	struct words words = { .count = 0 };
	struct event_again again = {
		.is_rescue = now->rescue.is_wanted && !recipe_is_built(order->recipe),
	};

	add_router(&words, now, typed);
	add_files(&words, order, typed);
	add_consents(&words, order, typed);
	add_target(&words, now, typed);
	again.words = words.items;
	again.count = words.count;
	ui_event(ui, &(struct ui_event){ .kind = EVENT_AGAIN, .again = again });
}
