/* options - the command line, parsed; what it means is decided elsewhere. */
#ifndef OPTIONS_H
#define OPTIONS_H

#include "app/request.h"

#include <stddef.h>

enum verb {
#define VERB(name, group, operands, least, most, help, synopsis, one, two) VERB_##name,
#include "cli/options/verbs.def"
#undef VERB
};

struct options {
	enum verb verb;
	bool verb_is_typed;      /* false: it is the default */
	struct strings operands; /* without the command */
	struct strings typed;    /* every word, in the order it was typed */
#define OPTION(key, letter, group, verbs, argument, help) const char *key;
#define LIST(key, letter, group, verbs, argument, help) struct strings key;
#define FLAG(key, letter, group, verbs, help)
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
/* Small ones side by side. */
#define OPTION(key, letter, group, verbs, argument, help)
#define LIST(key, letter, group, verbs, argument, help)
#define FLAG(key, letter, group, verbs, help) bool key;
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
};

/*
 * Texts are borrowed from argv; options_done() frees the lists. `json` is valid on failure, too,
 * so that a usage error can be reported as JSON.
 */
bool options_parse(struct options *out, int argc, char **argv, struct failure *why) MUST_CHECK;
void options_done(struct options *options);

/* What they ask for, as values; the vendor and model may have been typed as operands, too. */
struct request options_request(const struct options *options);

#endif
