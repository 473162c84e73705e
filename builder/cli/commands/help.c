#include "cli/options/usage.h"

#include "cli/commands/commands.h"
#include "cli/options/table.h"
#include "cli/options/verb_find.h"

bool command_help(const struct options *options, struct failure *why)
{
	enum verb verb;

	if (!options->operands.count) {
		help_program(stdout);
		return true;
	}
	if (!verb_find(options->operands.items[0], &verb, why))
		return false;
	help_command(verb, stdout);
	return true;
}
