#include "app/recipe/recipe_draft.h"

#include "base/mem.h"
#include "cli/commands/commands.h"
#include "cli/screen/message.h"

#include <string.h>

bool command_recipe(const struct options *options, struct report *report, struct failure *why)
{
	const struct strings *words = &options->operands;
	const char *folder = words->count > 1 ? words->items[1] : ".";
	AUTO_FREE char *path = NULL;

	if (strcmp(words->items[0], "new") != 0)
		return fail(why, FAIL_BAD_OPTION, "unknown word '%s' after 'recipe'; use 'new'",
		            words->items[0]);
	if (!recipe_draft(&(struct recipe_draft){ folder, options->force, &report->ui }, &path,
	                  why))
		return false;
	report_event(report, "result", json_pack("{s:o}", "file", report_json(path)));
	if (!report->json)
		message_print(stdout, "", "Written: %s", path);
	report_note(report,
	            "Improve it by vendors/README.md, check it with 'mkrescue-usb "
	            "check-catalog %s', and use it with '--catalog %s'.",
	            folder, folder);
	return true;
}
