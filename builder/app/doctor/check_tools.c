#include "app/doctor/checks.h"
#include "app/doctor/packages.h"
#include "app/doctor/trial.h"
#include "base/mem.h"
#include "base/proc.h"
#include "catalog/catalog.h"

#include <stdio.h>

enum { ARGUMENTS = 4 };

struct tool {
	const char *package;
	const char *argv[ARGUMENTS]; /* a call that prints the version and changes nothing */
};

static const struct tool tools[] = {
	{ "dosfstools", { "mkfs.fat", "--help" } },
	{ "dosfstools", { "fsck.fat", "-n", "/dev/null" } },
	{ "mtools", { "mcopy", "--version" } },
	{ "mtools", { "mmd", "--version" } },
	{ "mtools", { "mlabel", "--version" } },
};

static const char *const environment[] = { "LC_ALL=C", "MTOOLSRC=/dev/null", "HOME=/nonexistent",
	                                   NULL };

/* Whether it can be run. Some end with a failure after they print their version. */
static bool check_tool(struct checkup *checkup, const struct tool *tool)
{
	const char *name = tool->argv[0];
	AUTO_FREE char *advice = packages_advice_here(tool->package);
	AUTO_FREE char *path = proc_find(name);
	char version[PROC_LINE] = "";
	struct failure why = { 0 };
	const struct proc proc = { .argv = tool->argv, .env = environment, .first_line = version };
	bool worked;

	if (!path) {
		checkup_missing(checkup, name, advice,
		                "it is neither in PATH nor in the folders of the system's tools");
		return false;
	}
	worked = proc_run(&proc, &why);
	if (version[0])
		checkup_ok(checkup, name, "%s, '%s'", version, path);
	else
		checkup_warning(checkup, name, advice, "'%s' does not report its version%s%s", path,
		                worked ? "" : ": ", worked ? "" : why.text);
	return true;
}

/* The layout that is used most; without one, the catalogue's own check says what is wrong. */
static void check_trial(struct checkup *checkup)
{
	AUTO_FREE char *data = NULL;
	struct catalog catalog = { 0 };
	struct failure why;
	const struct layout *layout = NULL;

	if (catalog_data(&data, &why) && catalog_load_layouts(&catalog, data, &why))
		layout = catalog_layout(&catalog, "fat32-mbr");
	if (layout && trial_stick(layout, &why))
		checkup_ok(checkup, "trial", "made and verified a tiny stick in memory");
	else if (layout)
		checkup_missing(checkup, "trial",
		                "put the system's own dosfstools and mtools first in PATH; "
		                "versions 4.2 and 4.0.32 are known to work",
		                "these tools cannot make a stick: %s", why.text);
	catalog_done(&catalog);
}

void check_tools(struct checkup *checkup)
{
	bool all = true;

	for (size_t i = 0; i < ARRAY_LEN(tools); i++)
		all = check_tool(checkup, &tools[i]) && all;
	if (all)
		check_trial(checkup);
}
