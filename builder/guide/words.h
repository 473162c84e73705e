/* words - what a recipe's short names mean, in words for the person at the router. */
#ifndef GUIDE_WORDS_H
#define GUIDE_WORDS_H

#include "catalog/recipe.h"

/* When the method works at all; unknown where the recipe is only inferred. */
const char *words_works_class(const struct recipe *recipe);

/* "with a USB stick", "with a computer and a cable"; "" for none */
const char *words_way(enum method method);

/* "well sourced", "partly sourced", "thinly sourced", "only inferred" */
const char *words_confidence(enum confidence confidence);

/* What is done to a file; NULL for TRANSFORM_NONE. */
const char *words_transform(enum transform transform);

/* "/a/b/name" on a stick, "name" over the network; "a file of any name". Owned. */
char *words_path(const struct recipe *recipe, const struct slot *file);

/*
 * Under which other names the router may ask for the recipe's file number `file`, as --output-dir
 * lays it out: "C0A81F64.img, test.bin"; NULL: none. Owned.
 */
char *words_other_names(const struct recipe *recipe, size_t file);

enum { WORDS_TIME = 48 };

/* "10 seconds", "2 minutes" */
void words_time(char out[WORDS_TIME], uint64_t seconds);

/* "about 10 seconds", "6 to 10 seconds", "at least 2 minutes"; "" where nothing is known. */
void words_span(char out[WORDS_TIME], const struct span *span);

/* What a cycle repeats: "3 times in a row", "off and on, 4 times"; NULL for other acts. Owned. */
char *words_cycle(const struct step *step);

/* "Keep holding the button.": beside a step during which it is held; NULL beside others. */
const char *words_held(const struct step *steps, size_t index);

/*
 * The recipe's exact command with `name` for FILE, or the name the recipe's first file has;
 * where a shell could misread it FILE stays. Owned; NULL when no source gives a command.
 */
char *words_command(const struct recipe *recipe, const char *name);

/* What to do once the rescue is through; what only a rescue by hand leaves says so. Owned. */
size_t words_after_count(const struct recipe *recipe);
char *words_after(const struct recipe *recipe, size_t index);

/* "sudo mkrescue-usb rescue ..."; NULL where the program cannot carry it out. Owned. */
char *words_rescue(const struct recipe *recipe);

/* The program's whole command for this model, with what its user has to fill in. Owned. */
char *words_program(const struct recipe *recipe);

#endif
