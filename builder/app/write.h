/* write - an image made earlier goes onto sticks, proven before and after. */
#ifndef APP_WRITE_H
#define APP_WRITE_H

#include "app/request.h"
#include "app/ui.h"

/* The image at `path`, to the request's devices. Tells as build() does. */
bool write_image(const char *path, const struct request *request, struct ui *ui,
                 struct failure *why) MUST_CHECK;

#endif
