/* words_only - a router that only a person can rescue: what it needs is told, and nothing asked. */
#ifndef WORDS_ONLY_H
#define WORDS_ONLY_H

#include "app/ui.h"
#include "catalog/recipe.h"

/* Whether there are steps, and all of them are a person's. */
bool words_only_is(const struct recipe *recipe);

/* Its card, why the program does not do it, and what the program can make for it. */
void words_only_tell(const struct recipe *recipe, struct ui *ui);

#endif
