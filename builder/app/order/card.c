#include "app/order/card.h"

#include "base/mem.h"
#include "guide/cardfile.h"

#include <stdlib.h>
#include <string.h>

/* Where a file that need not exist would lie, however its folder is spelled. Owned. */
static char *place_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *typed =
	        slash ? mem_printf("%.*s/", (int)(slash - path), path) : mem_strdup(".");
	AUTO_FREE char *real = realpath(typed, NULL);

	return mem_printf("%s/%s", real ? real : typed, slash ? slash + 1 : path);
}

static bool same_place(const char *a, const char *b)
{
	AUTO_FREE char *first = place_of(a);
	AUTO_FREE char *second = place_of(b);

	return strcmp(first, second) == 0;
}

bool ordercard_begin(struct newfile *out, const struct order *order, struct failure *why)
{
	const struct options *options = order->options;
	const struct guide_card card = { .recipe = order->recipe };

	if (!options->guide)
		return true;
	if (order->output && same_place(options->guide, order->output))
		return fail(why, FAIL_USAGE, "'%s' cannot be both the image and its card",
		            options->guide);
	if (!order_spares_files(order, options->guide, why))
		return false;
	if (options->dry_run)
		return newfile_check(options->guide, options->force, why);
	return cardfile_make(out, &card, options->guide, options->force, why);
}

bool ordercard_publish(struct newfile *card, const struct order *order, struct report *report,
                       struct failure *why)
{
	const char *path = order->options->guide;

	if (!path || order->options->dry_run)
		return true;
	if (!newfile_publish(card, why))
		return false;
	report_note(report, "The card: %s", path);
	return true;
}
