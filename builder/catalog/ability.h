/* ability - what this program can do for a router, by its method and what is known of it. */
#ifndef ABILITY_H
#define ABILITY_H

#include "catalog/recipe.h"

enum ability {
	ABILITY_RESCUE, /* carry the rescue out, over a network cable or as a guide by the clock */
	ABILITY_STICK,  /* make the stick */
	ABILITY_CARD,   /* write the card or disk that the router starts from */
	ABILITY_WORDS,  /* say what to do */
};
#define ABILITY_COUNT (ABILITY_WORDS + 1)

enum ability recipe_ability(const struct recipe *recipe);

/* Whether nothing is sent: a person switches the power by the program's clock. */
bool recipe_is_guided(const struct recipe *recipe);

/* "rescue", "stick", "card", "words" */
const char *ability_name(enum ability ability);

/* What it means, as a sentence. */
const char *ability_words(enum ability ability);

/* "USB stick", "over a network cable": behind a model's name. */
const char *ability_brief(enum ability ability);

/* False: there is none of that name; *out is then as it was. */
bool ability_named(const char *name, enum ability *out);

#endif
