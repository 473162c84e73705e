#include "app/fetch.h"

#include "cli/commands/commands.h"

bool command_fetch(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return fetch_firmware(&request, options->all, &report->ui, why);
}
