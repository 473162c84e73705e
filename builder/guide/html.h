/* html - text on its way into a page: cleaned and escaped. */
#ifndef GUIDE_HTML_H
#define GUIDE_HTML_H

#include "base/fail.h"

#include <stdint.h>
#include <stdio.h>

/* A text as content or as a quoted attribute. */
void html_text(FILE *to, const char *text);

/* <TAG>text</TAG>; `open` may carry attributes: "p class=quiet". Nothing for a NULL text. */
void html_element(FILE *to, const char *open, const char *text);

/* Puts what belongs at a template's {{name}} place. */
struct html_filler {
	bool (*fill)(const struct html_filler *filler, const char *name, FILE *to,
	             struct failure *why);
};

/* FAIL_CATALOG names the template's file; without a filler it has no places. */
bool html_fill(FILE *to, const char *path, const struct html_filler *filler,
               struct failure *why) MUST_CHECK;

/* FAIL_CATALOG: a filler does not know the place. */
bool html_unknown(const char *name, struct failure *why);

#endif
