#include "app/cache/actions.h"
#include "app/knowledge/home.h"
#include "base/mem.h"
#include "cli/commands/commands.h"

#include <string.h>

typedef bool cache_action(const struct cache_work *work, struct failure *why);

struct action {
	const char *name;
	cache_action *run;
	bool takes_file;
};

static const struct action actions[] = {
	{ "list", cache_list, false },    { "verify", cache_verify, false },
	{ "export", cache_export, true }, { "import", cache_import, true },
	{ "prune", cache_prune, false },
};

#define ALL_ACTIONS "'list', 'verify', 'export FILE', 'import FILE' or 'prune'"

/* NULL after a failure. */
static const struct action *find_action(const struct option_list *operands, struct failure *why)
{
	if (!operands->count) {
		fail(why, FAIL_USAGE, "'cache' wants to know what to do: " ALL_ACTIONS);
		return NULL;
	}
	for (size_t i = 0; i < ARRAY_LEN(actions); i++) {
		if (strcmp(operands->items[0], actions[i].name) == 0)
			return &actions[i];
	}
	fail(why, FAIL_USAGE, "'cache' cannot '%s': it takes " ALL_ACTIONS, operands->items[0]);
	return NULL;
}

static bool check(const struct options *options, const struct action *action, struct failure *why)
{
	const struct option_list *operands = &options->operands;

	if (action->takes_file && operands->count < 2)
		return fail(why, FAIL_USAGE, "'cache %s' wants a FILE, such as cache.tar",
		            action->name);
	if (!action->takes_file && operands->count > 1)
		return fail(why, FAIL_USAGE, "'cache %s' takes no file: '%s' is one word too many",
		            action->name, operands->items[1]);
	if (options->all && action->run != cache_prune)
		return fail(why, FAIL_USAGE, "'--all' is for 'cache prune' alone");
	if (options->force && action->run != cache_export)
		return fail(why, FAIL_USAGE, "'--force' is for 'cache export' alone");
	return true;
}

bool command_cache(const struct options *options, struct report *report, struct failure *why)
{
	const struct option_list *operands = &options->operands;
	struct cache_work work = { .options = options, .report = report };
	const struct action *action = find_action(operands, why);
	bool good;

	if (!action || !check(options, action, why) || !home_store(&work.store, why))
		return false;
	work.file = action->takes_file ? operands->items[1] : NULL;
	good = action->run(&work, why);
	store_done(&work.store);
	return good;
}
