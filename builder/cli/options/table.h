/* table - options.def and verbs.def as tables: for the parser, the help, the manual, completions.
 */
#ifndef OPTION_TABLE_H
#define OPTION_TABLE_H

#include "cli/options/options.h"

/* A heading in the help of a command. */
enum option_group {
	GROUP_WHAT,
	GROUP_WHERE,
	GROUP_SAFETY,
	GROUP_TRUST,
	GROUP_SHOW_AS,
};

/* A heading in the help of the program. */
enum verb_group {
	GROUP_STICKS,
	GROUP_FIRMWARE,
	GROUP_ROUTERS,
};

enum option_shape { SHAPE_ONE, SHAPE_LIST, SHAPE_FLAG };

struct option_row {
	const char *key;      /* "dry_run" */
	const char *argument; /* NULL for a flag */
	const char *help;
	size_t offset; /* in struct options */
	int letter;    /* or 0 */
	int verbs;     /* a bit for each command that takes it */
	enum option_group group;
	enum option_shape shape;
};

struct verb_row {
	const char *key; /* "check_catalog" */
	const char *operands;
	const char *help;
	const char *synopsis;
	const char *examples[2];
	size_t least; /* operands */
	size_t most;
	enum verb_group group;
};

enum {
#define OPTION(key, letter, group, verbs, argument, help) OPTION_AT_##key,
#define LIST(key, letter, group, verbs, argument, help) OPTION_AT_##key,
#define FLAG(key, letter, group, verbs, help) OPTION_AT_##key,
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
	OPTION_COUNT,
};

enum {
#define VERB(name, group, operands, least, most, help, synopsis, one, two) VERB_AT_##name,
#include "cli/options/verbs.def"
#undef VERB
	VERB_COUNT,
};

extern const struct option_row option_rows[OPTION_COUNT];
extern const struct verb_row verb_rows[VERB_COUNT];

enum { TABLE_NAME = 32 };

/* As users type it: "dry-run", "check-catalog". They return `name`. */
const char *option_name(size_t option, char name[TABLE_NAME]);
const char *verb_name(size_t verb, char name[TABLE_NAME]);

bool verb_takes(size_t verb, size_t option);

#endif
