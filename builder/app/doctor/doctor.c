#include "app/doctor/doctor.h"

#include "app/doctor/checks.h"

bool doctor(const struct request *request, struct ui *ui, struct failure *why)
{
	struct checkup checkup = { .ui = ui };

	check_tools(&checkup);
	check_libraries(&checkup);
	check_kernel(&checkup);
	check_rights(&checkup);
	check_catalogue(&checkup, request);
	check_cache(&checkup);
	check_network(&checkup);
	check_rescue(&checkup);
	if (checkup.missing)
		return fail(why, FAIL_TOOL,
		            "this computer cannot make images: %zu requirement%s missing (listed "
		            "above)",
		            checkup.missing, checkup.missing == 1 ? " is" : "s are");
	ui_note(ui, "Everything that an image file needs is here.");
	return true;
}
