/* pagesteps - the steps as a list of a page: a box, a picture, an action, and what belongs to it.
 */
#ifndef GUIDE_PAGESTEPS_H
#define GUIDE_PAGESTEPS_H

#include "guide/guide.h"

void pagesteps_put(const struct guide_card *card, FILE *to);

/* The first step that 'rescue' does by itself; 0, too, where none is marked. */
size_t pagesteps_command_at(const struct recipe *recipe);

#endif
