/* optdoc - the options as a part of the manual page, or as a bash completion. Not installed. */
#include "cli/options/options.h"

#include <string.h>

int main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "completion") == 0)
		options_completion(stdout);
	else
		options_manual(stdout);
	return 0;
}
