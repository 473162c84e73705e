/*
 * os_list - a list of images for rpi-imager (schema version 4), and the images.
 *
 * Of the models whose stick or card may be passed on freely alone: everything on it is OpenWrt's
 * own.
 */
#ifndef OS_LIST_H
#define OS_LIST_H

#include "app/request.h"
#include "app/ui.h"

#define OS_LIST_FILE "os-list.json"
#define OS_LIST_ICON "icon.svg"

/*
 * The folder is request->target.output_dir, and will be published at `base`. The list has the
 * images that are proven; the failure is that of the first that is not. FAIL_USAGE without a base.
 */
bool os_list_make(const struct request *request, const char *base, struct ui *ui,
                  struct failure *why) MUST_CHECK;

#endif
