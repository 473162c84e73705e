#include "app/order/card.h"

#include "base/mem.h"
#include "guide/cardfile.h"

#include <stdlib.h>
#include <string.h>

/* Where a file that need not exist would lie, however its folder is spelled. Owned. */
static char *slot_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	AUTO_FREE char *typed =
	        slash ? mem_printf("%.*s/", (int)(slash - path), path) : mem_strdup(".");
	AUTO_FREE char *real = realpath(typed, NULL);

	return mem_printf("%s/%s", real ? real : typed, slash ? slash + 1 : path);
}

static bool same_place(const char *a, const char *b)
{
	AUTO_FREE char *first = slot_of(a);
	AUTO_FREE char *second = slot_of(b);

	return strcmp(first, second) == 0;
}

bool order_card_begin(struct newfile *out, const struct order *order, struct failure *why)
{
	const struct request *request = &order->request;
	const struct guide_card card = { .recipe = order->recipe };

	if (!request->target.card)
		return true;
	if (request->target.output && same_place(request->target.card, request->target.output))
		return fail(why, FAIL_USAGE, "'%s' cannot be both the image and its card",
		            request->target.card);
	if (!order_spares_files(order, request->target.card, why))
		return false;
	if (request->consent.dry_run)
		return newfile_check(request->target.card, request->target.replace, why);
	return cardfile_make(out, &card, request->target.card, request->target.replace, why);
}

struct guide_file *order_card_files(const struct manifest *made)
{
	struct guide_file *files = mem_zalloc(made->file_count + 1, sizeof(*files));

	for (size_t i = 0; i < made->file_count; i++)
		files[i] = (struct guide_file){
			.name = made->files[i].path,
			.size = made->files[i].size,
			.sha256 = made->files[i].sha256,
		};
	return files;
}

bool order_card_publish(struct newfile *card, const struct order *order,
                        const struct manifest *made, struct ui *ui, struct failure *why)
{
	const char *path = order->request.target.card;
	AUTO_FREE struct guide_file *files = order_card_files(made);
	const struct guide_card whole = {
		.recipe = order->recipe,
		.made = files,
		.made_count = made->file_count,
	};

	if (!path || order->request.consent.dry_run)
		return true;
	if (!cardfile_renew(card, &whole, why) || !newfile_publish(card, why))
		return false;
	ui_note(ui, "The card: %s", path);
	return true;
}
