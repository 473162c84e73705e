/* doctor - what works on this computer, what is missing, and how to get it. Changes nothing. */
#ifndef DOCTOR_H
#define DOCTOR_H

#include "app/request.h"
#include "app/ui.h"

/* Tells each check. FAIL_TOOL when something is missing that every image file needs. */
bool doctor(const struct request *request, struct ui *ui, struct failure *why) MUST_CHECK;

#endif
