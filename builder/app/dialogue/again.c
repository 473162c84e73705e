#include "app/dialogue/again.h"

#include "app/event.h"

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

/* Where the catalogue's own address was chosen there is none to be typed. */
static void add_firmware(struct words *words, const struct request *now,
                         const struct request *typed)
{
	for (size_t i = typed->firmware.files.count; i < now->firmware.files.count; i++)
		add(words, "--firmware", now->firmware.files.items[i]);
	if (now->firmware.accept_unsigned && !typed->firmware.accept_unsigned)
		add(words, "--accept-unsigned", NULL);
	if (now->firmware.accept_unproven && !typed->firmware.accept_unproven)
		add(words, "--accept-unproven", NULL);
	if (now->firmware.accept_developer && !typed->firmware.accept_developer)
		add(words, "--accept-developer", NULL);
}

static void add_target(struct words *words, const struct request *now, const struct request *typed)
{
	if (request_has_target(typed))
		return;
	for (size_t i = 0; i < now->target.devices.count; i++)
		add(words, "--device", now->target.devices.items[i]);
	if (now->target.output)
		add(words, "--output", now->target.output);
	if (now->rescue.interface && !typed->rescue.interface)
		add(words, "--interface", now->rescue.interface);
}

void again_tell(const struct order *order, const struct request *typed, struct ui *ui)
{
	const struct request *now = &order->request;
	struct words words = { .count = 0 };
	struct event_again again = {
		.is_rescue = now->rescue.is_wanted && !recipe_is_built(order->recipe),
	};

	if (!typed->router.vendor || !typed->router.model) {
		add(&words, "--vendor", now->router.vendor);
		add(&words, "--model", now->router.model);
	}
	add_firmware(&words, now, typed);
	add_target(&words, now, typed);
	again.words = words.items;
	again.count = words.count;
	ui_event(ui, &(struct ui_event){ .kind = EVENT_AGAIN, .again = again });
}
