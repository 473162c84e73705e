/* layoutfile - one file of templates/layouts/, read and checked. */
#ifndef LAYOUTFILE_H
#define LAYOUTFILE_H

#include "base/json.h"
#include "base/layout.h"

struct layout_file {
	json_t *document;
	struct layout layout;
};

bool layoutfile_read(struct layout_file *out, const char *path, struct failure *why) MUST_CHECK;
void layoutfile_done(struct layout_file *file);

#endif
