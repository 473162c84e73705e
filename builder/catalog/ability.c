#include "catalog/ability.h"

#include <string.h>

static const struct {
	const char *name;
	const char *words;
	const char *brief;
} abilities[ABILITY_COUNT] = {
	[ABILITY_RESCUE] = { "rescue", "'mkrescue-usb rescue' carries it out",
	                     "over a network cable" },
	[ABILITY_STICK] = { "stick", "mkrescue-usb makes the stick", "USB stick" },
	[ABILITY_CARD] = { "card", "mkrescue-usb writes the card or disk", "card or disk" },
	[ABILITY_WORDS] = { "words", "mkrescue-usb can only say what to do", "instructions only" },
};

bool recipe_is_guided(const struct recipe *recipe)
{
	const struct network *network = &recipe->network;

	return recipe->method == METHOD_DUAL_BOOT && network->toggle.times && !network->by_hand;
}

enum ability recipe_ability(const struct recipe *recipe)
{
	if (recipe_is_built(recipe))
		return recipe->method == METHOD_DISK_IMAGE ? ABILITY_CARD : ABILITY_STICK;
	return recipe_is_carried_out(recipe) || recipe_is_guided(recipe) ? ABILITY_RESCUE
	                                                                 : ABILITY_WORDS;
}

const char *ability_name(enum ability ability)
{
	return abilities[ability].name;
}

const char *ability_words(enum ability ability)
{
	return abilities[ability].words;
}

const char *ability_brief(enum ability ability)
{
	return abilities[ability].brief;
}

bool ability_named(const char *name, enum ability *out)
{
	for (enum ability i = 0; i < ABILITY_COUNT; i++) {
		if (strcmp(abilities[i].name, name) == 0) {
			*out = i;
			return true;
		}
	}
	return false;
}
