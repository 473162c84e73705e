#include "cli/prompt/line.h"

#include "base/interrupt.h"
#include "base/text/text.h"
#include "cli/prompt/editor.h"
#include "cli/prompt/waiting.h"

#include <stdio.h>
#include <string.h>

static void show_prompt(const struct line_request *request)
{
	fprintf(stderr, "%s ", request->prompt);
	fflush(stderr);
}

static bool wait_for_line(const struct line_request *request, struct failure *why)
{
	for (;;) {
		switch (waiting_for_input(request->watched, why)) {
		case WAITED_STOP: return false;
		case WAITED_INPUT: return true;
		case WAITED_CHANGE:
			if (request->changed(request->context))
				show_prompt(request);
			break;
		case WAITED_NOTHING: break;
		}
	}
}

/* The terminal's own editing. */
static enum edited read_simply(const struct line_request *request, char line[UI_ANSWER],
                               struct failure *why)
{
	show_prompt(request);
	if (!wait_for_line(request, why))
		return EDITED_STOP;
	return fgets(line, UI_ANSWER, stdin) ? EDITED_LINE : EDITED_END;
}

bool line_read(const struct line_request *request, char answer[UI_ANSWER], struct failure *why)
{
	char line[UI_ANSWER];
	enum edited end = editor_read(request, line, why);

	if (end == EDITED_IMPOSSIBLE)
		end = read_simply(request, line, why);
	if (end != EDITED_LINE) {
		fputc('\n', stderr);
		return interrupt_check(why) &&
		       fail(why, FAIL_INTERRUPTED, "the input ended without an answer");
	}
	line[strcspn(line, "\n")] = '\0';
	text_clean(answer, UI_ANSWER, line);
	return true;
}
