/* pc - a stick that starts a PC, which then rescues a router: the files of a bundle, and firmware.
 */
#ifndef PC_H
#define PC_H

#include "app/request.h"
#include "app/ui.h"

/*
 * `bundle` is the ZIP archive of scripts/pc-bundle. The request says where the stick goes, and
 * which firmware file is put on it, if any: one that is not sound is refused with FAIL_FIRMWARE.
 */
bool pc(const char *bundle, const struct request *request, struct ui *ui,
        struct failure *why) MUST_CHECK;

#endif
