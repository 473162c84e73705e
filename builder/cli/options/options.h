/* options - the command line, taken apart; no meaning is attached here. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "app/request.h"

#include <stddef.h>
#include <stdio.h>

enum verb {
#define VERB(name, operands, least, most, help) VERB_##name,
#include "cli/options/verbs.def"
#undef VERB
};

struct options {
	enum verb verb;
	struct strings operands; /* without the command */
	struct strings typed;    /* every word, in the order it was typed */
#define OPTION(key, letter, verbs, argument, help) const char *key;
#define LIST(key, letter, verbs, argument, help) struct strings key;
#define FLAG(key, letter, verbs, help)
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
/* Small ones side by side. */
#define OPTION(key, letter, verbs, argument, help)
#define LIST(key, letter, verbs, argument, help)
#define FLAG(key, letter, verbs, help) bool key;
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
};

/*
 * Texts are borrowed from argv; options_done() frees the lists. On failure
 * `json` is right all the same, so that even a usage error can be told in it.
 */
bool options_parse(struct options *out, int argc, char **argv, struct failure *why) MUST_CHECK;
void options_done(struct options *options);

/* What they ask for, as values; the vendor and model may have been typed as operands, too. */
struct request options_request(const struct options *options);

void options_help(FILE *to);

/* For the manual page (scdoc) and for bash: the same list in other words. */
void options_manual(FILE *to);
void options_completion(FILE *to);

#endif
