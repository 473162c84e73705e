/* which_router - the first question: which router is it? */
#ifndef WHICH_ROUTER_H
#define WHICH_ROUTER_H

#include "app/knowledge/knowledge.h"
#include "app/ui.h"

/* Everything is borrowed. */
struct router_question {
	const struct knowledge *knowledge;
	const struct vendor *vendor; /* whose models alone count; NULL: all */
	const char *fallback;        /* "vendor/model", what an empty answer means; or NULL */
	bool takes_file;             /* a firmware file is an answer, too */
	bool takes_vendor;           /* the vendor alone will do: a file says the rest */
};

struct router_answer {
	const struct vendor *vendor;
	const struct recipe *recipe; /* NULL: only the vendor was typed, which will do */
	char *file;                  /* the firmware that named it, owned; NULL: none did */
};

/*
 * Asks until it is one router: by what is on its label or box, its vendor and then its model, or a
 * firmware file or the name of one. Shows what was found. Fails as ui_ask().
 */
bool which_router(const struct router_question *question, struct ui *ui, struct router_answer *out,
                  struct failure *why) MUST_CHECK;

#endif
