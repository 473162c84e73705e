#include "app/doctor/checks.h"
#include "app/knowledge/knowledge.h"

static size_t count_models(const struct catalog *catalog)
{
	size_t count = 0;

	for (size_t i = 0; i < catalog->vendor_count; i++)
		count += catalog->vendors[i].recipe_count;
	return count;
}

/* The advice is in the failure: it names the file, and the place in it. */
static void check_all(struct checkup *checkup, const struct knowledge *knowledge, bool loaded,
                      const struct failure *why)
{
	const struct catalog *catalog = &knowledge->catalog;

	if (loaded)
		checkup_ok(checkup, "catalogue",
		           "%zu models of %zu vendors, %zu layouts, %zu keys, from '%s'",
		           count_models(catalog), catalog->vendor_count, catalog->layout_count,
		           catalog->key_count, knowledge->data);
	else
		checkup_missing(checkup, "catalogue",
		                knowledge->data ? "correct the file; 'mkrescue-usb check-catalog "
		                                  "DIR' reports every mistake in a folder"
		                                : "reinstall the program with its data",
		                "%s", why->text);
}

static void check_own(struct checkup *checkup, const char *own, const struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->warning_count; i++)
		checkup_warning(checkup, "own recipes", NULL, "%s", catalog->warnings[i]);
	if (!own)
		checkup_warning(checkup, "own recipes",
		                "set HOME, or XDG_CONFIG_HOME, to use recipes of your own",
		                "no folder is set for them");
	else if (!catalog->warning_count && folder_is_empty(own))
		checkup_ok(checkup, "own recipes", "none in '%s'", own);
	else if (!catalog->warning_count)
		checkup_ok(checkup, "own recipes", "from '%s'", own);
}

void check_catalogue(struct checkup *checkup, const struct request *request)
{
	struct knowledge knowledge;
	struct failure why;
	bool loaded = knowledge_load(&knowledge, request, &why);

	check_all(checkup, &knowledge, loaded, &why);
	check_own(checkup, knowledge.search_path.own, &knowledge.catalog);
	knowledge_done(&knowledge);
}
