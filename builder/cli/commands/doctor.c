#include "app/doctor/doctor.h"

#include "cli/commands/commands.h"

bool command_doctor(const struct options *options, struct report *report, struct failure *why)
{
	const struct request request = options_request(options);

	return doctor(&request, &report->ui, why);
}
