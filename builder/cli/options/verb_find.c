#include "cli/options/verb_find.h"

#include "app/knowledge/search/nearest.h"
#include "base/mem.h"
#include "cli/options/table.h"

#include <string.h>

bool verb_find(const char *word, enum verb *out, struct failure *why)
{
	AUTO_FREE char *question = NULL;
	struct nearest nearest;
	char name[TABLE_NAME];

	nearest_begin(&nearest, word);
	for (size_t i = 0; i < VERB_COUNT; i++) {
		if (strcmp(word, verb_name(i, name)) == 0) {
			*out = (enum verb)i;
			return true;
		}
		nearest_try(&nearest, name, name);
	}
	question = nearest_question(&nearest);
	return fail(why, FAIL_BAD_OPTION,
	            "unknown command '%s'%s; 'mkrescue-usb help' lists all commands", word,
	            question);
}
