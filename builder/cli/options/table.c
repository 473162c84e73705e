#include "cli/options/table.h"

#include <stdio.h>
#include <string.h>

/* Which commands take an option. LIST_ because LIST is taken by options.def. */
enum {
	BUILD = 1 << VERB_build,
	RESCUE = 1 << VERB_rescue,
	LISTEN = 1 << VERB_listen,
	FETCH = 1 << VERB_fetch,
	LOCK = 1 << VERB_lock,
	WRITE = 1 << VERB_write,
	LIST_ = 1 << VERB_list,
	SHOW = 1 << VERB_show,
	GUIDE = 1 << VERB_guide,
	INSPECT = 1 << VERB_inspect,
	VERIFY = 1 << VERB_verify,
	DEVICES = 1 << VERB_devices,
	CHECK_CATALOG = 1 << VERB_check_catalog,
	CACHE = 1 << VERB_cache,
	RECIPE = 1 << VERB_recipe,
	OS_LIST = 1 << VERB_os_list,
	PC = 1 << VERB_pc,
	ALL = -1,
};

#define ROW(key, letter, group, verbs, argument, help, shape) \
	{ \
#key, argument, help, offsetof(struct options, key), letter, verbs, GROUP_##group, \
		        shape \
	}

const struct option_row option_rows[] = {
#define OPTION(key, letter, group, verbs, argument, help) \
	ROW(key, letter, group, verbs, argument, help, SHAPE_ONE),
#define LIST(key, letter, group, verbs, argument, help) \
	ROW(key, letter, group, verbs, argument, help, SHAPE_LIST),
#define FLAG(key, letter, group, verbs, help) \
	ROW(key, letter, group, verbs, NULL, help, SHAPE_FLAG),
#include "cli/options/options.def"
#undef OPTION
#undef LIST
#undef FLAG
};

const struct verb_row verb_rows[] = {
#define VERB(name, group, operands, least, most, help, synopsis, one, two) \
	{ #name, operands, help, synopsis, { one, two }, least, most, GROUP_##group },
#include "cli/options/verbs.def"
#undef VERB
};

static const char *spelled(const char *key, char name[TABLE_NAME])
{
	snprintf(name, TABLE_NAME, "%s", key);
	for (char *s = name; (s = strchr(s, '_'));)
		*s = '-';
	return name;
}

const char *option_name(size_t option, char name[TABLE_NAME])
{
	return spelled(option_rows[option].key, name);
}

const char *verb_name(size_t verb, char name[TABLE_NAME])
{
	return spelled(verb_rows[verb].key, name);
}

bool verb_takes(size_t verb, size_t option)
{
	return option_rows[option].verbs & 1 << verb;
}
