#include "cli/output/log_place.h"

#include "app/fleet/fleet_lock.h"
#include "app/sources/lock_file.h"
#include "base/files/file.h"
#include "base/mem.h"
#include "cli/options/table.h"

#include <string.h>

static bool check(const char *log, const char *path, const char *what, struct failure *why)
{
	return !path || !file_is_same(log, path) ||
	       fail(why, FAIL_CONFLICT, "'%s' is %s; give another file to --log", log, what);
}

/* Also behind the name in NAME=FILE. */
static bool check_value(const char *log, size_t option, const char *value, struct failure *why)
{
	const char *equals = value ? strchr(value, '=') : NULL;
	char name[TABLE_NAME];
	AUTO_FREE char *what = mem_printf("what --%s names, too", option_name(option, name));

	return check(log, value, what, why) && check(log, equals ? equals + 1 : NULL, what, why);
}

static bool takes_a_path(size_t option)
{
	static const char *const paths[] = { "FILE", "DIR", "KEY" };

	for (size_t i = 0; i < ARRAY_LEN(paths) && option_rows[option].argument; i++) {
		if (strcmp(option_rows[option].argument, paths[i]) == 0)
			return option != OPTION_AT_log;
	}
	return false;
}

static bool check_option(const struct options *options, size_t option, struct failure *why)
{
	const char *field = (const char *)options + option_rows[option].offset;
	struct strings values = { (const char **)(uintptr_t)field, 1 };

	if (option_rows[option].shape == SHAPE_LIST)
		memcpy(&values, field, sizeof(values));
	for (size_t i = 0; i < values.count; i++) {
		if (!check_value(options->log, option, values.items[i], why))
			return false;
	}
	return true;
}

static bool check_operands(const struct options *options, struct failure *why)
{
	const char *operands = verb_rows[options->verb].operands;
	const struct strings *words = &options->operands;

	if (!strstr(operands, "FILE") && !strstr(operands, "DIR"))
		return true;
	for (size_t i = 0; i < words->count; i++) {
		if (!check(options->log, words->items[i], "named twice", why))
			return false;
	}
	return true;
}

/* Which need not be named. */
static bool check_lock(const struct options *options, struct failure *why)
{
	const struct request request = options_request(options);
	AUTO_FREE char *path = NULL;

	if (options->verb != VERB_lock && !options->locked)
		return true;
	path = request.fleet ? fleet_lock_path(&request)
	                     : mem_strdup(lock_file_path(&request.firmware));
	return check(options->log, path, "the lock file", why);
}

bool log_place_check(const struct options *options, struct failure *why)
{
	for (size_t i = 0; i < OPTION_COUNT; i++) {
		if (takes_a_path(i) && !check_option(options, i, why))
			return false;
	}
	return check_operands(options, why) && check_lock(options, why) &&
	       check(options->log, "/proc/self/fd/1", "where standard output goes", why) &&
	       check(options->log, "/proc/self/fd/2", "where standard error goes", why);
}
