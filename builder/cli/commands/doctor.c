#include "app/doctor/checks.h"
#include "cli/commands/commands.h"

bool command_doctor(const struct options *options, struct report *report, struct failure *why)
{
	struct checkup checkup = { .report = report };

	check_tools(&checkup);
	check_libraries(&checkup);
	check_kernel(&checkup);
	check_rights(&checkup);
	check_catalogue(&checkup, options);
	check_cache(&checkup);
	check_network(&checkup);
	if (checkup.missing)
		return fail(why, FAIL_TOOL,
		            "no image can be made here: %zu thing%s missing, and told above",
		            checkup.missing, checkup.missing == 1 ? " is" : "s are");
	report_note(report, "Everything that an image file needs is here.");
	return true;
}
