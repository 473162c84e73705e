/*
 * page_choice - where a rescue page takes the firmware: which form, which field.
 *
 * What the catalogue knows counts where the page agrees. Otherwise it must be the page's only file
 * field. A field whose name says that it takes a boot loader or a radio's calibration is never
 * chosen, by nobody.
 */
#ifndef PAGE_CHOICE_H
#define PAGE_CHOICE_H

#include "net/net_event.h"
#include "net/net_job.h"
#include "net/protocols/html_form.h"

enum page_choice {
	PAGE_CHOSEN,
	PAGE_WITHOUT, /* it has no file field, or could not be read */
	PAGE_SEVERAL, /* file fields, of which one must be chosen */
	PAGE_UNSAFE,  /* only such as must not, or cannot, be used */
};

struct page_target {
	char path[HTTP_PATH_MAX];
	char field[HTTP_NAME_MAX];
	const struct html_form *form; /* borrowed from the page; NULL: it has none for this */
};

/*
 * `html` is what was read at `path`; empty where nothing was. `text` gets the fields to choose from
 * (PAGE_SEVERAL) or all fields, with a space between.
 */
enum page_choice page_choose(const struct net_page *wish, struct bytes html, const char *path,
                             struct html_page *page, struct page_target *out, char text[NET_TEXT]);

/* Whether a field of that name may take a firmware. */
bool page_is_safe(const char *field);

#endif
