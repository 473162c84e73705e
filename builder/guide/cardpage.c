/* The card as one page that needs no other file. */
#include "base/mem.h"
#include "catalog/catalog.h"
#include "guide/page.h"

#include <string.h>

struct style {
	struct html_filler filler; /* first, so that it leads back here */
	const char *path;
};

static bool fill(const struct html_filler *filler, const char *name, FILE *to, struct failure *why)
{
	const struct style *style = (const struct style *)filler;

	if (strcmp(name, "style") == 0)
		return html_fill(to, style->path, NULL, why);
	if (strcmp(name, "program") == 0)
		return true; /* who has this page has the program */
	return html_unknown(name, why);
}

bool guide_card_html(const struct guide_card *card, FILE *to, struct failure *why)
{
	AUTO_FREE char *data = NULL;
	AUTO_FREE char *template = NULL;
	AUTO_FREE char *body = NULL;
	AUTO_FREE char *path = NULL;
	struct style style = { .filler = { .fill = fill } };

	if (!catalog_data(&data, why))
		return false;
	template = mem_printf("%s/templates/guide/card.html", data);
	body = mem_printf("%s/templates/guide/body.html", data);
	path = mem_printf("%s/templates/guide/card.css", data);
	style.path = path;
	return page_fill(card, template, body, &style.filler, to, why);
}
