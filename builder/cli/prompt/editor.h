/* editor - a line that is edited with libedit. Private to line. */
#ifndef EDITOR_H
#define EDITOR_H

#include "cli/prompt/line.h"

enum edited {
	EDITED_LINE,
	EDITED_END,        /* of the input */
	EDITED_STOP,       /* interrupted: *why says so */
	EDITED_IMPOSSIBLE, /* not on this terminal, or without the library */
};

/* As the person typed it, cut where it is too long. */
enum edited editor_read(const struct line_request *request, char line[UI_ANSWER],
                        struct failure *why) MUST_CHECK;

#endif
