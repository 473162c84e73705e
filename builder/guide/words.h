/* words - what a recipe's short names mean, in words for the person at the router. */
#ifndef GUIDE_WORDS_H
#define GUIDE_WORDS_H

#include "catalog/recipe.h"

/* When the method works at all; unknown where the recipe is only inferred. */
const char *words_works_class(const struct recipe *recipe);

/* "well sourced", "partly sourced", "thinly sourced", "only inferred" */
const char *words_confidence(enum confidence confidence);

/* What is done to a file; NULL for TRANSFORM_NONE. */
const char *words_transform(enum transform transform);

/* "/a/b/name" on a stick, "name" over the network; "a file of any name". Owned. */
char *words_path(const struct recipe *recipe, const struct slot *file);

enum { WORDS_TIME = 32 };

/* "10 seconds", "2 minutes" */
void words_time(char out[WORDS_TIME], uint64_t seconds);

/*
 * The recipe's exact command with `name` for FILE, or the name the recipe's first file has;
 * where a shell could misread it FILE stays. Owned; NULL when no source gives a command.
 */
char *words_command(const struct recipe *recipe, const char *name);

/* "sudo mkrescue-usb rescue ..."; NULL where the program cannot carry it out. Owned. */
char *words_rescue(const struct recipe *recipe);

#endif
