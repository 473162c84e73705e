/*
 * line - one line that a person types at a terminal.
 *
 * With libedit it can be edited, and names of files are completed with Tab. Where that is missing
 * or the terminal is a simple one (TERM=dumb), the terminal's own editing has to do.
 */
#ifndef LINE_H
#define LINE_H

#include "app/ui.h"

/* Everything is borrowed. */
struct line_request {
	const char *prompt;
	bool names_file;
	int watched; /* a descriptor; -1: none */
	/*
	 * Called when that is readable; true: it has written something, and the prompt is
	 * repeated.
	 */
	bool (*changed)(void *context);
	void *context;
};

/* FAIL_INTERRUPTED, also at the end of input. The line is cleaned. */
bool line_read(const struct line_request *request, char answer[UI_ANSWER],
               struct failure *why) MUST_CHECK;

#endif
