#include "cli/run.h"

#include "app/build.h"
#include "app/fleet/fleet.h"
#include "app/lock.h"
#include "app/oslist/os_list.h"
#include "app/pc/pc.h"
#include "app/rescue/listen.h"
#include "app/rescue/rescue.h"
#include "app/write.h"
#include "base/libraries/crypto_library.h"
#include "cli/commands/commands.h"

static bool run_build(const struct options *options, struct report *report, struct failure *why)
{
	struct request request = options_request(options);

	if (request.fleet)
		return crypto_library_load(why) && fleet_build(&request, &report->ui, why);
	/* Who has typed nothing yet may have a router of any kind. */
	request.rescue.is_wanted =
	        !options->verb_is_typed && report->ui.can_ask && !request_has_target(&request);
	return request.rescue.is_wanted ? rescue(&request, &report->ui, why)
	                                : build(&request, &report->ui, why);
}

static bool run_lock(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return request.fleet ? fleet_lock(&request, &report->ui, why)
	                     : lock_recipe(&request, &report->ui, why);
}

static bool run_rescue(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return rescue(&request, &report->ui, why);
}

static bool run_listen(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return listen_for_router(&request, &report->ui, why);
}

static bool run_pc(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return pc(options->bundle, &request, &report->ui, why);
}

static bool run_write(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return write_image(options->image, &request, &report->ui, why);
}

static bool run_os_list(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return os_list_make(&request, options->base_url, &report->ui, why);
}

/*
 * Those that only tell what the catalogue has begin in half the time without it, and a build loads
 * it while it reads the catalogue.
 */
static bool begins_with_crypto(enum verb verb)
{
	return verb != VERB_list && verb != VERB_show && verb != VERB_guide && verb != VERB_help &&
	       verb != VERB_build;
}

bool run(const struct options *options, struct report *report, struct failure *why)
{
	if (begins_with_crypto(options->verb) && !crypto_library_load(why))
		return false;
	switch (options->verb) {
	case VERB_build: return run_build(options, report, why);
	case VERB_fetch: return command_fetch(options, report, why);
	case VERB_lock: return run_lock(options, report, why);
	case VERB_rescue: return run_rescue(options, report, why);
	case VERB_listen: return run_listen(options, report, why);
	case VERB_pc: return run_pc(options, report, why);
	case VERB_write: return run_write(options, report, why);
	case VERB_os_list: return run_os_list(options, report, why);
	case VERB_list: return command_list(options, report, why);
	case VERB_show: return command_show(options, report, why);
	case VERB_guide: return command_guide(options, report, why);
	case VERB_devices: return command_devices(options, report, why);
	case VERB_inspect: return command_inspect(options, report, why);
	case VERB_verify: return command_verify(options, report, why);
	case VERB_cache: return command_cache(options, report, why);
	case VERB_doctor: return command_doctor(options, report, why);
	case VERB_check_catalog: return command_check_catalog(options, report, why);
	case VERB_recipe: return command_recipe(options, report, why);
	case VERB_help: return command_help(options, why);
	}
	return fail(why, FAIL_USAGE, "unknown command");
}
